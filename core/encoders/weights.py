"""The weights that come with the project: where they are, and that they are whole."""

import hashlib
from functools import cache
from pathlib import Path

from core.errors import WeightsMissingError

FOLDER = Path(__file__).parents[2] / "weights"

FACE_DETECTOR = "face_detector.onnx"
FACE_EMBEDDER = "face_embedder.onnx"
BASIC_TEXT_CLASSIFIER = "basic_text_classifier.onnx"
BASIC_TEXT_WORDS = "basic_text_words.npz"
BASIC_TEXT_CONCEPTS = "basic_text_concepts.json"

SHA256 = {
    FACE_DETECTOR: "4f0b2537b4ff7f6a62abbb3654b307551f3db26550c78950cba3e7d4ae8d125b",
    FACE_EMBEDDER: "80390c405bbc382a70e236f41023a426f722a12fa2488409328151ed2abf392f",
    BASIC_TEXT_CLASSIFIER: "929fa480c3c967f33a4e88d4e036a93257580b9b3c69203d6ecea642cec8caa5",
    BASIC_TEXT_WORDS: "74a169c15a70716f45f1f5524d8546b6a3eeafd7b89a66260997fd8c795a4134",
    BASIC_TEXT_CONCEPTS: "1535096134949cd8844a1c22d28590bf4fc6536e55d8464fbb368ee9695c772d",
}


@cache
def locate(name: str, folder: Path = FOLDER) -> Path:
    """The file of one embedded model, once its sha256 has been checked.

    A checkout can be cut short or hold a pointer in place of the file; a half model answers with noise, so
    anything but the very file that was measured raises WeightsMissingError.
    """
    file = folder / name
    if not file.is_file():
        raise WeightsMissingError(f"{name} is missing from {folder}")
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != SHA256[name]:
        raise WeightsMissingError(f"{name} in {folder} is not the file that was released: sha256 {found}")
    return file


def version(name: str) -> str:
    """A short name of these exact weights, for what is kept beside vectors."""
    return SHA256[name][:8]
