"""The people of a gallery: who is one person, and what stays as it was when photos come in."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from core.encoders.faces import FaceEncoder
from core.encoders.scale import MEASURED, Scale
from core.encoders.unit import unit
from core.search.clusters import BATCH, NOBODY, Labels, clustered
from core.types import GalleryFaces, Vector, Vectors
from tests.conftest import PhotoPath, rgb
from tests.made import directions, gallery_faces
from tests.test_face_index import DIMENSIONS, SCALE, gallery, photos_of, strangers

OTHERS = strangers(900, 60)
"""A gallery of somebody else, so that it shows how alike strangers are."""


def grown(
    faces: GalleryFaces, labels: Sequence[int], kept: Sequence[int] = (), scale: Scale = SCALE
) -> Labels:
    """`labels`: of the first faces; the others are new. `kept`: rows."""
    before = np.full(len(faces.vectors), NOBODY)
    before[: len(labels)] = labels
    are_kept = np.zeros(len(before), np.bool_)
    are_kept[list(kept)] = True
    as_it_was = before.copy()
    after = clustered(faces, before, are_kept, scale)
    assert (before == as_it_was).all()  # the caller's own
    return after


def in_parts(faces: GalleryFaces, parts: Sequence[NDArray[np.int64]]) -> Labels:
    """As they come in, one part after the other."""
    labels, seen = np.full(len(faces.vectors), NOBODY), np.zeros(0, np.int64)
    for part in parts:
        seen = np.concatenate([seen, part])
        known = gallery_faces(faces.vectors[seen], faces.photo_ids[seen], faces.qualities[seen])
        labels[seen] = clustered(known, labels[seen], np.zeros(len(seen), np.bool_), SCALE)
    return labels


def guests(count: int, each: int, cosine: float = 0.93) -> Vectors:
    """So many faces of each, one person after the other."""
    return np.concatenate(
        [photos_of(one, 100 + i, each, cosine) for i, one in enumerate(strangers(1, count))]
    )


def agreement(one: Labels, other: Labels) -> float:
    """Of the pairs of faces that either says are one person, those of which both do."""
    ones, others = one[:, None] == one, other[:, None] == other
    np.fill_diagonal(ones, val=False)
    np.fill_diagonal(others, val=False)
    return float((ones & others).sum() / (ones | others).sum())


def between(one: Vector, other: Vector) -> Vector:
    return unit((one + other)[None])[0]


@pytest.mark.parametrize(("count", "each"), [(40, 1), (40, 5), (BATCH + 90, 3)])
def test_everybody_is_one_person_numbered_by_their_first_face(count: int, each: int) -> None:
    first_faces_first = guests(count, each).reshape(count, each, -1).swapaxes(0, 1).reshape(count * each, -1)
    labels = grown(gallery(first_faces_first), [])
    assert labels.tolist() == np.tile(np.arange(count), each).tolist()


@pytest.mark.parametrize(("cosine", "people"), [(SCALE.same - 0.001, 2), (SCALE.same + 0.001, 1)])
def test_faces_are_one_persons_from_as_alike_as_the_scale_says(cosine: float, people: int) -> None:
    one, other = np.eye(2, 8, dtype=np.float32)
    pair = np.stack([one, cosine * one + np.sqrt(1 - cosine**2) * other]).astype(np.float32)
    assert len(set(grown(gallery(pair), []).tolist())) == people


@pytest.mark.parametrize("faces", [0, 1])
def test_hardly_any_face(faces: int) -> None:
    assert grown(gallery(directions(1, faces)), []).tolist() == [0] * faces
    assert grown(gallery(directions(1, faces)), [4] * faces).tolist() == [4] * faces


def test_no_face_of_no_model() -> None:
    assert grown(gallery(np.zeros((0, 0), np.float32)), []).tolist() == []


def test_the_same_face_over_and_over() -> None:
    assert grown(gallery(np.repeat(strangers(1, 1), 3 * BATCH, axis=0)), []).max() == 0


def test_labels_stay_while_photos_come_in() -> None:
    faces = gallery(guests(50, 8))
    order = np.random.default_rng(1).permutation(400)
    before = in_parts(faces, [order[:100]])
    for count in (150, 200, 400):
        after = in_parts(faces, [order[:100], *np.split(order[100:count], range(25, count - 100, 25))])
        seen = before != NOBODY
        assert (after[seen] == before[seen]).all()
        before = after
    assert agreement(before, np.repeat(np.arange(50), 8)) == 1


def test_new_people_get_labels_above_all_others() -> None:
    faces = gallery(guests(4, 2)[[0, 2, 4, 6, 1, 5]])
    assert grown(faces, [70, 8]).tolist() == [70, 8, 71, 72, 70, 71]


def test_nothing_new_changes_nothing() -> None:
    faces = gallery(guests(20, 3))
    labels = np.random.default_rng(1).integers(NOBODY + 1, 30, 60).tolist()
    assert grown(faces, labels).tolist() == labels


def test_who_was_one_person_before_is_compared_when_something_new_comes() -> None:
    own = photos_of(strangers(1, 1)[0], 2, 7)
    with_a_stranger = grown(gallery(own[:4], OTHERS), [5, 5, 6, 6])
    assert with_a_stranger[:4].tolist() == [5, 5, 6, 6]
    with_the_same = grown(gallery(own, OTHERS), [5, 5, 6, 6])
    assert set(with_the_same[:7].tolist()) == {5}  # as many faces as 6 has, and older


def test_the_larger_one_gives_its_label() -> None:
    own = photos_of(strangers(1, 1)[0], 2, 7)
    assert set(grown(gallery(own, OTHERS), [3, 8, 8, 8, 9, 9])[:7].tolist()) == {8}


def test_the_kept_one_gives_its_label_however_small() -> None:
    own = photos_of(strangers(1, 1)[0], 2, 7)
    assert set(grown(gallery(own, OTHERS), [3, 8, 8, 8, 9, 9], kept=[4])[:7].tolist()) == {9}


def test_two_kept_people_are_never_joined() -> None:
    own = photos_of(strangers(1, 1)[0], 2, 2 * BATCH + 40)
    labels = grown(gallery(own, OTHERS), [3, 3, 8, 8, 9], kept=[1, 2])[: len(own)]
    assert labels[:4].tolist() == [3, 3, 8, 8]
    assert set(labels.tolist()) == {3, 8}  # 9 and those without a label are with one of them


def test_two_kept_people_are_not_joined_by_way_of_a_third() -> None:
    """The new one is first joined with the one, then with the other, if that is not remembered."""
    own = photos_of(strangers(1, 1)[0], 2, 3, cosine=0.97)
    assert grown(gallery(own, OTHERS), [3, 8], kept=[0, 1])[:2].tolist() == [3, 8]


@pytest.mark.parametrize("seed", range(5))
def test_kept_faces_keep_their_label_whatever_it_is(seed: int) -> None:
    chance = np.random.default_rng(seed)
    labels = chance.integers(NOBODY, 12, 120)
    kept = np.flatnonzero(chance.random(120) < 0.2)
    after = grown(gallery(guests(20, 8)), labels.tolist(), kept.tolist())
    assert (after[kept] == labels[kept]).all()
    assert (after[:120] != labels).any()  # others do change


def test_a_face_of_nobody_that_is_kept_stays_so() -> None:
    own = photos_of(strangers(1, 1)[0], 2, 3)
    assert grown(gallery(own, OTHERS), [NOBODY, 4], kept=[0])[:3].tolist() == [NOBODY, 4, 4]


def test_two_faces_of_one_photo_are_two_people() -> None:
    twins = photos_of(strangers(1, 1)[0], 2, 2, cosine=0.94)
    apart = gallery(twins, OTHERS)
    assert grown(apart, [])[:2].tolist() == [0, 0]
    together = gallery_faces(apart.vectors, np.append([1000, 1000], apart.photo_ids[2:]), apart.qualities)
    assert grown(together, [])[:2].tolist() == [0, 1]
    assert grown(together, [5])[:2].tolist() == [5, 6]


def test_twins_stay_two_people_when_photos_of_each_come_in() -> None:
    """Each of the new faces is more alike to one of them, and all are alike enough."""
    twins = photos_of(strangers(1, 1)[0], 2, 2, cosine=0.93)
    each = [photos_of(twin, 3 + i, 4, cosine=0.98) for i, twin in enumerate(twins)]
    apart = gallery(twins, *each, OTHERS)
    together = gallery_faces(apart.vectors, np.append([1000, 1000], apart.photo_ids[2:]), apart.qualities)
    assert len(set(grown(apart, [])[:10].tolist())) == 1
    for labels in (grown(together, [])[:10], grown(together, [0, 1])[:10]):
        assert labels.tolist() == [0, 1, 0, 0, 0, 0, 1, 1, 1, 1]


def test_a_face_and_its_mirror_image_are_one_person() -> None:
    own = photos_of(strangers(1, 1)[0], 2, 2, cosine=0.985)
    apart = gallery(own, OTHERS)
    in_a_mirror = gallery_faces(apart.vectors, np.append([1000, 1000], apart.photo_ids[2:]), apart.qualities)
    assert grown(in_a_mirror, [])[:2].tolist() == [0, 0]


def test_a_face_without_a_vector_is_nobodys_mirror_image() -> None:
    own = np.concatenate([strangers(1, 1), np.zeros((1, DIMENSIONS), np.float32)])
    faces = gallery_faces(own, np.zeros(2, np.int64), np.ones(2, np.float32))
    assert grown(faces, []).tolist() == [0, 1]


def test_blurred_faces_are_nobody() -> None:
    own = photos_of(strangers(1, 1)[0], 2, 3, cosine=0.98)
    qualities = np.array([0.9, 0.5, 0.9, *[1] * len(OTHERS)], np.float32)
    assert grown(gallery(own, OTHERS, qualities=qualities), [])[:3].tolist() == [0, NOBODY, 0]


def test_blurred_faces_have_no_say_in_who_is_who() -> None:
    """Those of a person whom somebody has named: they stay, and clear ones are compared with clear ones."""
    one, other = strangers(1, 2)
    vectors = np.concatenate([photos_of(one, 2, 4), photos_of(other, 3, 3)])
    qualities = np.array([0.9, *[0.3] * 3, *[0.9] * 3, *[1] * len(OTHERS)], np.float32)
    named = grown(gallery(vectors[[4, 1, 2, 3, 0, 5, 6]], OTHERS, qualities=qualities), [6] * 4, range(4))
    assert named[:7].tolist() == [6, 6, 6, 6, 7, 6, 6]


def test_a_face_that_is_alike_to_two_people_does_not_make_them_one() -> None:
    one, other = strangers(1, 2)
    bridge = between(one, other)[None]
    assert min(bridge[0] @ one, bridge[0] @ other) > SCALE.same
    own, others = photos_of(one, 2, 4, cosine=0.97), photos_of(other, 3, 4, cosine=0.97)
    labels = grown(gallery(own, others, bridge, OTHERS), [])[:8]
    assert labels.tolist() == [0] * 4 + [1] * 4
    assert grown(gallery(own, others, bridge, OTHERS), labels.tolist())[:8].tolist() == labels.tolist()


def test_a_chain_of_faces_is_not_one_person() -> None:
    """From one face to another in small steps, each as alike to the next as photos of one person are."""
    corners = strangers(1, 5)
    steps = np.linspace(0, 1, 8, endpoint=False)[:, None]
    chain = np.concatenate([unit((1 - steps) * one + steps * other) for one, other in pairwise(corners)])
    labels = grown(gallery(chain, OTHERS), [])[: len(chain)]
    assert (np.diag(chain @ chain.T, 1) > 0.98).all()
    assert len(set(labels.tolist())) >= 3


@pytest.mark.parametrize("seed", range(3))
def test_the_order_in_which_photos_come_matters_little(seed: int) -> None:
    faces, truth = gallery(guests(60, 6, cosine=0.915)), np.repeat(np.arange(60), 6)
    at_once = grown(faces, [])
    order = np.random.default_rng(seed).permutation(360)
    parted = in_parts(faces, np.array_split(order, 10))
    assert agreement(at_once, truth) > 0.9
    assert agreement(parted, at_once) > 0.9


def test_a_model_whose_cosines_of_strangers_are_around_zero() -> None:
    scale = Scale(same=0.32, typical=0.176)
    own = [photos_of(one, 2 + i, 4, cosine=0.6) for i, one in enumerate(directions(1, 50, DIMENSIONS))]
    labels = grown(gallery(np.concatenate(own)), [], scale=scale)
    assert labels.tolist() == np.repeat(np.arange(50), 4).tolist()


def test_blurred_strangers_who_are_alike_to_everybody_are_not_one_with_anybody() -> None:
    persons = strangers(10, 200)
    hub = unit(persons.mean(axis=0) + 0.04 * directions(11, 1, persons.shape[1]))
    assert (hub @ persons.T).max() > SCALE.typical
    labels = grown(gallery(hub, np.repeat(persons, 2, axis=0)), [])
    assert (labels[1:] != labels[0]).all()


def test_real_photos(photos: PhotoPath) -> None:
    encoder = FaceEncoder()
    names = ("obama.jpg", "t1.jpg", "obama2.jpg", "biden.jpg", "obama3.jpg")
    found = [encoder.encode(rgb(photos(name))) for name in names]
    faces = gallery_faces(
        np.concatenate([one.vectors for one in found]),
        np.repeat(np.arange(len(names)), [len(one.faces) for one in found]),
        np.array([face.quality for one in found for face in one.faces], np.float32),
    )
    labels = grown(faces, [], scale=MEASURED["embedded"])
    by_photo = [labels[faces.photo_ids == photo].tolist() for photo in range(len(names))]
    assert by_photo[0] == by_photo[2] == by_photo[4] == [0]  # Obama
    assert len({*by_photo[1], *by_photo[0], *by_photo[3]} - {NOBODY}) == 6 + 1 + 1
