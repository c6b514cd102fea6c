"""The picture in a message, whichever way it was sent."""

from telegram import Document, Message, PhotoSize

from core.intake.images import is_photo_name

Picture = PhotoSize | Document


def picture_in(message: Message) -> Picture | None:
    """A photo, as large as there is, or a photo that was sent as a file."""
    if message.photo:
        return message.photo[-1]
    if (document := message.document) is None:
        return None
    is_image = (document.mime_type or "").startswith("image/") or is_photo_name(document.file_name or "")
    return document if is_image else None
