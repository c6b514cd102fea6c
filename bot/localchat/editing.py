"""The methods that change or remove messages, or answer a press."""

import time

from bot.localchat import content
from bot.localchat.access import deletable, editable_message, known_message, writable_chat
from bot.localchat.call import Call
from bot.localchat.callbacks import Answer
from bot.localchat.errors import bad_request
from bot.localchat.formatting import FormattedText
from bot.localchat.media import Media
from bot.localchat.render import Json, message_json
from bot.localchat.state import Message, State

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
DELETED_AT_ONCE = 100


async def edit_message_text(state: State, call: Call) -> Json:
    text = content.message_text(state, call)
    message = editable_message(state, call)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    return _change(state, call, message, text, None)


async def edit_message_caption(state: State, call: Call) -> Json:
    caption = content.caption(state, call)
    message = editable_message(state, call)
    if message.media is None or message.media.kind in {"sticker", "location"}:
        raise bad_request("there is no caption in the message to edit")
    return _change(state, call, message, caption, message.media)


async def edit_message_media(state: State, call: Call) -> Json:
    message = editable_message(state, call)
    item = call.object("media", "input media")
    if item.get("type") not in {"photo", "document", "video", "animation", "audio"}:
        raise bad_request("can't parse InputMedia: unsupported type")
    entities = item.get("caption_entities")
    caption = content.formatted(item.get("caption") or "", item.get("parse_mode") or "", entities)
    state.limits.caption(caption.text)
    return _change(state, call, message, caption, await content.album_item(state, call, item))


async def edit_message_reply_markup(state: State, call: Call) -> Json:
    message = editable_message(state, call)
    return _change(state, call, message, message.content, message.media)


async def delete_message(state: State, call: Call) -> bool:
    chat = writable_chat(state, call)
    message = known_message(chat, call.number("message_id"), "message to delete")
    if not deletable(state, chat, message):
        raise bad_request("message can't be deleted")
    state.delete(message)
    return True


async def delete_messages(state: State, call: Call) -> bool:
    """Those that are not there, or may not be deleted, are passed over, as Telegram does."""
    chat = writable_chat(state, call)
    ids = call.json("message_ids", "message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > DELETED_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    for message in (chat.messages.get(int(message_id)) for message_id in ids):
        if message is not None and not message.deleted and deletable(state, chat, message):
            state.delete(message)
    return True


async def answer_callback_query(state: State, call: Call) -> bool:
    state.limits.callback_answer(call.text("text"))
    answer = Answer(call.text("text"), call.flag("show_alert"), call.text("url"))
    state.callbacks.answer(call.text("callback_query_id"), answer)
    return True


async def set_message_reaction(state: State, call: Call) -> bool:
    known_message(writable_chat(state, call), call.number("message_id"), "message to react")
    return True


def _change(state: State, call: Call, message: Message, text: FormattedText, media: Media | None) -> Json:
    markup = content.markup(state, call)
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    rows = markup.get("inline_keyboard", [])
    if (text, media, rows) == (message.content, message.media, message.buttons):
        raise bad_request(NOT_MODIFIED)
    message.content, message.media, message.markup = text, media, markup
    message.edit_date = int(time.time())
    state.changed(message)
    return message_json(state, message)
