"""The HTTP side of the Telegram stand-in: what the bot can call, and how it is refused. See ``telegram`` for its limits."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.peers.loopback import Loopback
from tests.peers.telegram import Call, Fault, Json, Sent, Telegram

MOST_TEXT = 4096
MOST_CAPTION = 1024
MOST_DATA = 64
MOST_PHOTO = 10_000_000
MOST_FILE = 50_000_000
MOST_FETCHED = 20_000_000


class Refusal(Exception):
    """An answer of ``ok: false``."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.parameters = parameters


class BotApi:
    """Serves one bot of ``Telegram`` at ``url``; may be killed and come back with everything it knew."""

    def __init__(self, world: Telegram) -> None:
        self.world = world
        routes = [
            Route("/bot{token}/{method}", self._called, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._file),
        ]
        self.loopback = Loopback(Starlette(routes=routes))
        self._over = asyncio.Event()

    @property
    def base(self) -> str:
        """What a client is given as the API's address."""
        return self.loopback.url

    async def up(self) -> None:
        """Serve."""
        self._over = asyncio.Event()
        self.world.polls = 0
        await self.loopback.up()

    async def down(self) -> None:
        """Cut everything."""
        self._over.set()
        await self.loopback.down()

    async def _called(self, request: Request) -> Response:
        method = str(request.path_params["method"])
        try:
            if request.path_params["token"] != self.world.token:
                raise Refusal(401, "Unauthorized")
            params = await _params(request)
            self.world.calls.append(Call(method, params, time.monotonic()))
            fault = self._fault(method, params)
            if fault is not None and fault.status > 0:
                raise Refusal(fault.status, fault.description, **fault.parameters)
            if fault is not None and fault.status < 0:
                return await self._silence()
            handler: Callable[[Json], Any] | None = getattr(self, f"_{_snake(method)}", None)
            if handler is None:
                raise Refusal(404, "Not Found")
            result = handler(params)
            result = await result if asyncio.iscoroutine(result) else result
            if fault is not None:
                return await self._silence()
        except Refusal as refusal:
            body: Json = {"ok": False, "error_code": refusal.status, "description": str(refusal)}
            if refusal.parameters:
                body["parameters"] = refusal.parameters
            return JSONResponse(body, refusal.status)
        body = json.dumps(
            {"ok": True, "result": result}
        )  # ASCII: half a character goes over the wire as it does at Telegram
        return Response(body, media_type="application/json")

    async def _silence(self) -> Response:
        """No answer, until the server is gone."""
        await self._over.wait()
        return Response(status_code=502)

    def _fault(self, method: str, params: Json) -> Fault | None:
        chat = int(params["chat_id"]) if str(params.get("chat_id", "")).lstrip("-").isdigit() else None
        for one in self.world.faults:
            if method.startswith(one.method) and one.chat in {None, chat}:
                if one.skip > 0:
                    one.skip -= 1
                    return None
                self.world.faults.remove(one)
                return one
        return None

    async def _file(self, request: Request) -> Response:
        found = self.world.files.get(str(request.path_params["path"]))
        right = request.path_params["token"] == self.world.token
        return Response(found) if found is not None and right else Response(status_code=404)

    # -- what can be called

    def _get_me(self, _params: Json) -> Json:
        return {**self.world.me, "can_join_groups": True, "can_read_all_group_messages": not self.world.privacy}

    async def _get_updates(self, params: Json) -> list[object]:
        world = self.world
        if world.webhook[0]:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook")
        world.ended.set()  # an older long poll of somebody else ends by the new one
        world.ended = ended = asyncio.Event()
        if "offset" in params:
            world.acknowledge(int(params["offset"]))
        until = time.monotonic() + float(params.get("timeout", 0))
        while not (world.updates or world.garbage) and (left := until - time.monotonic()) > 0:
            world.news.clear()
            waits = [asyncio.create_task(one.wait()) for one in (world.news, ended, self._over)]
            await asyncio.wait(waits, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            for one in waits:
                one.cancel()
            if ended.is_set():
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
            if self._over.is_set():
                return []
        wanted: list[str] = params.get("allowed_updates") or []
        for one in [one for one in world.updates if wanted and not any(kind in one for kind in wanted)]:
            world.updates.remove(one)
        garbage, world.garbage = world.garbage, []
        return [*garbage, *world.updates[: int(params.get("limit", 100))]]

    def _set_webhook(self, params: Json) -> bool:
        self.world.webhook = (str(params.get("url", "")), str(params.get("secret_token", "")))
        return True

    def _get_webhook_info(self, _params: Json) -> Json:
        return {"url": self.world.webhook[0], "pending_update_count": len(self.world.updates)}

    def _delete_webhook(self, _params: Json) -> bool:
        self.world.webhook = ("", "")
        return True

    def _set_my_commands(self, params: Json) -> bool:
        if any(not str(one["command"]).isascii() or len(one["command"]) > 32 for one in params["commands"]):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        self.world.menu = params["commands"]
        return True

    def _send_message(self, params: Json) -> Json:
        text = str(params.get("text", ""))
        if not text.strip():
            raise Refusal(400, "Bad Request: message text is empty")
        if len(text) > MOST_TEXT:
            raise Refusal(400, "Bad Request: message is too long")
        return self._post(params, text, [])

    def _send_photo(self, params: Json) -> Json:
        return self._post_file(params, "photo", MOST_PHOTO)

    def _send_document(self, params: Json) -> Json:
        return self._post_file(params, "document", MOST_FILE)

    def _post_file(self, params: Json, field: str, most: int) -> Json:
        data = params.get(field)
        if not isinstance(data, bytes):
            raise Refusal(400, f"Bad Request: there is no {field} in the request")
        if len(data) > most:
            raise Refusal(413, "Request Entity Too Large")
        if len(str(params.get("caption", ""))) > MOST_CAPTION:
            raise Refusal(400, "Bad Request: message caption is too long")
        return self._post(params, str(params.get("caption", "")), [data])

    def _post(self, params: Json, text: str, files: list[bytes]) -> Json:
        chat = self._chat(params)
        answered: int | None = None
        if (reply := params.get("reply_parameters")) is not None:
            answered = int(reply["message_id"])
            if (chat, answered) not in self.world.messages:
                if not reply.get("allow_sending_without_reply"):
                    raise Refusal(400, "Bad Request: message to be replied not found")
                answered = None
        markup: Json = params.get("reply_markup") or {}
        buttons: list[list[Json]] = markup.get("inline_keyboard", [])
        if any(len(str(one["callback_data"]).encode()) > MOST_DATA for row in buttons for one in row):
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        return self.world.post(Sent(chat, 0, text, answered, buttons, files))

    def _chat(self, params: Json) -> int:
        chat = int(params["chat_id"])
        if chat in self.world.moved:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.world.moved[chat],
            )
        if chat not in self.world.chats:
            raise Refusal(400, "Bad Request: chat not found")
        if chat in self.world.gone:
            raise Refusal(
                403,
                "Forbidden: bot was blocked by the user"
                if chat > 0
                else "Forbidden: bot was kicked from the group chat",
            )
        return chat

    def _edit_message_text(self, params: Json) -> Json:
        chat, number, text = self._chat(params), int(params["message_id"]), str(params["text"])
        found = next((one for one in self.world.sent if (one.chat, one.message) == (chat, number)), None)
        if found is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        if found.text == text:
            raise Refusal(
                400, "Bad Request: message is not modified: specified new message content is exactly the same"
            )
        found.text, found.edits = text, found.edits + 1
        self.world.messages[chat, number] = {**self.world.messages[chat, number], "text": text}
        return self.world.messages[chat, number]

    def _delete_message(self, params: Json) -> bool:
        chat, number = self._chat(params), int(params["message_id"])
        found = next((one for one in self.world.sent if (one.chat, one.message) == (chat, number)), None)
        if found is None:
            raise Refusal(400, "Bad Request: message to delete not found")
        if (chat, number) in self.world.too_old:
            raise Refusal(400, "Bad Request: message can't be deleted for everyone")
        self.world.sent.remove(found)
        return True

    def _edit_message_reply_markup(self, params: Json) -> Json:
        chat, number = self._chat(params), int(params["message_id"])
        for one in self.world.sent:
            if (one.chat, one.message) == (chat, number):
                one.buttons = []
        return self.world.messages[chat, number]

    def _answer_callback_query(self, params: Json) -> bool:
        query = str(params["callback_query_id"])
        if query in self.world.toasts:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.world.toasts[query] = str(params.get("text", ""))
        return True

    def _get_file(self, params: Json) -> Json:
        number = str(params["file_id"])
        data = self.world.files.get(number)
        if data is None:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(data) > MOST_FETCHED:
            raise Refusal(400, "Bad Request: file is too big")
        return {"file_id": number, "file_unique_id": f"u{number}", "file_size": len(data), "file_path": number}


def _snake(method: str) -> str:
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in method)


async def _params(request: Request) -> Json:
    """Parameters of a call: of the address, a form, or a form with files; JSON where Telegram takes JSON."""
    params: Json = dict(request.query_params)
    async with request.form() as form:
        for name, value in form.multi_items():
            params[name] = await value.read() if isinstance(value, UploadFile) else value
    for name in ("reply_markup", "reply_parameters", "allowed_updates", "commands"):
        if isinstance(params.get(name), str):
            params[name] = json.loads(params[name])
    for name, value in list(params.items()):
        if isinstance(value, str) and value.startswith("attach://"):
            params[name] = params.get(value.removeprefix("attach://"))
    return params
