"""Which chat or message a call means, and whether the bot may touch it."""

from bot.localchat.call import Call
from bot.localchat.errors import bad_request, forbidden, upgraded
from bot.localchat.state import Chat, Message, State, User

HERE = frozenset({"creator", "administrator", "member"})


def known_chat(state: State, call: Call, name: str = "chat_id") -> Chat:
    wanted = call.text(name)
    if not wanted:
        raise bad_request("chat_id is empty")
    chat_id = call.number(name)
    chat = state.chats.get(chat_id)
    if chat is not None and chat.upgraded_to:
        raise upgraded(chat.upgraded_to)
    if chat is not None and chat.known:
        return chat
    if chat_id in state.users and chat_id != state.bot.id:
        raise forbidden("bot can't initiate conversation with a user")
    raise bad_request("chat not found")


def writable_chat(state: State, call: Call) -> Chat:
    chat = known_chat(state, call)
    status = chat.statuses.get(state.bot.id, "member")
    if chat.id < 0:
        place = "supergroup chat" if chat.kind == "supergroup" else "group chat"
        if status == "kicked":
            raise forbidden(f"bot was kicked from the {place}")
        if status == "left":
            raise forbidden(f"bot is not a member of the {place}")
    elif status == "kicked":
        raise forbidden("bot was blocked by the user")
    return chat


def known_message(chat: Chat, message_id: int, what: str) -> Message:
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise bad_request(f"{what} not found")
    return message


def editable_message(state: State, call: Call) -> Message:
    chat = writable_chat(state, call)
    message = known_message(chat, call.number("message_id"), "message to edit")
    if message.sender is not state.bot:
        raise bad_request("message can't be edited")
    return message


def deletable(state: State, chat: Chat, message: Message) -> bool:
    own = message.sender is state.bot
    return own or chat.kind == "private" or chat.statuses.get(state.bot.id) in {"creator", "administrator"}


def known_user(state: State, call: Call) -> User:
    user_id = call.number("user_id")
    if not user_id:
        raise bad_request("invalid user_id specified")
    if user_id not in state.users:
        raise bad_request("user not found")
    return state.users[user_id]


def status_of(state: State, chat: Chat, user_id: int) -> str:
    default = "member" if user_id in {chat.id, state.bot.id} else "left"
    return chat.statuses.get(user_id, default)
