"""Zips to import, made in memory."""

import io
import zipfile
import zlib
from collections.abc import Mapping


def zip_of(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


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
