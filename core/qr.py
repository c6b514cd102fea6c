"""QR codes."""

import io

import segno

SCALE = 12  # pixels a module: still sharp once a chat has made a JPEG of it


def qr_code(text: str) -> bytes:
    """A PNG that phones read the text from."""
    picture = io.BytesIO()
    segno.make_qr(text).save(picture, kind="png", scale=SCALE)
    return picture.getvalue()
