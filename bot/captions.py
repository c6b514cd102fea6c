"""Commands in the captions of photos and files: the library knows them in texts only."""

from telegram import Message, MessageEntity


def after_command(text: str | None) -> str:
    """What comes after the command of a text, line breaks and all; a text without one as it is."""
    text = text or ""
    if not text.startswith("/"):
        return text
    return text.partition(" ")[2] if " " in text.split("\n")[0] else text.partition("\n")[2]


def caption_command(message: Message, name: str, username: str) -> str | None:
    """What follows the command in a caption that begins with it, for this bot; None where none does."""
    for entity, text in message.parse_caption_entities([MessageEntity.BOT_COMMAND]).items():
        found, _, addressee = text.lower().partition("@")
        if entity.offset == 0:
            is_it = found == f"/{name}" and addressee in {"", username.lower()}
            return (message.caption or "")[len(text) :].strip() if is_it else None
    return None
