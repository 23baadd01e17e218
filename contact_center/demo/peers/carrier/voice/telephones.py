"""The other side: telephones of customers, and what they hear. No sound: what is heard is told in words."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from contact_center.demo.peers.carrier.voice.domain import Call, Room, Telephone, hears
from contact_center.demo.peers.carrier.voice.exchange import Exchange

TelephoneNumber = Annotated[str, Field(pattern=r"^\+[1-9]\d{1,14}$")]
Address = Annotated[
    str, Field(max_length=200, pattern=r"^(\+[1-9]\d{1,14}|client:[A-Za-z0-9_]+|sip:[A-Za-z0-9_.@:-]+)$")
]
Habit = Literal["manual", "answer", "machine", "busy", "reject", "silent"]


class NewDialling(BaseModel):
    """A customer dials a number of the product."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    sender: Annotated[TelephoneNumber, Field(alias="from")]
    to: TelephoneNumber


class Habits(BaseModel):
    """How a telephone behaves when it is rung."""

    model_config = ConfigDict(extra="forbid")

    number: Address
    habit: Habit = "manual"
    after: Annotated[float, Field(ge=0, le=600)] = 1.0
    keys: Annotated[str, Field(pattern=r"^[0-9*#]{0,32}$")] = ""


class Pressed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    digits: Annotated[str, Field(pattern=r"^[0-9*#]{1,32}$")]


class Spoken(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=1000)]


class HeardThing(BaseModel):
    at: datetime
    kind: str
    text: str


class ShownCall(BaseModel):
    """A call as its telephone shows it."""

    sid: str
    direction: Literal["in", "out"]
    """Seen from the customer: `out` is what the customer dialled."""
    line: str
    telephone: str
    status: str
    room: str | None
    listens_for_keys: bool
    heard: list[HeardThing]


class ShownMember(BaseModel):
    call: str
    label: str | None
    joined: bool
    hears: list[str]
    """The labels (or calls) of those who can be heard."""


class ShownRoom(BaseModel):
    sid: str
    name: str
    status: str
    members: list[ShownMember]


def telephones(exchange: Exchange) -> APIRouter:
    routes = APIRouter(prefix="/sim")
    office = exchange.office

    @routes.post("/calls", status_code=202)
    async def dial(new: NewDialling) -> ShownCall:
        number = office.carrier.store.numbers.get(new.to)
        if number is None:
            raise HTTPException(404, f"{new.to} is not a number of the product")
        if not number.voice:
            raise HTTPException(409, f"{new.to} takes no calls")
        return _shown(exchange.dial(new.sender, number))

    @routes.get("/calls")
    async def calls(telephone: str | None = None) -> list[ShownCall]:
        """The newest first, 100 at most; of one telephone if one is named."""
        found = [c for c in reversed(office.calls.values()) if telephone in (None, c.telephone)]
        return [_shown(c) for c in found[:100]]

    @routes.get("/calls/{sid}")
    async def call(sid: str) -> ShownCall:
        return _shown(_known(exchange, sid))

    @routes.post("/calls/{sid}/answer")
    async def answer(sid: str) -> ShownCall:
        exchange.answer(known := _known(exchange, sid))
        return _shown(known)

    @routes.post("/calls/{sid}/hang-up")
    async def hang_up(sid: str) -> ShownCall:
        """Ends it; while it still rings, declines it."""
        exchange.hang_up(known := _known(exchange, sid))
        return _shown(known)

    @routes.post("/calls/{sid}/press")
    async def press(sid: str, pressed: Pressed) -> ShownCall:
        known = _known(exchange, sid)
        if not exchange.press(known, pressed.digits):
            raise HTTPException(409, "nobody listens for keys now")
        return _shown(known)

    @routes.post("/calls/{sid}/speak")
    async def speak(sid: str, spoken: Spoken) -> ShownCall:
        """Words on the line: a message that is being recorded has something in it."""
        known = _known(exchange, sid)
        known.said.append(spoken.text)
        return _shown(known)

    @routes.post("/telephones")
    async def habits(new: Habits) -> Habits:
        office.keep(office.telephones, new.number, Telephone(new.number, new.habit, new.after, new.keys))
        return new

    @routes.get("/rooms")
    async def rooms() -> list[ShownRoom]:
        """Open conferences, and who hears whom in each."""
        return [_room(r) for r in office.rooms.values() if r.open]

    return routes


def _known(exchange: Exchange, sid: str) -> Call:
    call = exchange.office.calls.get(sid)
    if call is None:
        raise HTTPException(404, f"there is no call {sid}")
    return call


def _shown(call: Call) -> ShownCall:
    return ShownCall(
        sid=call.sid,
        direction="out" if call.inbound else "in",
        line=call.to if call.inbound else call.sender,
        telephone=call.telephone,
        status=call.status,
        room=call.room,
        listens_for_keys=call.asked.is_set(),
        heard=[HeardThing(at=h.at, kind=h.kind, text=h.text) for h in call.heard],
    )


def _room(room: Room) -> ShownRoom:
    matrix = hears(room)
    names = {m.call_sid: m.label or m.call_sid for m in room.members.values()}
    return ShownRoom(
        sid=room.sid,
        name=room.name,
        status=room.status,
        members=[
            ShownMember(
                call=m.call_sid,
                label=m.label,
                joined=m.joined,
                hears=sorted(names[sid] for sid in matrix.get(m.call_sid, ())),
            )
            for m in room.members.values()
        ],
    )
