"""Zips to import, made in memory."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyzipper
from PIL import Image

from core.pixels import encode_jpeg


def zip_of(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def many(photo: Path, count: int) -> bytes:
    """A zip of so many photos, of one person, no two alike."""
    portrait = Image.open(photo).resize((720, 900))
    shifted = (np.asarray(portrait.crop((-i, 0, 720, 900))) for i in range(count))
    return zip_of({f"{i:03}.jpg": encode_jpeg(pixels) for i, pixels in enumerate(shifted)})


def locked_zip_of(files: Mapping[str, bytes], password: str, encoding: str = "utf-8") -> bytes:
    """Locked by ZipCrypto, which zipfile reads and does not write."""
    data = bytearray(zip_of(files))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
    locked, offsets = bytearray(), []
    for info in infos:
        name = len(info.filename.encode())
        header = bytearray(data[info.header_offset : info.header_offset + 30 + name])
        start = info.header_offset + len(header)
        check = bytes(11) + bytes([info.CRC >> 24])
        body = _zip_crypto(check + data[start : start + info.file_size], password.encode(encoding))
        header[6] |= 1
        header[18:22] = len(body).to_bytes(4, "little")
        offsets.append(len(locked))
        locked += header + body
    return bytes(locked + _locked_directory(data, infos, offsets, len(locked)))


def aes_zip_of(
    files: Mapping[str, bytes], password: str, bits: int = 256, packing: int = zipfile.ZIP_STORED
) -> bytes:
    """Locked as WinZip, 7-Zip and others do."""
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", packing, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=bits)
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _locked_directory(
    data: bytearray, infos: list[zipfile.ZipInfo], offsets: list[int], start: int
) -> bytearray:
    directory = data[data.find(b"PK\x01\x02") :]
    at = 0
    for info, offset in zip(infos, offsets, strict=True):
        directory[at + 8] |= 1
        directory[at + 20 : at + 24] = (info.file_size + 12).to_bytes(4, "little")
        directory[at + 42 : at + 46] = offset.to_bytes(4, "little")
        at += 46 + len(info.filename.encode())
    directory[at + 16 : at + 20] = start.to_bytes(4, "little")
    return directory


def _zip_crypto(data: bytes, password: bytes) -> bytes:
    """As PKWARE's APPNOTE.TXT, 6.1, has it."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = _crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = _crc(keys[2], keys[1] >> 24)

    for byte in password:
        update(byte)
    out = bytearray()
    for byte in data:
        key = (keys[2] | 2) & 0xFFFF
        out.append(byte ^ ((key * (key ^ 1)) >> 8 & 0xFF))
        update(byte)
    return bytes(out)


def _crc(crc: int, byte: int) -> int:
    return zlib.crc32(bytes([byte]), crc ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def numbered_parts(name: str, data: bytes, size: int) -> dict[str, bytes]:
    """A zip cut into `.001`, `.002`, …, as 7-Zip and `split` do."""
    starts = range(0, len(data), size)
    return {f"{name}.{i:03}": data[start : start + size] for i, start in enumerate(starts, 1)}


def spanned_parts(name: str, data: bytes, size: int) -> dict[str, bytes]:
    """A zip cut into `.z01`, `.z02`, …, `.zip`, as `zip -s` does: places count from each part's beginning."""
    data = b"PK\x07\x08" + data  # how such a zip begins
    end = data.rfind(b"PK\x05\x06")
    start = data.find(b"PK\x01\x02")
    cuts = [*range(0, end, size)]
    if cuts[-1] > start - 1:  # the directory stays in one piece, with the end
        cuts = [cut for cut in cuts if cut <= start]
    changed = bytearray(data)
    at = start
    while changed[at : at + 4] == b"PK\x01\x02":
        offset = int.from_bytes(changed[at + 42 : at + 46], "little") + 4
        disk = max(i for i, cut in enumerate(cuts) if cut <= offset)
        changed[at + 34 : at + 36] = disk.to_bytes(2, "little")
        changed[at + 42 : at + 46] = (offset - cuts[disk]).to_bytes(4, "little")
        at += 46 + sum(int.from_bytes(changed[at + i : at + i + 2], "little") for i in (28, 30, 32))
    last = len(cuts) - 1
    changed[end + 4 : end + 8] = last.to_bytes(2, "little") * 2
    changed[end + 16 : end + 20] = (start - cuts[last]).to_bytes(4, "little")
    pieces = [bytes(changed[a:b]) for a, b in zip(cuts, [*cuts[1:], len(data)], strict=True)]
    names = [f"{name[:-4]}.z{i:02}" for i in range(1, len(pieces))] + [name]
    return dict(zip(names, pieces, strict=True))
