import numpy as np
import pytest
from deepface.modules import modeling

from core.encoders.calibration import calibration_for
from core.encoders.embedded import register
from core.encoders.face_model import FaceModel, FaceModelNames
from core.encoders.scale import scale_for
from core.encoders.unit import unit
from core.search.face_index import FaceIndex
from tests.made import directions, gallery_faces

register()
MODELS = list(modeling.AVAILABLE_MODELS["facial_recognition"])


@pytest.mark.parametrize("name", MODELS)
def test_strangers_are_usually_less_alike_than_friends(name: str) -> None:
    scale = scale_for(name)
    assert -1 < scale.typical < scale.same < 1
    assert calibration_for(name).percent(np.array([scale.typical]))[0] < 50


@pytest.mark.parametrize("name", MODELS)
def test_one_search_serves_every_model(name: str) -> None:
    """Strangers as alike as this model's are, and two photos of one person as alike as its friends."""
    model = FaceModel.named(FaceModelNames(model=name), "any")
    same, typical = model.scale.same, model.scale.typical
    common, people = directions(1, 1, 128), directions(2, 300, 128)
    middle = max(0.0, typical - (same - typical))
    strangers = unit(np.sqrt(middle) * common + np.sqrt(1 - middle) * people)
    friend = (1 + same) / 2  # halfway from DeepFace's threshold to the same picture
    other = unit(np.sqrt(1 / friend**2 - 1) * directions(3, 1, 128) + strangers[:1])
    faces = gallery_faces(np.concatenate([other, strangers[1:]]), np.arange(300), np.ones(300, np.float32))
    found = FaceIndex(faces, model.scale, model.calibration).search(strangers[:1])
    assert found.photo_ids[0] == 0
    assert found.percents[0] > 50 > found.percents[1]


def test_a_model_without_numbers_has_no_scale() -> None:
    with pytest.raises(KeyError):
        scale_for("unheard of")
