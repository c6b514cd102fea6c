"""onnxruntime sessions: opened once a process, and shared."""

from functools import cache
from pathlib import Path

import onnxruntime as ort

ERRORS_ONLY = 3


@cache
def open_session(path: Path, threads: int = 1) -> ort.InferenceSession:
    """A CPU session for one ONNX file.

    Worker processes are as many as there are cores, so one thread in each is the default. A session's run()
    may be called from several threads at once.
    """
    # Official builds report sessions to Microsoft unless told not to. (What they write as they are imported,
    # only ORT_DISABLE_TELEMETRY=1 in the environment prevents.)
    ort.disable_telemetry_events()
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS_ONLY
    # A plan of memory for each shape that was seen: photos have too many shapes for it to pay.
    options.enable_mem_pattern = False
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
