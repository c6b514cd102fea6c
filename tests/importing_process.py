"""An import in a process of its own, that a test can kill: `python -m tests.importing_process FOLDER`.

It goes on with the import that the store has, and writes a line for each photo that is done.
"""

import sys
from pathlib import Path

import bot  # noqa: F401 (sets the environment that onnxruntime reads)
from core import importer
from core.encoders.face_model import FaceModelNames
from core.face_models import FaceModels
from core.indexer import Indexer
from core.intake.archive import ArchiveLimits
from core.store.store import Store


def _tell(progress: importer.Progress) -> None:
    sys.stdout.write(f"{progress.done}\n")
    sys.stdout.flush()


def main(folder: Path) -> None:
    importer.BATCH_PHOTOS = 3
    store = Store(folder)
    indexer = Indexer(2)
    (job,) = store.imports.unfinished("running") or store.imports.unfinished("receiving")
    runner = importer.Importer(
        store, indexer, ArchiveLimits(), FaceModels.load(store, indexer, FaceModelNames())
    )
    runner.run(job, _tell, lambda: False)
    indexer.close()
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
