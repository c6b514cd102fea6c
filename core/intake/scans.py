"""How often a JPEG goes over its picture: it takes as many times as long to decode."""

import re

MOST_SCANS = 100
"""Progressive JPEGs have about ten, those of patient encoders some dozens; libtiff stops here, too."""

MOST_MARKERS = 10_000
"""A photo of 100 MB that were all EXIF and colours would have 1,600."""

_START_OF_SCAN = 0xDA
_END_OF_IMAGE = 0xD9
_WITHOUT_LENGTH = frozenset((0x01, 0xD8))

_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
"""Not a byte FF of a scan's data, which 00 follows, nor one of the restarts (D0 to D7) in it."""


def has_too_many_scans(jpeg: bytes) -> bool:
    """Whether there are more than MOST_SCANS, or so many markers that nobody would count them.

    What lies between markers is skipped, as decoders do, and nothing behind the end counts: phones put videos
    there. Most JPEGs are not gone through at all: too few of their bytes could be the start of a scan.
    """
    if jpeg.count(bytes((0xFF, _START_OF_SCAN))) <= MOST_SCANS:
        return False
    scans = at = 0
    for _ in range(MOST_MARKERS):
        found = _MARKER.search(jpeg, at)
        if found is None or (kind := found[1][0]) == _END_OF_IMAGE:
            return False
        at = found.end()
        if kind not in _WITHOUT_LENGTH:
            at += int.from_bytes(jpeg[at : at + 2], "big")
        scans += kind == _START_OF_SCAN
        if scans > MOST_SCANS:
            break
    return True
