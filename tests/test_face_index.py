"""Ranking by faces: against a loop over all of them, and where a plain ranking by cosines goes wrong."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.encoders.calibration import Calibration
from core.encoders.scale import Scale
from core.encoders.unit import unit
from core.face_scores import FaceScores, RankedPhotos
from core.search.cohort import Cohort, distinct
from core.search.face_index import CANDIDATES, FaceIndex, Judged
from core.types import GalleryFaces, Vector, Vectors
from tests.made import directions, gallery_faces

SCALE = Scale(same=0.9, typical=0.845)
CURVE = Calibration.through(slope=170, break_even=0.885)
DIMENSIONS = 96
ALIKE, FRIENDS = 0.77, 0.93
"""Cosines of strangers and of one person's photos, as the embedded model gives them."""


def strangers(seed: int, count: int) -> Vectors:
    common = directions(0, 1, DIMENSIONS)
    own = directions(seed, count, DIMENSIONS)
    return unit(np.sqrt(ALIKE) * common + np.sqrt(1 - ALIKE) * (own - own @ common.T * common))


def photos_of(person: Vector, seed: int, count: int, cosine: float = FRIENDS) -> Vectors:
    """Faces that have about this cosine with each other."""
    noise = directions(seed, count, DIMENSIONS)
    return unit(np.sqrt(cosine) * person + np.sqrt(1 - cosine) * noise)


def gallery(*parts: Vectors, qualities: NDArray[np.float32] | None = None) -> GalleryFaces:
    """Each face in a photo of its own, numbered from 0."""
    vectors = np.concatenate(parts)
    return gallery_faces(
        vectors,
        np.arange(len(vectors)),
        qualities,
    )


def index(faces: GalleryFaces, curve: Calibration = CURVE) -> FaceIndex:
    return FaceIndex(faces, SCALE, curve)


def together(found: FaceIndex, groups: list[Vectors], *, only: bool = False) -> RankedPhotos:
    """Photos that show somebody of every group."""
    people = iter(range(sum(len(group) for group in groups)))
    columns = [[next(people) for _ in group] for group in groups]
    return found.scores(np.concatenate(groups)).ranked(columns, only=only)


def by_hand(faces: GalleryFaces, queries: Vectors) -> dict[int, float]:
    """Each photo's score, face by face."""
    cohort = Cohort(faces.vectors, SCALE)
    curve = CURVE.among(len(faces.vectors))

    def typical(face: Vector) -> float:
        return float(cohort.typical(face[None])[0])

    def alike(one: Vector, other: Vector) -> float:
        return float(one @ other) - (typical(one) + typical(other)) / 2 + SCALE.typical

    best: dict[int, float] = {}
    for query in queries:
        chances = [float(curve.percent(np.array([alike(query, f)]))[0]) / 100 for f in faces.vectors]
        for row, (face, photo_id) in enumerate(zip(faces.vectors, faces.photo_ids.tolist(), strict=True)):
            heard = weights = 0.0
            for other, chance in enumerate(chances):
                if other != row and chance > 0.5:
                    heard, weights = heard + chance * alike(face, faces.vectors[other]), weights + chance
            say = min(weights, 1)
            score = (alike(query, face) + say * heard / max(weights, 1e-9)) / (1 + say)
            best[photo_id] = max(best.get(photo_id, -1.0), score)
    return best


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize("faces", [1, 2, 90])
def test_photos_are_ranked_by_their_best_face_for_any_of_the_people(faces: int, people: int) -> None:
    chance = np.random.default_rng(faces * 10 + people)
    persons = strangers(1, 30)
    vectors = np.concatenate([photos_of(persons[i % 30], i, 1) for i in range(faces)])
    known = gallery_faces(vectors, chance.integers(1, max(2, faces // 2), faces), np.ones(faces, np.float32))
    queries = np.concatenate([photos_of(persons[i], 1000 + i, 1) for i in range(people)])
    found, expected = index(known).search(queries), by_hand(known, queries)
    assert sorted(found.photo_ids.tolist()) == sorted(expected)
    scores = [expected[photo_id] for photo_id in found.photo_ids.tolist()]
    np.testing.assert_allclose(found.scores, scores, rtol=1e-4)
    np.testing.assert_allclose(found.percents, CURVE.among(faces).percent(found.scores), atol=0.01)


def test_percentages_fall() -> None:
    found = index(gallery(strangers(2, 300))).search(strangers(3, 1))
    assert (np.diff(np.rint(found.percents)) <= 0).all()


def test_a_face_is_most_like_itself() -> None:
    faces = gallery(strangers(4, 40))
    searched = index(faces)
    for row, vector in enumerate(faces.vectors):
        found = searched.search(vector[None])
        assert found.photo_ids[0] == row
        assert found.percents[0] > 99


def test_among_equal_percentages_the_better_face_comes_first() -> None:
    person = strangers(5, 1)
    same = np.repeat(person, 4, axis=0)
    qualities = np.array([0.5, 0.9, 0.1, 0.7, *[1] * 50], np.float32)
    found = index(gallery(same, strangers(6, 50), qualities=qualities)).search(person)
    assert found.photo_ids[:4].tolist() == [1, 3, 0, 2]


def test_an_empty_gallery_has_no_photo() -> None:
    nothing = gallery_faces(np.zeros((0, 0), np.float32), np.zeros(0, np.int64), np.zeros(0, np.float32))
    searched = index(nothing)
    found = searched.search(directions(1, 2))
    assert len(searched) == len(found.photo_ids) == len(found.scores) == len(found.percents) == 0


def test_photo_ids_may_be_large_and_come_in_any_order() -> None:
    vectors = strangers(3, 3)
    known = gallery_faces(vectors, np.array([2**40, 5, 2**40]), np.ones(3, np.float32))
    assert index(known).search(vectors[1:2]).photo_ids.tolist() == [5, 2**40]


def test_of_a_large_gallery_those_who_are_nothing_like_the_person_are_left_out() -> None:
    person = strangers(7, 1)
    own = photos_of(person[0], 8, 3 * CANDIDATES)
    found = index(gallery(own, strangers(9, 6 * CANDIDATES))).search(person)
    assert len(found.photo_ids) < 6 * CANDIDATES
    assert len(np.intersect1d(found.photo_ids, np.arange(len(own)))) == len(own)  # all of the person's


def test_someone_who_is_alike_to_everybody_does_not_come_before_friends() -> None:
    persons = strangers(10, 200)
    blurred = unit(persons.mean(axis=0) + 0.04 * directions(11, 5, DIMENSIONS))
    friend = photos_of(persons[0], 12, 1, cosine=0.86)
    faces = gallery(friend, blurred, persons[1:])
    query = photos_of(persons[0], 13, 1)[0]
    assert (blurred @ query).max() > (friend @ query).item() - 0.02  # by cosines alone, nearly as good
    found = index(faces).search(query[None])
    assert found.photo_ids[0] == 0
    percents = dict(zip(found.photo_ids.tolist(), found.percents.tolist(), strict=True))
    assert percents[0] > 10 * max(percents[photo] for photo in range(1, 6))


def test_being_in_most_of_the_photos_is_no_reason_not_to_be_found() -> None:
    """A bride: her nearest faces are her own, which says nothing about how alike strangers are to her."""
    bride, guests = strangers(13, 1)[0], strangers(14, 120)
    own = photos_of(bride, 15, 400)
    found = index(gallery(own, *(photos_of(guest, 16 + i, 3) for i, guest in enumerate(guests)))).search(
        photos_of(bride, 900, 1)
    )
    shown = found.photo_ids[found.percents >= 70]
    assert set(shown.tolist()) <= set(range(400))
    assert len(shown) >= 390


def test_witnesses_find_a_face_that_the_query_alone_would_not() -> None:
    person = strangers(17, 1)[0]
    own = photos_of(person, 18, 12)
    far = photos_of(person, 19, 1, cosine=0.86)
    faces = gallery(own, far, strangers(20, 300))
    query = photos_of(person, 21, 1, cosine=0.88)
    alone = FaceIndex(faces, SCALE, Calibration.through(slope=170, break_even=0.99)).search(query)
    heard = index(faces).search(query)
    assert place(heard.photo_ids, 12) < 13
    assert heard.scores[place(heard.photo_ids, 12)] > alone.scores[place(alone.photo_ids, 12)]


def test_someone_who_looks_alike_and_is_in_many_photos_does_not_outvote_the_query() -> None:
    """So do expansions drift that search again for the sum: whom they once took in, they find."""
    person = strangers(22, 1)[0]
    sister = photos_of(person, 23, 1, cosine=0.8)[0]
    hers, own = photos_of(sister, 24, 12), photos_of(person, 25, 4)
    found = index(gallery(own, hers, strangers(26, 300))).search(photos_of(person, 27, 1))
    assert set(found.photo_ids[:4].tolist()) == set(range(4))
    assert found.percents[3] > 70
    assert found.percents[4] < 50


def test_a_stranger_finds_nobody() -> None:
    persons = strangers(28, 60)
    faces = gallery(*(photos_of(person, 29 + i, 8) for i, person in enumerate(persons)))
    searched = index(faces)
    best = [searched.search(stranger[None]).percents[0] for stranger in strangers(500, 50)]
    assert max(best) < 50


def test_the_cohort_has_each_person_about_once() -> None:
    persons = strangers(30, 100)
    faces = np.concatenate([photos_of(person, 31 + i, 6, cosine=0.95) for i, person in enumerate(persons)])
    assert len(Cohort(faces, SCALE)) == pytest.approx(100, abs=3)


def test_distinct_rows_differ_from_each_other_and_cover_the_rest() -> None:
    persons = strangers(33, 300)
    faces = np.concatenate([photos_of(person, 34 + i, 3) for i, person in enumerate(persons)])
    kept = distinct(faces, 0.9)
    cosines = kept @ kept.T - np.eye(len(kept))
    assert cosines.max() < 0.9
    covered = (faces @ kept.T).max(axis=1)
    assert (covered >= 0.9 - 1e-6).all()


@pytest.mark.parametrize("faces", [1, 3, 12])
def test_a_small_gallery_tells_little_of_what_is_typical(faces: int) -> None:
    person = strangers(40, 1)
    little = Cohort(strangers(41, faces), SCALE).typical(person)[0]
    much = Cohort(strangers(42, 2000), SCALE).typical(person)[0]
    assert abs(little - SCALE.typical) < 0.04
    assert abs(little - much) < 0.05


def test_without_anybody_the_usual_is_typical() -> None:
    assert Cohort(np.zeros((0, DIMENSIONS), np.float32), SCALE).typical(strangers(1, 2)) == pytest.approx(
        SCALE.typical
    )


def place(photo_ids: NDArray[np.int64], photo_id: int) -> int:
    return int(np.flatnonzero(photo_ids == photo_id)[0])


def test_photos_of_several_people_together() -> None:
    """A photo is as sure as the least sure of them, and with `only` as its least sure face."""
    persons = strangers(1, 40)
    ann, ben, other = persons[:3]
    photos = {
        1: [ann, ben],
        2: [ann, ben, other],
        3: [ann],
        4: [ben],
        5: [other],
        6: [ann, ann],  # in a mirror
    }
    parts = [
        photos_of(person, 10 * photo + i, 1)
        for photo, all_ in photos.items()
        for i, person in enumerate(all_)
    ]
    photo_ids = np.array([photo for photo, all_ in photos.items() for _ in all_] + list(range(100, 137)))
    vectors = np.concatenate([*parts, persons[3:]])
    found = index(gallery_faces(vectors, photo_ids, np.ones(len(vectors), np.float32)))
    queries = [photos_of(ann, 900, 1), photos_of(ben, 901, 1)]

    def shown(groups: list[Vectors], *, only: bool = False) -> set[int]:
        ranked = together(found, groups, only=only)
        assert (np.diff(ranked.scores) <= 0).all()
        return set(ranked.photo_ids[ranked.percents > 50].tolist())

    assert shown(queries) == {1, 2}
    assert shown(queries, only=True) == {1}
    assert shown(queries[:1]) == {1, 2, 3, 6}
    assert shown(queries[:1], only=True) == {3, 6}
    assert shown([np.concatenate(queries)]) == {1, 2, 3, 4, 6}  # any of them
    assert shown([np.concatenate(queries)], only=True) == {1, 3, 4, 6}


def test_together_with_nobody_else_every_score_is_that_of_the_plain_search() -> None:
    persons = strangers(1, 60)
    faces = gallery(*(photos_of(person, i, 2) for i, person in enumerate(persons)))
    query = photos_of(persons[0], 900, 1)
    plain, all_ = index(faces).search(query), together(index(faces), [query])
    assert dict(zip(plain.photo_ids, plain.scores, strict=True)) == dict(
        zip(all_.photo_ids, all_.scores, strict=True)
    )


def test_nobody_is_together_in_an_empty_gallery() -> None:
    empty = gallery_faces(np.zeros((0, DIMENSIONS), np.float32), np.zeros(0, np.int64))
    assert together(index(empty), [directions(1, 1, DIMENSIONS)], only=True).photo_ids.tolist() == []


def test_scores_are_the_same_once_they_were_kept() -> None:
    persons = strangers(1, 40)
    own = photos_of(persons[0], 1, 5)
    found = index(gallery(own, persons)).scores(np.concatenate([persons[:1], persons[7:8]]))
    again = FaceScores.from_bytes(found.to_bytes())
    for groups in ([[0]], [[0, 1]], [[0], [1]]):
        one, other = found.ranked(groups), again.ranked(groups)
        assert one.photo_ids.tolist() == other.photo_ids.tolist()
        np.testing.assert_array_equal(one.percents, other.percents)
    assert again.of_photo(0, [0]) == found.of_photo(0, [0])
    ((photo_id, percent),) = found.of_photo(0, [0])
    assert photo_id == 1000
    assert percent == pytest.approx(100, abs=2)
    assert again.people == 2


@pytest.mark.parametrize("weight", [0, 0.3, 1])
def test_no_photo_comes_before_one_that_is_shown_with_more(weight: float) -> None:
    """However good the faces are: 88.6% is shown as 88%, and comes after 89.4%."""
    chance = np.random.default_rng(0)
    found = index(gallery(strangers(1, 200))).scores(strangers(1, 1))
    n = len(found.face_ids)
    spread = np.linspace(found.calibration.cosine(1), found.calibration.cosine(99), n)
    found = replace(
        found,
        scores=chance.permutation(spread).astype(np.float32)[:, None],
        qualities=chance.random(n, np.float32),
        weights=np.full(n, weight, np.float32),
    )
    assert (np.diff(np.floor(found.ranked([[0]]).percents)) <= 0).all()


def test_nobody_is_in_a_group_of_nobody() -> None:
    found = index(gallery(strangers(1, 3))).scores(strangers(1, 1))
    assert found.ranked([[0], []]).photo_ids.tolist() == []


def shown(found: FaceScores) -> set[int]:
    ranked = found.ranked([[0]])
    return set(ranked.photo_ids[ranked.percents >= 70].tolist())


def judged(theirs: list[int], others: list[int]) -> dict[int, Judged]:
    """By the numbers of their photos."""
    return {0: Judged(1000 + np.array(theirs, np.int64), 1000 + np.array(others, np.int64))}


def test_a_confirmed_face_at_another_angle_finds_more_of_the_person() -> None:
    person = strangers(50, 1)[0]
    profile = photos_of(person, 51, 1, cosine=0.8)[0]  # turned to the side, as all but the selfie
    own, turned = photos_of(person, 52, 4), photos_of(profile, 53, 6)
    faces = gallery(own, turned, strangers(54, 200))
    selfie = photos_of(person, 55, 1)
    before = shown(index(faces).scores(selfie))
    assert set(range(4)) <= before
    assert not before & set(range(4, 10))
    query = unit(selfie + turned[:1])
    after = shown(index(faces).scores(query, judged([4], [])))
    assert after == set(range(10))


def test_a_confirmed_face_is_the_persons_whatever_it_looks_like() -> None:
    person = strangers(56, 1)
    faces = gallery(person, strangers(57, 2 * CANDIDATES))
    like_nobody = 1 + int((faces.vectors[1:] @ person[0]).argmin())
    found = index(faces).scores(person, judged([like_nobody], []))
    ((photo_id, percent),) = found.of_photo(like_nobody, [0])
    assert photo_id == 1000 + like_nobody
    assert percent == pytest.approx(100, abs=1)
    assert shown(found) == {0, like_nobody}


def test_with_a_face_that_was_rejected_the_other_photos_of_who_looks_alike_go_too() -> None:
    person = strangers(58, 1)[0]
    sister = photos_of(person, 59, 1, cosine=0.93)[0]
    own, hers = photos_of(person, 60, 5), photos_of(sister, 61, 5)
    faces = gallery(own, hers, strangers(62, 200))
    selfie = photos_of(person, 63, 1)
    assert shown(index(faces).scores(selfie)) > set(range(5, 10))
    assert shown(index(faces).scores(selfie, judged([], [5]))) == set(range(5))
    assert shown(index(faces).scores(selfie, judged([7], [5]))) == {*range(5), 7}


def test_a_photo_with_a_rejected_face_is_not_shown_unless_another_face_of_it_was_confirmed() -> None:
    persons = strangers(64, 100)
    own = photos_of(persons[0], 65, 2)
    vectors = np.concatenate([own, persons[1:]])
    faces = gallery_faces(vectors, np.array([7, 8, 7, *range(100, 198)]))
    assert shown(index(faces).scores(own[:1])) == {7, 8}
    assert shown(index(faces).scores(own[:1], judged([], [2]))) == {8}
    assert shown(index(faces).scores(own[:1], judged([0], [2]))) == {7, 8}


def test_what_one_person_has_said_of_faces_means_nothing_for_another() -> None:
    persons = strangers(66, 40)
    searched = index(gallery(persons))
    found = searched.scores(persons[:2], {1: Judged(np.array([1030]), np.array([1000, 1001]))})
    alone = searched.scores(persons[:1])
    ranked, expected = found.ranked([[0]]), alone.ranked([[0]])
    assert ranked.photo_ids.tolist() == expected.photo_ids.tolist()
    assert found.ranked([[1]]).photo_ids[0] == 30


def test_everybody_can_be_rejected() -> None:
    persons = strangers(67, 3)
    found = index(gallery(persons)).scores(persons[:1], judged([], [0, 1, 2]))
    assert found.ranked([[0]]).photo_ids.tolist() == []


def test_nobody_has_the_face_of_two_people() -> None:
    """Two who look alike are together only where both are, however alike each is to the other's face."""
    ann = strangers(50, 1)[0]
    twin = photos_of(ann, 51, 1, cosine=0.95)[0]
    alone, both = photos_of(ann, 52, 3), [photos_of(ann, 53, 1), photos_of(twin, 54, 1)]
    vectors = np.concatenate([alone, *both, strangers(55, 60)])
    photo_ids = np.array([1, 2, 3, 4, 4, *range(100, 160)])
    found = index(gallery_faces(vectors, photo_ids))
    queries = [photos_of(ann, 56, 1), photos_of(twin, 57, 1)]
    any_ = found.scores(np.concatenate(queries)).ranked([[0, 1]])
    assert set(any_.photo_ids[any_.percents > 50].tolist()) == {1, 2, 3, 4}
    for one in queries:  # by the faces alone, each is in all of them
        ranked = found.search(one)
        assert {1, 2, 3, 4} <= set(ranked.photo_ids[ranked.percents > 50].tolist())
    all_ = together(found, queries)
    assert all_.photo_ids[all_.percents > 50].tolist() == [4]


def test_of_a_photo_each_person_has_one_face() -> None:
    ann, ben = strangers(60, 2)
    vectors = np.concatenate([photos_of(ann, 61, 2), photos_of(ben, 62, 1), strangers(63, 40)])
    found = index(gallery_faces(vectors, np.array([7, 7, 7, *range(100, 140)])))
    scores = found.scores(np.stack([photos_of(ann, 64, 1)[0], photos_of(ben, 65, 1)[0]]))
    faces = scores.of_photo(7, [0, 1])
    assert {face for face, _ in faces} <= {1000, 1001, 1002}
    assert len(faces) == 2
    assert 1002 in {face for face, _ in faces}
    assert len(scores.of_photo(7, [1])) == 1
    assert scores.of_photo(999, [0]) == []
