"""Authenticated encryption, AES-256-GCM: of short values, and of files piece by piece."""

import io
import os
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

NONCE_BYTES = 12
TAG_BYTES = 16
ID_BYTES = 16

PIECE = 1 << 20
"""Bytes of a file that are sealed at once: as much as a reader holds in memory."""


class BrokenSealError(OSError):
    """Something was changed, cut off or put into another's place, or was sealed with another key."""


class Seal:
    """What one key seals. Where a thing belongs is part of its seal: nothing can take another's place."""

    OVERHEAD = NONCE_BYTES + TAG_BYTES

    def __init__(self, key: bytes) -> None:
        """`key`: 32 bytes. Nonces are random: 2**32 things are a key's limit, some exabytes of pieces."""
        self._cipher = AESGCM(key)

    def seal(self, data: bytes, place: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, data, place.encode())

    def unseal(self, sealed: bytes, place: str) -> bytes:
        """Raises BrokenSealError."""
        try:
            rest = memoryview(sealed)[NONCE_BYTES:]
            return self._cipher.decrypt(sealed[:NONCE_BYTES], rest, place.encode())
        except (InvalidTag, ValueError) as error:
            raise BrokenSealError(f"The seal of {place.partition(' ')[0]} is broken") from error


class SealedWriter(io.RawIOBase):
    """Writes a file in sealed pieces, each of which knows its number, its file, and whether it is the last.

    So that none can be left out, moved, or taken from another file, not even from a former one of this name.
    """

    def __init__(self, file: BinaryIO, seal: Seal, place: str) -> None:
        super().__init__()
        self._file, self._seal = file, seal
        file_id = os.urandom(ID_BYTES)
        file.write(file_id)
        self._place = f"{place} {file_id.hex()}"
        self._number = 0
        self._rest = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer") -> int:
        view = memoryview(data).cast("B")
        self._rest += view
        while len(self._rest) > PIECE:  # of a file that ends with a whole piece that is the last one
            self._put(bytes(self._rest[:PIECE]))
            del self._rest[:PIECE]
        return len(view)

    def close(self) -> None:
        """Write the last piece. The file itself stays open, unless it was given up before."""
        if not (self.closed or self._file.closed):
            self._put(bytes(self._rest), is_last=True)
        super().close()

    def _put(self, piece: bytes, *, is_last: bool = False) -> None:
        self._file.write(self._seal.seal(piece, _place(self._place, self._number, is_last=is_last)))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Reads such a file from anywhere in it; closes the file with itself."""

    def __init__(self, file: BinaryIO, seal: Seal, place: str) -> None:
        """Raises BrokenSealError for a file that is too short to be one."""
        super().__init__()
        self._file, self._seal = file, seal
        size = file.seek(0, os.SEEK_END)
        self._pieces = _pieces(size)
        self._size = plain_size(size)
        file.seek(0)
        self._place = f"{place} {file.read(ID_BYTES).hex()}"
        self._position = 0
        self._piece: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError(offset)
        self._position = start + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        number, start = divmod(self._position, PIECE)
        if self._position >= self._size:
            return 0
        part = self._read(number)[start : start + len(view)]
        view[: len(part)] = part
        self._position += len(part)
        return len(part)

    def readall(self) -> bytes:
        number, start = divmod(self._position, PIECE)
        parts = [self._read(one) for one in range(number, self._pieces)]
        self._position = max(self._position, self._size)
        return b"".join(parts)[start:]

    def close(self) -> None:
        super().close()
        self._file.close()

    def _read(self, number: int) -> bytes:
        if self._piece[0] != number:
            self._file.seek(ID_BYTES + number * (PIECE + Seal.OVERHEAD))
            sealed = self._file.read(PIECE + Seal.OVERHEAD)
            place = _place(self._place, number, is_last=number == self._pieces - 1)
            self._piece = number, self._seal.unseal(sealed, place)
        return self._piece[1]


def plain_size(size: int) -> int:
    """Bytes that a sealed file of so many bytes holds. Raises BrokenSealError."""
    pieces = _pieces(size)  # the least there is is one that is empty
    plain = size - ID_BYTES - pieces * Seal.OVERHEAD
    if pieces < 1 or plain < 0:
        raise BrokenSealError(f"{size} bytes are no sealed file")
    return plain


def _pieces(size: int) -> int:
    return -(-(size - ID_BYTES) // (PIECE + Seal.OVERHEAD))


def _place(of_file: str, number: int, *, is_last: bool) -> str:
    return f"{of_file} {number}{' last' if is_last else ''}"
