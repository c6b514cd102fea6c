"""How fast the bot is, beside DeepFace, faiss and what the machine can do: `python -m bench.speed`.

Everything in one run, the others in turns with ours, on all cores, medians: best on a machine that does
nothing else. DeepFace's goals are for its calls as they come, one after the other on one core; how it does
with a process for each core, as the bot has, is shown, too.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import chart, describing, latency, machine, memory, searching, table, throughput
from bench.photos import made_photos, selfie
from bench.table import Results
from core.indexer import Indexer

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results" / "speed.json"
PICTURE = ROOT / "docs" / "pictures" / "speed.png"


@dataclass(frozen=True, slots=True)
class Scale:
    photos: int
    rounds: int
    faces: tuple[int, ...]  # of the galleries that are searched
    gallery: int  # photos in which the selfie is searched for
    selfies: int


FULL = Scale(96, 5, (100_000, 1_000_000), 10_000, 40)
QUICK = Scale(12, 1, (100_000,), 10_000, 10)


def main() -> None:
    options = _options()
    scale = QUICK if options.quick else FULL
    about = machine.description()
    photos = _photos(options.photos) if options.photos else made_photos(scale.photos)
    results = _measure(photos, scale, options.memory_photos or (60 if options.quick else 600))
    print(table.text(results))
    if not options.quick:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps({"machine": about, **asdict(results)}, indent=2) + "\n")
        chart.draw(results, str(about["processor"]), PICTURE)


def _measure(photos: Sequence[Path], scale: Scale, memory_photos: int) -> Results:
    with tempfile.TemporaryDirectory() as folder:
        indexer = Indexer(os.cpu_count() or 1)
        try:
            speed = throughput.measure(indexer, photos, scale.rounds, Path(folder))
            me = selfie()
            dimensions = indexer.encode(me.read_bytes()).faces.vectors.shape[1]
            answered = latency.measure(indexer, me, scale.gallery, scale.selfies, Path(folder))
        finally:
            indexer.close()
    searches = {faces: searching.measure(faces, dimensions) for faces in scale.faces}
    described = describing.measure(scale.rounds)
    used = memory.measure(photos, memory_photos)
    return Results(speed, answered, scale.gallery, searches, used, described)


def _photos(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in {".jpg", ".jpeg"})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a look in two minutes; nothing is kept of it")
    parser.add_argument(
        "--photos", type=Path, help="a folder of JPEGs, instead of those that are made for this"
    )
    help_ = "how many photos to import to see what memory that takes; on the disk they take 7 MB each"
    parser.add_argument("--memory-photos", type=int, help=help_)
    return parser.parse_args()


if __name__ == "__main__":
    main()
