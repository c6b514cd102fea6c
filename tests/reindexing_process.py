"""A process that looks at photos again and that a test can kill: `python -m tests.reindexing_process FOLDER`.

It goes through all chats, writes a line for each batch that is done, and waits for one before it goes on.
"""

import sys
from pathlib import Path

import bot  # noqa: F401 (sets the environment that onnxruntime reads)
from core import reindexer
from core.encoders.face_model import FaceModelNames
from core.face_models import FaceModels
from core.indexer import Indexer
from core.store.store import Store


def _tell(chat_id: int) -> None:
    sys.stdout.write(f"{chat_id}\n")
    sys.stdout.flush()
    sys.stdin.readline()


def main(folder: Path) -> None:
    reindexer.BATCH_PHOTOS = 1
    store = Store(folder)
    indexer = Indexer(2)
    face_model = FaceModels.load(store, indexer, FaceModelNames()).chosen
    runner = reindexer.Reindexer(store, indexer, face_model)
    for chat_id in store.photos.chats_behind(face_model.identity):
        runner.run(chat_id, _tell, lambda: False)
    indexer.close()
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
