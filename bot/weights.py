"""Fetches what weights the settings ask for and the project does not have: `python -m bot.weights`."""

import sys

from pydantic import ValidationError

from bot.settings import Settings
from bot.text_weights import ProgressLog
from core.encoders.faces import FaceEncoder
from core.encoders.text import BASIC
from core.encoders.uform import UForm, fetch
from core.errors import UnknownModelError, WeightsMissingError
from core.text_model import AUTO, UFORM

EMBEDDED = "embedded"


def main() -> int:
    try:
        settings = Settings()
    except ValidationError as error:
        return _refuse(f"A setting is not right:\n{error}")
    try:
        fetched = [*_faces(settings), *_words(settings)]
    except (UnknownModelError, WeightsMissingError) as error:
        return _refuse(f"{str(error).rstrip('.')}.")
    except KeyboardInterrupt:
        return _refuse("Given up. What is not whole is fetched anew the next time.")
    print(f"All weights are there: {', '.join(fetched)}." if fetched else _nothing())
    return 0


def _faces(settings: Settings) -> list[str]:
    """DeepFace downloads a model's weights when it is loaded first."""
    names = [name for name in (settings.face_detector, settings.face_model) if name != EMBEDDED]
    if names:
        print(f"Loading DeepFace's {' and '.join(names)} …", flush=True)
        FaceEncoder(settings.face_detector, settings.face_model)
    return names


def _words(settings: Settings) -> list[str]:
    """UForm's, tried out once they are there: files can be whole, and no model."""
    if settings.text_model == BASIC:
        return []
    name = UFORM if settings.text_model == AUTO else settings.text_model
    print(f"Fetching {name} …", flush=True)
    progress = ProgressLog(lambda said: print(f"  {said}", flush=True))
    folder = fetch(name, on_progress=progress.note)
    try:
        UForm(name)
    except WeightsMissingError:
        folder = fetch(name, again=True, on_progress=progress.note)
        UForm(name)
    return [f"{name} in {folder}"]


def _nothing() -> str:
    return f"TEXT_MODEL={BASIC} and the {EMBEDDED} face models need no weights but those of the project."


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
