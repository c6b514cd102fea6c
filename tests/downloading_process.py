"""A download in a process of its own, that a test can kill.

`python -m tests.downloading_process FOLDER PORT CERTIFICATE` goes on with the download that the store has.
"""

import sys
from pathlib import Path

from core.intake.download import Source
from core.store.store import Store
from tests.web import Web


def main(folder: Path, port: int, certificate: Path) -> None:
    store = Store(folder)
    (job,) = store.imports.unfinished("receiving")
    path = store.files(job.chat_id).arriving(job.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    Web(port, certificate).downloader().fetch(
        Source(job.url or "", job.validator),
        path,
        lambda source: store.imports.set_source(job.id, source.name, source.validator),
        lambda _: None,
        lambda: False,
    )
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
