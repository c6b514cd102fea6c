"""A checkpoint of the size of UForm's, with random weights, for measuring where the real one is not at hand.

The image encoder is a ViT-B/16 as UForm 3 exports it: images (n, 3, 224, 224) to features (n, 197, 768) and
embeddings (n, 256), 86 million parameters. What it makes of photos means nothing; it costs what the real one
costs. The text encoder and the tokenizer are the smallest that load.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnx
from numpy.random import Generator
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

MODEL = "bench/uform-vit-b16"
COMMIT = hashlib.sha1(MODEL.encode()).hexdigest()
SIZE, PATCH, WIDTH, HEADS, BLOCKS, DIMENSIONS = 224, 16, 768, 12, 12, 256
TOKENS = (SIZE // PATCH) ** 2 + 1
MEANS = [0.48145466, 0.4578275, 0.40821073]
DEVIATIONS = [0.26862954, 0.26130258, 0.27577711]
WORDS = {"[PAD]": 0, "[UNK]": 1}
LENGTH = 50
OPSET = 17  # the first with LayerNormalization

Values: TypeAlias = NDArray[np.float32]


def write_vit(hf_cache: Path) -> Path:
    """Put the model into the hub's cache folder `hf_cache` as if downloaded; returns its snapshot."""
    repository = hf_cache / f"models--{MODEL.replace('/', '--')}"
    snapshot = repository / "snapshots" / COMMIT
    for folder in (snapshot, repository / "blobs", repository / "refs"):
        folder.mkdir(parents=True)
    (repository / "refs" / "main").write_text(COMMIT)
    for name, content in _files().items():
        blob = repository / "blobs" / hashlib.sha256(content).hexdigest()
        blob.write_bytes(content)
        (snapshot / name).symlink_to(Path("..", "..", "blobs", blob.name))
    return snapshot


def _files() -> dict[str, bytes]:
    image = {"image_size": SIZE, "normalization_means": MEANS, "normalization_deviations": DEVIATIONS}
    text = {"max_position_embeddings": LENGTH, "padding_idx": 0}
    tokenizer = Tokenizer(models.WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return {
        "config.json": json.dumps({"image_encoder": image, "text_encoder": text}).encode(),
        "tokenizer.json": tokenizer.to_str().encode(),
        "text_encoder.onnx": _text_encoder().SerializeToString(),
        "image_encoder.onnx": _Vit(np.random.default_rng(1)).model().SerializeToString(),
    }


def _text_encoder() -> onnx.ModelProto:
    """The mean of random embeddings."""
    graph = _Graph(np.random.default_rng(2))
    table = graph.weight((len(WORDS), DIMENSIONS), 1)
    features = graph.add("Gather", table, "input_ids", output="features")
    graph.add("ReduceMean", features, output="embeddings", axes=[1], keepdims=0)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["n", LENGTH])
        for name in ("input_ids", "attention_mask")
    ]
    return graph.model(inputs, ["n", LENGTH, DIMENSIONS])


class _Graph:
    """Nodes and weights as they are added, each named by its number."""

    def __init__(self, random: Generator) -> None:
        self._random = random
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def add(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        output = output or f"{operator.lower()}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, values: object, kind: type = np.float32) -> str:
        name = f"constant_{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(np.array(values, kind), name))
        return name

    def weight(self, shape: tuple[int, ...], deviation: float) -> str:
        return self.constant(self._random.standard_normal(shape, np.float32) * np.float32(deviation))

    def model(self, inputs: list[onnx.ValueInfoProto], features: list[str | int]) -> onnx.ModelProto:
        outputs = [
            helper.make_tensor_value_info("features", TensorProto.FLOAT, features),
            helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["n", DIMENSIONS]),
        ]
        graph = helper.make_graph(self._nodes, "encoder", inputs, outputs, self._weights)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)


class _Vit(_Graph):
    """Weights are scaled so that what is different in two photos stays different through all blocks."""

    def model(self) -> onnx.ModelProto:  # type: ignore[override]
        tokens = self._patches()
        for _ in range(BLOCKS):
            tokens = self.add("Add", tokens, self._attention(self._norm(tokens)))
            tokens = self.add("Add", tokens, self._perceptron(self._norm(tokens)))
        features = self._norm(tokens, output="features")
        first = self.add("Gather", features, self.constant(0, np.int64), axis=1)
        self.add("MatMul", first, self.weight((WIDTH, DIMENSIONS), WIDTH**-0.5), output="embeddings")
        images = helper.make_tensor_value_info("images", TensorProto.FLOAT, ["n", 3, SIZE, SIZE])
        return super().model([images], ["n", TOKENS, WIDTH])

    def _patches(self) -> str:
        kernel = self.weight((WIDTH, 3, PATCH, PATCH), (3 * PATCH * PATCH) ** -0.5)
        cells = self.add("Conv", "images", kernel, self.weight((WIDTH,), 0.02), strides=[PATCH, PATCH])
        flat = self.add("Reshape", cells, self.constant([0, WIDTH, -1], np.int64))
        tokens = self.add("Transpose", flat, perm=[0, 2, 1])
        count = self.add("Slice", self.add("Shape", tokens), *(self.constant([i], np.int64) for i in (0, 1)))
        shape = self.add("Concat", count, self.constant([1, WIDTH], np.int64), axis=0)
        first = self.add("Expand", self.weight((1, 1, WIDTH), 1), shape)
        joined = self.add("Concat", first, tokens, axis=1)
        return self.add("Add", joined, self.weight((1, TOKENS, WIDTH), 0.5))

    def _norm(self, tokens: str, output: str = "") -> str:
        ones, zeros = self.constant(np.ones(WIDTH)), self.constant(np.zeros(WIDTH))
        return self.add("LayerNormalization", tokens, ones, zeros, output=output, epsilon=1e-6)

    def _linear(self, tokens: str, before: int, after: int) -> str:
        product = self.add("MatMul", tokens, self.weight((before, after), before**-0.5))
        return self.add("Add", product, self.weight((after,), 0.02))

    def _attention(self, tokens: str) -> str:
        split = self.constant([0, 0, HEADS, WIDTH // HEADS], np.int64)
        turns = ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3])
        parts = [self.add("Reshape", self._linear(tokens, WIDTH, WIDTH), split) for _ in turns]
        query, key, value = (
            self.add("Transpose", part, perm=turn) for part, turn in zip(parts, turns, strict=True)
        )
        scale = self.constant((WIDTH // HEADS) ** -0.5)
        share = self.add("Softmax", self.add("Mul", self.add("MatMul", query, key), scale), axis=-1)
        seen = self.add("Transpose", self.add("MatMul", share, value), perm=[0, 2, 1, 3])
        joined = self.add("Reshape", seen, self.constant([0, 0, WIDTH], np.int64))
        return self._linear(joined, WIDTH, WIDTH)

    def _perceptron(self, tokens: str) -> str:
        wide = self._linear(tokens, WIDTH, 4 * WIDTH)
        error = self.add("Erf", self.add("Div", wide, self.constant(2**0.5)))
        half = self.add("Mul", wide, self.constant(0.5))
        gelu = self.add("Mul", half, self.add("Add", error, self.constant(1)))
        return self._linear(gelu, 4 * WIDTH, WIDTH)
