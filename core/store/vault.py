"""The keys of the chats: each is derived from the one that the operator gives."""

import os

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import DataKeyError
from core.store.database import Database
from core.store.seals import BrokenSealError, Seal

KEY_BYTES = 32
SALT_BYTES = 32

_HELD = (
    "SELECT 1 FROM photos UNION ALL SELECT 1 FROM profile_selfies UNION ALL SELECT 1 FROM parts "
    "UNION ALL SELECT 1 FROM imports WHERE state IN ('receiving', 'running') LIMIT 1"
)


class Vault:
    """Gives each chat its seal, which no other chat's key opens; none where there is no key.

    A folder is sealed as a whole or not at all. The salt is random and stands in the database, with a proof
    by which a wrong key is told.
    """

    def __init__(self, database: Database, key: bytes | None) -> None:
        """`key`: KEY_BYTES random bytes, or None. Raises DataKeyError where the folder has another one."""
        row = database.row("SELECT salt, proof FROM vault")
        if key is None:
            if row:
                raise DataKeyError(
                    "This data folder is encrypted. Set DATA_KEY to the key that it was made with."
                )
            self._key = None
            return
        if len(key) != KEY_BYTES:
            raise ValueError(len(key))
        self._key, self._salt = key, row["salt"] if row else os.urandom(SALT_BYTES)
        if row:
            self._check(row["proof"])
        elif database.row(_HELD):
            raise DataKeyError(
                "DATA_KEY is set, but this data folder was filled without a key, and its files are plain. "
                "Start with another DATA_DIR and send the photos again, or unset DATA_KEY."
            )
        else:
            proof = self._seal("proof").seal(b"", "vault")
            database.insert("vault", {"id": 1, "salt": self._salt, "proof": proof})

    @property
    def is_sealed(self) -> bool:
        return self._key is not None

    def seal_of(self, chat_id: int) -> Seal | None:
        return None if self._key is None else self._seal(f"chat {chat_id}")

    def _check(self, proof: bytes) -> None:
        try:
            self._seal("proof").unseal(proof, "vault")
        except BrokenSealError:
            raise DataKeyError("DATA_KEY is not the key that this data folder was encrypted with.") from None

    def _seal(self, purpose: str) -> Seal:
        if self._key is None:
            raise RuntimeError("There is no key")
        derived = HKDF(SHA256(), KEY_BYTES, self._salt, f"photo finder, {purpose}".encode())
        return Seal(derived.derive(self._key))
