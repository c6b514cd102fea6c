"""What users look like, each in one gallery: by their selfies, and by the faces there that they judged."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.store.database import Database, Row
from core.store.seals import Seal
from core.store.vault import Vault
from core.types import Box, Vector, Vectors

MOST_SELFIES = 5


@dataclass(frozen=True, slots=True)
class Profile:
    id: int
    chat_id: int  # whose gallery
    user_id: int
    language: str | None  # that of the user's Telegram, when they last sent a selfie
    told: bool  # of new photos


@dataclass(frozen=True, slots=True)
class Selfie:
    """All that is kept of one."""

    model: str  # by which it was seen
    vector: Vector
    quality: float


class Profiles:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._db = database
        self._vault = vault

    def get(self, chat_id: int, user_id: int) -> Profile | None:
        row = self._db.row("SELECT * FROM profiles WHERE chat_id = ? AND user_id = ?", [chat_id, user_id])
        return _profile(row) if row else None

    def by_id(self, profile_id: int) -> Profile | None:
        row = self._db.row("SELECT * FROM profiles WHERE id = ?", [profile_id])
        return _profile(row) if row else None

    def told(self, chat_id: int) -> list[Profile]:
        """Those of the gallery whose users want to be told of new photos."""
        rows = self._db.rows("SELECT * FROM profiles WHERE chat_id = ? AND told ORDER BY id", [chat_id])
        return [_profile(row) for row in rows]

    def ensure(self, chat_id: int, user_id: int, language: str | None) -> Profile:
        """The user's profile, made if there is none. The chat's row has to be there."""
        row = self._db.rows(
            "INSERT INTO profiles (chat_id, user_id, language) VALUES (?, ?, ?) "
            "ON CONFLICT (chat_id, user_id) DO UPDATE SET language = excluded.language RETURNING *",
            [chat_id, user_id, language],
        )[0]
        return _profile(row)

    def set_told(self, profile_id: int, *, told: bool) -> None:
        self._db.execute("UPDATE profiles SET told = ? WHERE id = ?", [told, profile_id])

    def add_selfie(self, profile_id: int, selfie: Selfie) -> None:
        """Of more than MOST_SELFIES the oldest goes.

        Not the worst one: people change, and whoever sends a new selfie wants it to count. A bad one has
        little weight anyway.
        """
        row = {
            "profile_id": profile_id,
            "model": selfie.model,
            "vector": self._sealed(profile_id, selfie.vector.astype(np.float32).tobytes()),
            "quality": selfie.quality,
        }
        with self._db.atomic():
            self._db.insert("profile_selfies", row)
            self._db.execute(
                "DELETE FROM profile_selfies WHERE profile_id = ?1 AND id NOT IN "
                "(SELECT id FROM profile_selfies WHERE profile_id = ?1 ORDER BY id DESC LIMIT ?2)",
                [profile_id, MOST_SELFIES],
            )

    def selfies(self, profile_id: int, model: str) -> tuple[Vectors, NDArray[np.float32]]:
        """Those that a model has seen: (n, dimensions), and their qualities."""
        rows = self._db.tuples(
            "SELECT vector, quality FROM profile_selfies WHERE profile_id = ? AND model = ? ORDER BY id",
            [profile_id, model],
        )
        vectors = [np.frombuffer(self._unsealed(profile_id, vector), np.float32) for vector, _ in rows]
        qualities = np.array([quality for _, quality in rows], np.float32)
        return np.stack(vectors) if vectors else np.zeros((0, 0), np.float32), qualities

    def reseal(self, vault: Vault) -> None:
        """Seal all vectors with other keys, from now on."""
        rows = self._db.tuples("SELECT id, profile_id, vector FROM profile_selfies")
        plain = [
            (row_id, profile_id, self._unsealed(profile_id, vector)) for row_id, profile_id, vector in rows
        ]
        self._vault = vault
        for row_id, profile_id, vector in plain:
            sealed = self._sealed(profile_id, vector)
            self._db.execute("UPDATE profile_selfies SET vector = ? WHERE id = ?", [sealed, row_id])

    def judge(self, profile_id: int, photo_id: int, face: Box, *, is_theirs: bool) -> None:
        """Note whether a face in a photo is the user's. What was said of it before counts no more."""
        with self._db.atomic():
            self._db.execute(
                "DELETE FROM profile_faces WHERE profile_id = ? AND photo_id = ? "
                "AND x BETWEEN ? AND ? AND y BETWEEN ? AND ?",
                [profile_id, photo_id, face.x, face.x + face.width, face.y, face.y + face.height],
            )
            self._db.execute(
                "INSERT INTO profile_faces (profile_id, photo_id, x, y, is_theirs) VALUES (?, ?, ?, ?, ?)",
                [profile_id, photo_id, *face.middle, is_theirs],
            )

    def delete(self, profile_id: int) -> None:
        """Delete all that is kept of a profile."""
        self._db.execute("DELETE FROM profiles WHERE id = ?", [profile_id])

    def _sealed(self, profile_id: int, vector: bytes) -> bytes:
        seal = self._seal_of(profile_id)
        return seal.seal(vector, _place(profile_id)) if seal else vector

    def _unsealed(self, profile_id: int, vector: bytes) -> bytes:
        seal = self._seal_of(profile_id)
        return seal.unseal(vector, _place(profile_id)) if seal else vector

    def _seal_of(self, profile_id: int) -> Seal | None:
        sql = "SELECT home FROM profiles JOIN chats ON chats.id = chat_id WHERE profiles.id = ?"
        row = self._db.row(sql, [profile_id])
        return self._vault.seal_of(row["home"]) if row else None


def _place(profile_id: int) -> str:
    return f"profile/{profile_id}"


def _profile(row: Row) -> Profile:
    return Profile(**row | {"told": bool(row["told"])})
