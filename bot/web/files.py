"""Pictures and documents that the bot has sent, for the page and for who asks ``/sim``: shown by message and place, never by key."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.domain.files import File, FileKind, Label
from bot.ids import TownId
from bot.storage import files, outbox_reading
from bot.storage.database import Db
from bot.storage.outbox import Delivery
from bot.texts import web as say
from bot.web.stage import Stage

TYPES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp"}
"""What a browser may show by itself; all else is saved."""


def labels_of(db: Db, town: TownId, messages: Iterable[Delivery]) -> Mapping[str, Label]:
    """What there is of the files of some messages, by key."""
    keys = sorted({key for one in messages for key in one.files})
    return {label.key: label for label in files.list_labels(db, town, keys)}


def as_json(one: Delivery, labels: Mapping[str, Label], largest: int) -> dict[str, Any]:
    """``files`` of a message with their addresses, ``image`` the first picture; nothing when it has none."""
    carried = _carried(one, labels, largest)
    found = [
        {"kind": label.kind.value, "name": label.name, "size": label.size, "url": f"/sim/files/{one.id}/{place}"}
        for place, label in enumerate(carried)
    ]
    if not found:
        return {}
    image = next((file["url"] for file in found if file["kind"] == FileKind.IMAGE.value), None)
    return {"files": found} | ({"image": image} if image else {})


def _carried(one: Delivery, labels: Mapping[str, Label], largest: int) -> list[Label]:
    """As the platform got them: what is too large stayed behind."""
    return [labels[key] for key in one.files if key in labels and labels[key].size <= largest]


async def show(request: Request) -> Response:
    """``GET /sim/files/MESSAGE/PLACE``: one file of a message that has been sent."""
    stage: Stage = request.app.state.stage
    number, place, town = request.path_params["number"], request.path_params["place"], stage.app.town
    largest = stage.sim.capabilities.largest_file if stage.sim is not None else 0
    found = await stage.read(lambda db: _look(db, town, number, place, largest))
    if found is None:
        raise HTTPException(404, say.no_file())
    ending = found.name.rpartition(".")[2]
    shown = "inline" if ending in TYPES else "attachment"
    headers = {
        "content-disposition": f"{shown}; filename*=UTF-8''{quote(found.name)}",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "no-store",
    }
    return Response(found.data, media_type=TYPES.get(ending, "application/octet-stream"), headers=headers)


def _look(db: Db, town: TownId, number: int, place: int, largest: int) -> File | None:
    one = outbox_reading.find(db, town, number)
    if one is None or one.delivery is None:
        return None
    carried = _carried(one, labels_of(db, town, [one]), largest)
    return files.find(db, town, carried[place].key) if place < len(carried) else None


ROUTES = [Route("/sim/files/{number:int}/{place:int}", show, methods=["GET"])]
