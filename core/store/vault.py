"""The keys of the chats: each is derived from the one that the operator gives.

A chat's key is named by its home, as its folder is: it outlives another id.
"""

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


class Keyring:
    """Derives from a folder's key and its salt a key for each chat, which opens no other chat's files."""

    def __init__(self, key: bytes, salt: bytes, proof: bytes | None = None) -> None:
        """`key`: KEY_BYTES random bytes. Raises DataKeyError where it is not the one that made the proof."""
        if len(key) != KEY_BYTES:
            raise ValueError(len(key))
        self._key, self._salt = key, salt
        if proof is not None:
            self._check(proof)

    def seal_of(self, home: int) -> Seal:
        return self._seal(f"chat {home}")

    def proof(self) -> bytes:
        """By which another key is told."""
        return self._seal("proof").seal(b"", "vault")

    def _check(self, proof: bytes) -> None:
        try:
            self._seal("proof").unseal(proof, "vault")
        except BrokenSealError:
            raise DataKeyError("DATA_KEY is not the key that this data folder was encrypted with.") from None

    def _seal(self, purpose: str) -> Seal:
        derived = HKDF(SHA256(), KEY_BYTES, self._salt, f"photo finder, {purpose}".encode())
        return Seal(derived.derive(self._key))


class Vault:
    """Gives each chat its seal; none where there is no key.

    A folder is sealed as a whole or not at all. The salt is random and stands in the database, with a proof
    of the key.
    """

    def __init__(self, database: Database, key: bytes | None) -> None:
        """`key`: KEY_BYTES random bytes, or None. Raises DataKeyError where the folder has another one."""
        row = database.row("SELECT salt, proof FROM vault")
        self._keyring = keyring(key, (row["salt"], row["proof"]) if row else None)
        if key is None or row:
            return
        if database.row(_HELD):
            raise DataKeyError(
                "DATA_KEY is set, but this data folder was filled without a key, and its files are plain. "
                "Unset DATA_KEY; `python -m bot reseal` makes an encrypted copy of the folder."
            )
        self._keyring = _begun(database, key)

    @property
    def is_sealed(self) -> bool:
        return self._keyring is not None

    def seal_of(self, home: int) -> Seal | None:
        return self._keyring.seal_of(home) if self._keyring else None


def renewed(database: Database, key: bytes | None) -> Vault:
    """The seals of a folder from now on: what is in it has to be sealed anew with them."""
    database.execute("DELETE FROM vault")
    if key is not None:
        _begun(database, key)
    return Vault(database, key)


def _begun(database: Database, key: bytes) -> Keyring:
    salt = os.urandom(SALT_BYTES)
    ring = Keyring(key, salt)
    database.insert("vault", {"id": 1, "salt": salt, "proof": ring.proof()})
    return ring


def keyring(key: bytes | None, vault: tuple[bytes, bytes] | None) -> Keyring | None:
    """Of a folder whose database has this salt and proof; None where it has none, and is plain.

    Raises DataKeyError where the key is missing, or is another one.
    """
    if vault is None:
        return None
    if key is None:
        raise DataKeyError("This data folder is encrypted. Set DATA_KEY to the key that it was made with.")
    return Keyring(key, *vault)
