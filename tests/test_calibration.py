import numpy as np
import pytest
from deepface.config.threshold import thresholds
from deepface.modules import modeling
from deepface.modules.verification import find_confidence

from bench.calibrate import pair_accuracy
from bench.event_search import Event, plain, recall_at_precision
from bench.logistic import fit, logistic
from core.encoders.calibration import REFERENCE_FACES, Calibration, calibration_for
from core.encoders.embedded import register
from tests.made import gallery_faces

DEEPFACE_MODELS = [name for name in modeling.AVAILABLE_MODELS["facial_recognition"] if name != "embedded"]


@pytest.mark.parametrize("name", ["embedded", *DEEPFACE_MODELS])
def test_percentages_rise_with_the_cosine(name: str) -> None:
    cosines = np.linspace(-1, 1, 2001, dtype=np.float32)
    percent = calibration_for(name).percent(cosines)
    assert percent.shape == cosines.shape
    assert (np.diff(percent) >= 0).all()
    assert percent.min() >= 0
    assert percent.max() <= 100
    assert percent[-1] > 80  # the very same picture


@pytest.mark.parametrize("name", ["embedded", "Facenet", "Dlib"])
@pytest.mark.parametrize("percent", [1, 50, 70, 99])
def test_cosine_is_the_inverse(name: str, percent: float) -> None:
    curve = calibration_for(name)
    assert curve.percent(np.array([[curve.cosine(percent)]])) == pytest.approx(percent, abs=0.01)


@pytest.mark.parametrize("name", DEEPFACE_MODELS)
def test_half_is_deepfaces_threshold(name: str) -> None:
    register()
    assert calibration_for(name).cosine(50) == pytest.approx(1 - thresholds[name]["cosine"])


@pytest.mark.parametrize("name", [name for name in DEEPFACE_MODELS if name != "Buffalo_L"])
def test_halfway_is_deepfaces_confidence(name: str) -> None:
    distance = thresholds[name]["cosine"] / 2
    theirs = find_confidence(distance, name, verified=True, distance_metric="cosine")
    assert calibration_for(name).percent(np.array([1 - distance]))[0] == pytest.approx(theirs, abs=0.01)


def test_the_embedded_model_tells_lfws_strangers_from_friends() -> None:
    """The medians of LFW's development pairs, as `python -m bench.calibrate` prints them."""
    strangers, friends = calibration_for("embedded").percent(np.array([0.771, 0.930]))
    assert strangers < 1
    assert friends > 95


def test_a_model_without_numbers_has_no_percentages() -> None:
    with pytest.raises(KeyError):
        calibration_for("unheard of")


def test_fit_finds_the_curve_behind_the_answers() -> None:
    random = np.random.default_rng(3)
    truth = Calibration(slope=150, intercept=-135)
    cosines = random.uniform(0.8, 1, 20_000).astype(np.float32)
    fitted = fit(cosines, random.random(20_000) * 100 < truth.percent(cosines))
    assert fitted.slope == pytest.approx(truth.slope, rel=0.05)
    assert fitted.cosine(50) == pytest.approx(truth.cosine(50), abs=0.001)


def test_regression_tells_features_apart() -> None:
    random = np.random.default_rng(4)
    features = random.normal(size=(50_000, 2)) * (1, 10) + (3, -2)
    chances = 1 / (1 + np.exp(-(2 * features[:, 0] - 0.1 * features[:, 1] - 6)))
    found = logistic(features, random.random(len(features)) < chances, np.ones(len(features)))
    assert found == pytest.approx([2, -0.1, -6], rel=0.06)


@pytest.mark.parametrize("crowd", [0.0, 0.9])
def test_more_strangers_make_a_result_less_sure(crowd: float) -> None:
    curve = Calibration(slope=100, intercept=-90, crowd=crowd)
    levels = [curve.among(faces).percent(np.array([0.9]))[0] for faces in (10, REFERENCE_FACES, 100_000)]
    assert levels[1] == pytest.approx(50)
    odds = [level / (100 - level) for level in levels]
    assert odds[0] == pytest.approx(100**crowd, rel=0.01)
    assert odds[2] == pytest.approx(100**-crowd, rel=0.01)
    assert curve.among(0) == curve.among(1)


def test_measures_of_a_search_worked_by_hand() -> None:
    faces = gallery_faces(np.eye(4, dtype=np.float32), np.array([10, 11, 12, 13]), np.ones(4, np.float32))
    first = np.array([0.9, 0.8, 0.7, 0.1], np.float32), np.array([10, 12])  # right, wrong, right, wrong
    second = np.array([0.6, 0.1, 0.95, 0.2], np.float32), np.array([10])  # wrong, right, wrong, wrong
    nobody = np.array([0.3, 0.2, 0.1, 0.0], np.float32), np.array([], np.int64)
    found = plain(Event(faces, [first, second, nobody], photos=4))
    assert found.relevant == 3
    assert found.mean_average_precision == pytest.approx(((1 + 2 / 3) / 2 + 1 / 2) / 2)
    # In order: 0.95 wrong, 0.9 right, 0.8 wrong, 0.7 right, 0.6 right, 0.3 wrong, ...
    assert recall_at_precision(found, 0.6) == pytest.approx((1, 60), rel=1e-5)
    assert recall_at_precision(found, 0.9) == (0, 101)


def test_pair_accuracy_takes_the_level_from_other_pairs() -> None:
    same = np.tile([True, False], 50)
    assert pair_accuracy(np.where(same, 0.9, 0.5).astype(np.float32), same) == 1
    assert pair_accuracy(np.full(100, 0.5, np.float32), same) == pytest.approx(0.5, abs=0.1)
