import os

# onnxruntime reports to its makers unless this is set before its first import. Workers inherit it.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

# Times are timedeltas; without this, python-telegram-bot warns that numbers will go.
os.environ.setdefault("PTB_TIMEDELTA", "1")
