"""A small model in UForm's format: it tells photos by their colours, and texts by the colours they name.

The files are what `uform.get_model` loads, in the hub's cache layout, so that nothing of UForm is replaced.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

MODEL = "unum-cloud/uform3-image-text-english-small"
COMMIT = hashlib.sha1(b"the test checkpoint").hexdigest()

COLOURS = {
    "red": (0.85, 0.1, 0.1),
    "orange": (0.95, 0.55, 0.1),
    "yellow": (0.95, 0.9, 0.15),
    "green": (0.15, 0.6, 0.15),
    "blue": (0.15, 0.3, 0.85),
    "brown": (0.45, 0.3, 0.15),
    "black": (0.03, 0.03, 0.03),
    "white": (0.97, 0.97, 0.97),
    "gray": (0.5, 0.5, 0.5),
}
SYNONYMS = {
    "sky": "blue", "sea": "blue", "grass": "green", "forest": "green", "snow": "white", "night": "black",
    "coffee": "brown", "fire": "red", "sunset": "orange", "grey": "gray",
    "đỏ": "red", "cam": "orange", "vàng": "yellow", "lục": "green", "biển": "blue", "nâu": "brown",
    "đen": "black", "trắng": "white", "xám": "gray",
}  # fmt: skip

_SIZE = 224
_CELL = 8
_LENGTH = 50
_SHARPNESS = 30.0
_MEANS = (0.48145466, 0.4578275, 0.40821073)
_DEVIATIONS = (0.26862954, 0.26130258, 0.27577711)
_SPECIAL = ("[PAD]", "[UNK]")


def write_checkpoint(hf_cache: Path, model_name: str = MODEL, commit: str = COMMIT) -> Path:
    """Put the model into the hub's cache folder `hf_cache` as if downloaded; returns its snapshot."""
    repository = hf_cache / f"models--{model_name.replace('/', '--')}"
    snapshot = repository / "snapshots" / commit
    for folder in (snapshot, repository / "blobs", repository / "refs"):
        folder.mkdir(parents=True, exist_ok=True)
    (repository / "refs" / "main").write_text(commit)
    for name, content in checkpoint_files().items():
        blob = repository / "blobs" / hashlib.sha256(content).hexdigest()
        blob.write_bytes(content)
        link = snapshot / name
        link.unlink(missing_ok=True)
        link.symlink_to(Path("..", "..", "blobs", blob.name))
    return snapshot


def use_cache(hf_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process and the processes that it spawns take models from `hf_cache`.

    The hub's client reads the variable when it is imported, and the constant at every call.
    """
    monkeypatch.setenv("HF_HUB_CACHE", str(hf_cache))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(hf_cache))


def checkpoint_files() -> dict[str, bytes]:
    return {
        "config.json": json.dumps(_config()).encode(),
        "tokenizer.json": _tokenizer().to_str().encode(),
        "text_encoder.onnx": _text_encoder().SerializeToString(),
        "image_encoder.onnx": _image_encoder().SerializeToString(),
    }


def _config() -> dict[str, dict[str, object]]:
    return {
        "text_encoder": {"max_position_embeddings": _LENGTH, "padding_idx": 0, "embedding_dim": len(COLOURS)},
        "image_encoder": {
            "image_size": _SIZE,
            "normalization_means": list(_MEANS),
            "normalization_deviations": list(_DEVIATIONS),
            "embedding_dim": len(COLOURS),
        },
    }


def _words() -> tuple[str, ...]:
    return (*_SPECIAL, *COLOURS, *SYNONYMS)


def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(_words())}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer


def _text_encoder() -> onnx.ModelProto:
    """The mean of the tokens' embeddings: 1 at the colour that a word names, flat at other words."""
    names = list(COLOURS)
    table = np.full((len(_words()), len(names)), 0.02, np.float32)
    for row, word in enumerate(_words()):
        if (colour := SYNONYMS.get(word, word)) in COLOURS:
            table[row, names.index(colour)] = 1
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["features"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["weights"]),
        helper.make_node("Mul", ["features", "weights"], ["weighted"]),
        helper.make_node("ReduceSum", ["weighted", "tokens"], ["total"], keepdims=0),
        helper.make_node("ReduceSum", ["weights", "tokens"], ["count"], keepdims=0),
        helper.make_node("Div", ["total", "count"], ["embeddings"]),
    ]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["batch_size", _LENGTH])
        for name in ("input_ids", "attention_mask")
    ]
    constants = {"table": table, "last": np.array([2]), "tokens": np.array([1])}
    return _model(nodes, inputs, constants, ["batch_size", _LENGTH, len(names)])


def _image_encoder() -> onnx.ModelProto:
    """The share of the photo that each colour has: a softmax over the colours for each cell of 8 × 8 pixels.

    -‖p - a‖² / T is linear in the pixel p up to a term that all colours a share, so one convolution makes it.
    """
    anchors = np.array(list(COLOURS.values()))
    deviations, means = np.array(_DEVIATIONS), np.array(_MEANS)
    weight = 2 * _SHARPNESS * anchors * deviations
    bias = 2 * _SHARPNESS * anchors @ means - _SHARPNESS * (anchors**2).sum(axis=1)
    nodes = [
        helper.make_node("AveragePool", ["images"], ["cells"], kernel_shape=[_CELL] * 2, strides=[_CELL] * 2),
        helper.make_node("Conv", ["cells", "weight", "bias"], ["closeness"]),
        helper.make_node("Softmax", ["closeness"], ["features"], axis=1),
        helper.make_node("ReduceMean", ["features"], ["embeddings"], axes=[2, 3], keepdims=0),
    ]
    images = helper.make_tensor_value_info("images", TensorProto.FLOAT, ["batch_size", 3, _SIZE, _SIZE])
    constants = {
        "weight": weight[:, :, None, None].astype(np.float32),
        "bias": bias.astype(np.float32),
    }
    side = _SIZE // _CELL
    return _model(nodes, [images], constants, ["batch_size", len(COLOURS), side, side])


def _model(
    nodes: list[onnx.NodeProto],
    inputs: list[onnx.ValueInfoProto],
    constants: dict[str, np.ndarray],
    features: list[str | int],
) -> onnx.ModelProto:
    outputs = [
        helper.make_tensor_value_info("features", TensorProto.FLOAT, features),
        helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["batch_size", len(COLOURS)]),
    ]
    initializers = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "colours", inputs, outputs, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    onnx.checker.check_model(model)
    return model
