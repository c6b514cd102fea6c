"""DeepFace's downloadable models, loaded for real: small networks with their inputs and outputs stand in."""

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import TensorProto, helper, numpy_helper

from core.encoders import weights
from core.encoders.deepface_models import BATCH, build_detector, build_embedder
from core.encoders.detection import Detection, five_points
from core.encoders.faces import FaceEncoder
from core.errors import UnknownModelError, WeightsMissingError
from core.types import RgbImage
from tests.conftest import PhotoPath, rgb

# Name, its file, width, height, dimensions, and whether its graph has channels last and any number of faces.
MODELS = [
    ("Facenet", "facenet_weights.onnx", 160, 160, 128, True),
    ("Facenet512", "facenet512_weights.onnx", 160, 160, 512, True),
    ("VGG-Face", "vgg_face_weights.onnx", 224, 224, 4096, True),
    ("ArcFace", "arcface_weights.onnx", 112, 112, 512, True),
    ("GhostFaceNet", "ghostfacenet_v1.onnx", 112, 112, 512, True),
    ("OpenFace", "openface_weights.onnx", 96, 96, 128, True),
    ("DeepID", "deepid_weights.onnx", 47, 55, 160, True),
    ("SFace", "face_recognition_sface_2021dec.onnx", 112, 112, 128, False),
]
YUNET = "face_detection_yunet_2023mar.onnx"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """DeepFace's weights folder, full of stand-ins, on a machine without a network."""
    root = tmp_path_factory.mktemp("deepface")
    folder = root / ".deepface" / "weights"
    folder.mkdir(parents=True)
    for _, file, width, height, dimensions, channels_last in MODELS:
        onnx.save(random_network(width, height, dimensions, channels_last=channels_last), folder / file)
    onnx.save(yunet(), folder / YUNET)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEEPFACE_HOME", str(root))
        for proxy in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            patch.setenv(proxy, "http://127.0.0.1:9")
        yield folder
    forget_models()


def forget_models() -> None:
    from deepface.modules import modeling  # noqa: PLC0415

    for models in getattr(modeling, "cached_models", {}).values():
        models.clear()


@pytest.fixture(scope="module")
def group(photos: PhotoPath) -> RgbImage:
    return rgb(photos("t1.jpg"))


def random_network(width: int, height: int, dimensions: int, *, channels_last: bool) -> onnx.ModelProto:
    """A random convolution, averaged over a grid of 4 by 4, and a random matrix."""
    random = np.random.default_rng(dimensions + width)
    shape: list[int | str] = ["n", height, width, 3] if channels_last else [1, 3, height, width]
    weights = {
        "filters": random.normal(0, 0.1, (8, 3, 8, 8)).astype(np.float32),
        "matrix": random.normal(0, 1, (128, dimensions)).astype(np.float32),
    }
    kernel = [((height - 8) // 4 + 1) // 4, ((width - 8) // 4 + 1) // 4]
    nodes = [helper.make_node("Transpose", ["input"], ["planes"], perm=[0, 3, 1, 2])] if channels_last else []
    nodes += [
        helper.make_node(
            "Conv", ["planes" if channels_last else "input", "filters"], ["edges"], strides=[4, 4]
        ),
        helper.make_node("Relu", ["edges"], ["strong"]),
        helper.make_node("AveragePool", ["strong"], ["pooled"], kernel_shape=kernel, strides=kernel),
        helper.make_node("Slice", ["pooled", "zero", "four", "places"], ["grid"]),
        helper.make_node("Flatten", ["grid"], ["flat"]),
        helper.make_node("MatMul", ["flat", "matrix"], ["embedding"]),
    ]
    numbers = {"zero": [0, 0], "four": [4, 4], "places": [2, 3]}
    constants = weights | {name: np.array(value, np.int64) for name, value in numbers.items()}
    return network(nodes, constants, shape, {"embedding": [shape[0], dimensions]})


def yunet() -> onnx.ModelProto:
    """The embedded detector with the input and the outputs of OpenCV's YuNet of March 2023."""
    graph = onnx.load(weights.locate(weights.FACE_DETECTOR)).graph
    constants = {value.name: numpy_helper.to_array(value) for value in graph.initializer}
    nodes = [
        helper.make_node("Transpose", ["input"], ["last"], perm=[0, 2, 3, 1]),
        helper.make_node("Cast", ["last"], ["bgr"], to=TensorProto.UINT8),
        *graph.node,
    ]
    outputs: dict[str, list[int | str]] = {}
    constants |= {"flat": np.array([1, -1, 16]), "channels": np.array([2])}
    for stride in (8, 16, 32):
        nodes.append(helper.make_node("Transpose", [f"p{stride}"], [f"t{stride}"], perm=[0, 2, 3, 1]))
        nodes.append(helper.make_node("Reshape", [f"t{stride}", "flat"], [f"r{stride}"]))
        for kind, start, stop in (("cls", 0, 1), ("obj", 1, 2), ("bbox", 2, 6), ("kps", 6, 16)):
            name = f"{kind}_{stride}"
            constants |= {f"from_{name}": np.array([start]), f"to_{name}": np.array([stop])}
            cut = [f"r{stride}", f"from_{name}", f"to_{name}", "channels"]
            logit = stop - start == 1
            nodes.append(helper.make_node("Slice", cut, [f"{name}_logit" if logit else name]))
            if logit:
                nodes.append(helper.make_node("Sigmoid", [f"{name}_logit"], [name]))
            outputs[name] = [1, f"cells_{stride}", stop - start]
    # OpenCV knows outputs by their places: all of cls, then obj, bbox, kps.
    order = sorted(outputs, key=lambda name: ["cls", "obj", "bbox", "kps"].index(name.split("_")[0]))
    return network(nodes, constants, [1, 3, "h", "w"], {name: outputs[name] for name in order})


def network(
    nodes: list[onnx.NodeProto],
    constants: dict[str, np.ndarray],
    shape: list[int | str],
    outputs: dict[str, list[int | str]],
) -> onnx.ModelProto:
    def tensor(name: str, shape: list[int | str]) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    values = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    results = [tensor(name, shape) for name, shape in outputs.items()]
    graph = helper.make_graph(nodes, "stand-in", [tensor("input", shape)], results, values)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    return model


@pytest.mark.parametrize(("name", "dimensions"), [(model[0], model[4]) for model in MODELS])
def test_every_model_goes_the_same_way(home: Path, group: RgbImage, name: str, dimensions: int) -> None:
    encoder = FaceEncoder(model=name)
    found = encoder.encode(group)
    assert encoder.dimensions == dimensions
    assert found.vectors.shape == (len(found.faces), dimensions) == (6, dimensions)
    assert found.vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-5)
    assert len({row.tobytes() for row in found.vectors}) == 6
    np.testing.assert_allclose(encoder.encode(group).vectors, found.vectors, atol=1e-6)
    assert encoder.encode(np.zeros((300, 300, 3), np.uint8)).vectors.shape == (0, dimensions)


def test_identities_differ(home: Path) -> None:
    assert len({FaceEncoder(model=model[0]).identity for model in MODELS} | {FaceEncoder().identity}) == 9
    assert FaceEncoder(detector="yunet").identity != FaceEncoder().identity


def test_one_face_is_as_good_as_a_batch(home: Path, group: RgbImage) -> None:
    embedder = build_embedder("Facenet")
    faces = build_detector("embedded").detect(group)
    crowd = [faces[i % len(faces)] for i in range(BATCH + 5)]
    together = embedder.embed(group, crowd)
    alone = np.concatenate([embedder.embed(group, [face]) for face in crowd])
    np.testing.assert_allclose(together, alone, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", ["Facenet", "DeepID"])
def test_a_box_model_sees_what_deepface_shows_it(home: Path, photos: PhotoPath, name: str) -> None:
    """The same channels, scale, alignment and bars: DeepFace.represent's vector, but for its resampling."""
    from deepface.modules.representation import represent  # noqa: PLC0415

    image = cv2.GaussianBlur(cv2.imread(str(photos("obama.jpg"))), (0, 0), 4)
    ours = FaceEncoder(model=name).encode(image[..., ::-1]).vectors[0]
    theirs = np.array(represent(image, model_name=name, detector_backend="embedded")[0]["embedding"])
    assert ours @ theirs / np.linalg.norm(theirs) > 0.99


class Recorder:
    """A recognition model that keeps what it is shown."""

    input_shape = (112, 112)
    output_shape = 3

    def forward(self, img: np.ndarray) -> list[list[float]]:
        self.seen = img
        return [[1.0, 0.0, 0.0]] * len(img)


def test_pixels_are_bgr_from_0_to_1(home: Path, group: RgbImage) -> None:
    from core.encoders.deepface_models import DeepFaceEmbedder  # noqa: PLC0415

    recorder = Recorder()
    orange = np.full((200, 200, 3), (255, 128, 0), np.uint8)
    DeepFaceEmbedder("ArcFace", recorder).embed(orange, [Detection((50, 50, 90, 90), 1.0)])
    assert recorder.seen.shape == (1, 112, 112, 3)
    assert recorder.seen.dtype == np.float32
    np.testing.assert_allclose(recorder.seen[0, 56, 56], (0, 128 / 255, 1))


def test_sessions_have_as_many_threads_as_asked(home: Path) -> None:
    from core.encoders.deepface_models import DeepFaceEmbedder  # noqa: PLC0415

    for threads in (1, 2):
        embedder = build_embedder("Facenet", threads)
        assert isinstance(embedder, DeepFaceEmbedder)
        session = embedder._client.model
        assert isinstance(session, ort.InferenceSession)
        assert session.get_session_options().intra_op_num_threads == threads


def test_a_detector_that_gives_eyes_gets_five_points(home: Path, group: RgbImage) -> None:
    raw = build_detector("yunet").detect(group)
    assert len(raw) >= 4
    assert all(face.landmarks is None and face.eyes is not None for face in raw)
    ours, theirs = FaceEncoder().encode(group), FaceEncoder(detector="yunet").encode(group)
    assert all(face.landmarks is not None for face in theirs.faces)
    assert ((theirs.vectors @ ours.vectors.T).max(axis=1) > 0.95).all()


@pytest.mark.parametrize("keep", ["eyes", "box"])
def test_five_points_are_guessed_from_less(group: RgbImage, keep: str) -> None:
    for face in build_detector("embedded").detect(group):
        assert face.landmarks is not None
        less = Detection(face.box, face.score, eyes=face.landmarks[:2] if keep == "eyes" else None)
        off = np.linalg.norm(five_points(less) - face.landmarks, axis=1).mean()
        assert off < 0.3 * face.box[2]


Build = Callable[[str], object]


@pytest.mark.parametrize(
    ("build", "name", "file"),
    [
        (build_embedder, "DeepFace", "VGGFace2_DeepFace_weights_val-0.9034.onnx"),
        (build_detector, "retinaface", "retinaface.onnx"),
        (build_detector, "centerface", "centerface.onnx"),
    ],
)
def test_weights_that_cannot_be_fetched_are_named(
    home: Path, capsys: pytest.CaptureFixture[str], build: Build, name: str, file: str
) -> None:
    with pytest.raises(WeightsMissingError) as raised:
        build(name)
    for word in (name, file, str(home)):
        assert word in str(raised.value)
    assert "http" not in str(raised.value)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("build", "name", "package"),
    [
        (build_embedder, "Dlib", "dlib"),
        (build_embedder, "Buffalo_L", "insightface"),
        (build_detector, "mtcnn", "mtcnn"),
        (build_detector, "yolov8n", "ultralytics"),
    ],
)
def test_a_package_that_is_not_installed_is_named(home: Path, build: Build, name: str, package: str) -> None:
    if importlib.util.find_spec(package):
        pytest.skip(f"{package} is installed")
    with pytest.raises(WeightsMissingError, match=f"(?i){name} could not be loaded.*{package}"):
        build(name)


def test_a_broken_file_is_named(home: Path) -> None:
    forget_models()
    broken = home / "facenet512_weights.onnx"
    whole = broken.read_bytes()
    broken.write_bytes(whole[: len(whole) // 2])
    try:
        with pytest.raises(WeightsMissingError, match=r"Facenet512.*facenet512_weights\.onnx"):
            build_embedder("Facenet512")
    finally:
        broken.write_bytes(whole)


@pytest.mark.parametrize("build", [build_detector, build_embedder])
def test_an_unknown_name_is_answered_with_the_known_ones(build: Build) -> None:
    with pytest.raises(UnknownModelError, match=r"facenet-9000.*embedded"):
        build("facenet-9000")
