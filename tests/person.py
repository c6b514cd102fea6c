"""A person in the local chat: what the page does, over its own interface."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

File = tuple[str, bytes]
PATIENCE = 10.0


@dataclass
class Person:
    http: httpx.AsyncClient
    user_id: int
    chat_id: int = 0
    name: str = ""
    language: str = "en"

    def __post_init__(self) -> None:
        self.chat_id = self.chat_id or self.user_id
        self.name = self.name or f"Person {self.user_id}"

    async def say(self, text: str, **more: Any) -> int:
        """Post a text; the id of the message."""
        answer = await self.http.post("/chat/messages", data=self._me() | {"text": text} | more)
        return int(answer.raise_for_status().json()["ids"][0])

    async def send(self, files: Sequence[File], kind: str = "document", **more: Any) -> list[int]:
        """Post files, as photos or as documents; the ids of the messages."""
        data = self._me() | {"as": kind} | more
        parts = [("files", file) for file in files]
        answer = await self.http.post("/chat/messages", data=data, files=parts)
        return [int(message_id) for message_id in answer.raise_for_status().json()["ids"]]

    async def press(self, message_id: int, data: str) -> dict[str, Any]:
        """Press the button with this data; what the bot answered."""
        body = self._me() | {"message_id": message_id, "data": data}
        answer = await self.http.post("/chat/buttons", json=body)
        result: dict[str, Any] = answer.raise_for_status().json()
        return result

    async def look(self, after: int = 0, **more: Any) -> dict[str, Any]:
        """What the page would show after this message."""
        parameters = {"chat_id": self.chat_id, "after": after} | more
        answer = await self.http.get("/chat/messages", params=parameters)
        result: dict[str, Any] = answer.raise_for_status().json()
        return result

    async def answers(self, after: int, count: int = 1, patience: float = PATIENCE) -> list[dict[str, Any]]:
        """The bot's messages after this one, once there are `count`."""
        deadline = time.monotonic() + patience
        while True:
            messages = (await self.look(after))["messages"]
            answers = [message for message in messages if message["from"] == "bot"]
            left = deadline - time.monotonic()
            if len(answers) >= count:
                return answers
            assert left > 0, f"{len(answers)} of {count} answers after {patience} s: {answers}"
            await self.look(max([after, *(message["id"] for message in messages)]), wait=min(left, 1))

    def _me(self) -> dict[str, Any]:
        return {
            "chat_id": self.chat_id,
            "user_id": self.user_id,
            "user_name": self.name,
            "language": self.language,
        }
