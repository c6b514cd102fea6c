"""Builds weights/face_embedder.onnx: `python -m tools.face_embedder FLOAT.onnx PHOTOS OUT.onnx`.

FLOAT.onnx is the graph with weights of 16 bits that holds both nets (sha256 c8a5a33e…): this repository's
first face_embedder.onnx, in its history. PHOTOS is a folder of JPEGs with faces: one of each photo,
CALIBRATION_FACES at most, shows how large the numbers between the layers get. They decide nothing else.

Inputs of OUT.onnx: `chips_dlib` (n, 150, 150, 3) and `chips_arc` (n, 224, 224, 3), uint8 RGB. Output:
`embedding` (n, 256), L2 norm 1: dlib's ResNet on the chip and its mirror image, beside a VGGFace2 MobileNet
at half weight.
"""

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, compose, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_static

from core.encoders.alignment import DLIB, LOOSE, Template, chip
from core.encoders.embedded import EmbeddedDetector

OPSET, IR_VERSION = 17, 9
CALIBRATION_FACES = 96
CALIBRATION_BATCH = 8
LEAST_FACE = 30  # pixels: smaller ones look like nothing but blur

MOBILENET_WEIGHT = 0.5  # beside dlib's net
MOBILENET_MEAN = (123.68, 116.779, 103.939)  # red, green, blue: what the net was trained to have taken off
GREY = 115  # the mean of these: what the net's zeros at the border were, now that the mean is taken off later

Weights = dict[str, NDArray[np.float32]]
Nodes = list[onnx.NodeProto]


@dataclass(frozen=True, slots=True)
class Net:
    """One of the two: where its nodes are in the old graph, its chips, the size of its output."""

    prefix: str
    template: Template
    output: str
    dimensions: int

    def model(self, nodes: Nodes, weights: Weights) -> onnx.ModelProto:
        """A model of its own, from `chips` (n, size, size, 3) to `vector` (n, dimensions)."""
        chips = helper.make_tensor_value_info(
            "chips", TensorProto.UINT8, ["n", self.template.size, self.template.size, 3]
        )
        vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["n", self.dimensions])
        return _model(nodes, [chips], [vector], weights)


DLIB_NET = Net("d1_", DLIB, "d1", 128)
MOBILENET = Net("r_", LOOSE, "r", 1024)


class Faces(CalibrationDataReader):  # type: ignore[misc]
    """Chips, a few at a time, in the form that onnxruntime's quantizer asks for."""

    def __init__(self, chips: NDArray[np.uint8]) -> None:
        self._batches = iter(np.array_split(chips, max(1, len(chips) // CALIBRATION_BATCH)))

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        batch = next(self._batches, None)
        return None if batch is None else {"chips": batch}


def main() -> None:
    options = _options()
    cv2.setNumThreads(1)
    old = onnx.load(options.face_embedder)
    weights = _weights(old)
    dlib = DLIB_NET.model(_dlib_nodes(old), weights)
    mobilenet = MOBILENET.model(*_mobilenet(old, weights))
    faces = list(islice(_faces(options.photos), CALIBRATION_FACES))
    dlib, mobilenet = (
        _quantized(net, np.stack([chip(photo, points, kind.template) for photo, points in faces]))
        for net, kind in ((dlib, DLIB_NET), (mobilenet, MOBILENET))
    )
    onnx.save(_joined(dlib, mobilenet, weights["pca"], both_mirrored=options.mirror_both), options.out)


def _weights(model: onnx.ModelProto) -> Weights:
    """Every constant of the old graph by name, those of 16 bits as their casts to 32 name them."""
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Cast" and node.input[0] in weights:
            weights[node.output[0]] = weights[node.input[0]].astype(np.float32)
    return weights


def _nodes(model: onnx.ModelProto, net: Net) -> Nodes:
    nodes = [node for node in model.graph.node if node.name.startswith(net.prefix)]
    nodes[-1].output[0] = "vector"
    return nodes


def _dlib_nodes(model: onnx.ModelProto) -> Nodes:
    nodes = _nodes(model, DLIB_NET)
    nodes[0].input[0] = "chips"
    return nodes


def _mobilenet(model: onnx.ModelProto, weights: Weights) -> tuple[Nodes, Weights]:
    """The mean and the order of the colours go into the first convolution: two passes over the chip less.

    Its border of zeros (right and below, as TensorFlow pads) was the mean colour, so it becomes grey.
    """
    nodes = _nodes(model, MOBILENET)
    first = nodes[0]
    rgb = weights[first.input[1]][:, ::-1]
    bias = weights[first.input[2]] - np.einsum("oihw,i->o", rgb, MOBILENET_MEAN)
    own = {
        **weights,
        "first": rgb,
        "first_bias": bias.astype(np.float32),
        "border": np.array([0, 0, 0, 0, 0, 1, 1, 0]),
        "grey": np.array(GREY, np.uint8),
    }
    before = [
        helper.make_node("Pad", ["chips", "border", "grey"], ["framed"]),
        helper.make_node("Transpose", ["framed"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("Cast", ["planes"], ["pixels"], to=TensorProto.FLOAT),
    ]
    first.input[:] = ["pixels", "first", "first_bias"]
    next(attribute for attribute in first.attribute if attribute.name == "pads").ints[:] = [0] * 4
    return before + nodes, own


def _model(
    nodes: Nodes,
    inputs: list[onnx.ValueInfoProto],
    outputs: list[onnx.ValueInfoProto],
    weights: Weights,
) -> onnx.ModelProto:
    used = {name for node in nodes for name in node.input}
    tensors = [numpy_helper.from_array(array, name) for name, array in weights.items() if name in used]
    graph = helper.make_graph(nodes, "face_embedder", inputs, outputs, tensors)
    opset = helper.make_opsetid("", OPSET)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    return onnx.shape_inference.infer_shapes(model)


def _quantized(net: onnx.ModelProto, chips: NDArray[np.uint8]) -> onnx.ModelProto:
    """Convolutions with int8 weights, a scale for each channel; what flows between the layers as uint8."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "net.onnx")
        quantize_static(
            net,
            file,
            Faces(chips),
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=[node.name for node in net.graph.node if node.op_type == "MatMul"],
            extra_options={"TensorQuantOverrides": _ranges(net)},
        )
        return onnx.load(file)


def _ranges(net: onnx.ModelProto) -> dict[str, list[dict[str, object]]]:
    """For the weights of each full convolution, the range of each channel that no processor overflows.

    Without VNNI, AVX2 and AVX-512 add the products of two neighbours in 16 bits (vpmaddubsw), where
    255 · (127 + 127) has no place and is cut off in silence: the same face would get other vectors on other
    machines. It fits if the weights of one sign in a pair add up to 127. Neighbours are those of one row of
    the matrix that a convolution becomes: height, width, input channel. (Halving all weights, onnxruntime's
    reduce_range, costs a whole bit, and showed in the ranking; this costs a quarter of one.)
    """
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in net.graph.initializer}
    ranges: dict[str, list[dict[str, object]]] = {}
    for node in net.graph.node:
        groups = next((attribute.i for attribute in node.attribute if attribute.name == "group"), 1)
        if node.op_type == "Conv" and groups == 1:
            tops = _largest_pairs(weights[node.input[1]])
            ranges[node.input[1]] = [{"rmin": -top, "rmax": top, **_SIGNED} for top in tops]
            ranges[node.input[1]][0]["axis"] = 0
    return ranges


_SIGNED = {"quant_type": QuantType.QInt8, "symmetric": True}


def _largest_pairs(kernels: NDArray[np.float32]) -> NDArray[np.float32]:
    """(out,): the largest sum of one sign in any pair of neighbours, of kernels (out, in, height, width)."""
    rows = kernels.transpose(0, 2, 3, 1).reshape(len(kernels), -1)
    pairs = np.pad(rows, ((0, 0), (0, rows.shape[1] % 2))).reshape(len(rows), -1, 2)
    positive, negative = np.maximum(pairs, 0).sum(axis=2), np.maximum(-pairs, 0).sum(axis=2)
    return np.maximum(positive, negative).max(axis=1)


def _views(chips: str, views: str, *, mirrored: bool) -> Nodes:
    """All chips, then all their mirror images: one batch, so that the net is in the graph once."""
    if not mirrored:
        return [helper.make_node("Identity", [chips], [views])]
    return [
        helper.make_node("Slice", [chips, "last", "before_first", "across", "back"], [f"{chips}_mirrored"]),
        helper.make_node("Concat", [chips, f"{chips}_mirrored"], [views], axis=0),
    ]


def _sum(vectors: str, total: str, shape: str) -> Nodes:
    """Over the views of each face."""
    return [
        helper.make_node("Reshape", [vectors, shape], [f"{total}_views"]),
        helper.make_node("ReduceSum", [f"{total}_views", "first_axis"], [total], keepdims=0),
    ]


def _joined(
    dlib: onnx.ModelProto, mobilenet: onnx.ModelProto, pca: NDArray[np.float32], *, both_mirrored: bool
) -> onnx.ModelProto:
    dlib, mobilenet = compose.add_prefix(dlib, "dlib_"), compose.add_prefix(mobilenet, "mobilenet_")
    node = helper.make_node
    before = _views("chips_dlib", "dlib_chips", mirrored=True)
    before += _views("chips_arc", "mobilenet_chips", mirrored=both_mirrored)
    after = [
        *_sum("dlib_vector", "dlib_sum", "dlib_views"),
        *_sum("mobilenet_vector", "mobilenet_sum", "mobilenet_views"),
        node("LpNormalization", ["dlib_sum"], ["dlib"], axis=-1, p=2),
        node("LpNormalization", ["mobilenet_sum"], ["features"], axis=-1, p=2),
        node("MatMul", ["features", "projection"], ["mobilenet"]),
        node("Concat", ["dlib", "mobilenet"], ["both"], axis=1),
        node("LpNormalization", ["both"], ["embedding"], axis=-1, p=2),
    ]
    constants = {
        "last": np.array([-1]),
        "before_first": np.array([np.iinfo(np.int64).min]),
        "across": np.array([2]),
        "back": np.array([-1]),
        "dlib_views": np.array([2, -1, DLIB_NET.dimensions]),
        "mobilenet_views": np.array([1 + both_mirrored, -1, MOBILENET.dimensions]),
        "first_axis": np.array([0]),
        "projection": MOBILENET_WEIGHT * pca,
    }
    for model in (dlib, mobilenet):
        constants |= {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.UINT8, ["n", size, size, 3])
        for name, size in (("chips_dlib", DLIB_NET.template.size), ("chips_arc", MOBILENET.template.size))
    ]
    output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", 2 * DLIB_NET.dimensions])
    return _model([*before, *dlib.graph.node, *mobilenet.graph.node, *after], inputs, [output], constants)


def _faces(photos: Path) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.float64]]]:
    """Photos in RGB, each with the five points of its surest face."""
    detector = EmbeddedDetector()
    for file in sorted(photos.glob("*.jpg")):
        photo = np.asarray(cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB))
        large = [face for face in detector.detect(photo) if face.area >= LEAST_FACE**2]
        if large and large[0].landmarks is not None:
            yield photo, large[0].landmarks


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("face_embedder", type=Path, help="the graph with weights of 16 bits")
    parser.add_argument("photos", type=Path, help="a folder of JPEGs with faces")
    parser.add_argument("out", type=Path)
    parser.add_argument("--mirror-both", action="store_true", help="the MobileNet sees the mirror image, too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
