"""Archives that are no zips, told by their names and by how they begin."""

import re

_NAMES = re.compile(
    r"\.(?:7z|rar|tar|tgz|tbz2?|txz|tzst|gz|bz2|xz|zst|lz|lzh|lha|ace|arj|cab|z)$"
    r"|\.(?:7z|rar|tar|gz)\.\d{2,4}$|\.r\d{2}$",
    re.IGNORECASE,
)
_BEGINNINGS = (
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd",
)
_TAR = slice(257, 262)
BEGINNING = 512  # bytes by which they are told


def is_archive_name(name: str) -> bool:
    return _NAMES.search(name) is not None


def begins_as_archive(data: bytes) -> bool:
    return data.startswith(_BEGINNINGS) or data[_TAR] == b"ustar"
