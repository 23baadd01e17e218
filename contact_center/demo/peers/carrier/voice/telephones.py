"""The other side: telephones of customers, and what they hear: in words, and for a telephone with a line as sound."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from contact_center.demo.peers.carrier.answers import Refused
from contact_center.demo.peers.carrier.voice.domain import MOST_HEARD, Call, Room, Telephone, hears
from contact_center.demo.peers.carrier.voice.exchange import Exchange
from contact_center.demo.peers.carrier.voice.sound.lines import Handset, SoundLine

TelephoneNumber = Annotated[str, Field(pattern=r"^\+[1-9]\d{1,14}$")]
Address = Annotated[
    str, Field(max_length=200, pattern=r"^(\+[1-9]\d{1,14}|client:[A-Za-z0-9_]+|sip:[A-Za-z0-9_.@:-]+)$")
]
Pitch = Annotated[float, Field(ge=0, lt=4000)]
MOST_SDP = 100_000
Habit = Literal["manual", "answer", "machine", "busy", "reject", "silent"]


class NewDialling(BaseModel):
    """A customer dials a number of the product."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    sender: Annotated[TelephoneNumber, Field(alias="from")]
    to: TelephoneNumber
    offer: Annotated[str | None, Field(max_length=MOST_SDP)] = None
    """SDP of a browser that wants to hear and be heard."""


class Habits(BaseModel):
    """How a telephone behaves when it is rung."""

    model_config = ConfigDict(extra="forbid")

    number: Address
    habit: Habit = "manual"
    after: Annotated[float, Field(ge=0, le=600)] = 1.0
    keys: Annotated[str, Field(pattern=r"^[0-9*#]{0,32}$")] = ""
    pitch: Pitch | None = None
    """It can be heard, and hums a tone of so many Hz (0: it is silent)."""


class Picked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    offer: Annotated[str | None, Field(max_length=MOST_SDP)] = None


class Hummed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    pitch: Pitch


class Hearing(BaseModel):
    """What a telephone that can be heard has heard in the last half second."""

    ready: bool
    """Whether it has heard for half a second since the last look that asked it to forget."""
    loudness: float
    """Root mean square, in 16-bit units."""
    levels: list[float]
    """Amplitudes of the pitches that were asked for, in 16-bit units."""


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
    sounds: bool
    """Whether it has a line that can be heard."""
    started: datetime | None
    """When it was answered."""
    heard: list[HeardThing]
    answer: str | None = None
    """SDP for the browser that has offered one."""


class Sounding(BaseModel):
    """How the sound of the network is doing."""

    lines: int
    """Calls that can be heard."""
    late_ticks: int
    """Since the start, pieces of 20 ms that came more than 40 ms late: audible when they are many."""


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
        line, answer = await _line(new.offer)
        return _shown(exchange, exchange.dial(new.sender, number, line), answer)

    @routes.get("/calls")
    async def calls(
        telephone: str | None = None,
        newest: Annotated[int, Query(ge=1, le=100)] = 100,
        heard: Annotated[int, Query(ge=0, le=MOST_HEARD)] = MOST_HEARD,
    ) -> list[ShownCall]:
        """The newest first; of one telephone if one is named, with what was `heard` last."""
        found = [c for c in reversed(office.calls.values()) if telephone in (None, c.telephone)]
        return [_shown(exchange, c, heard=heard) for c in found[:newest]]

    @routes.get("/calls/{sid}")
    async def call(sid: str) -> ShownCall:
        return _shown(exchange, _known(exchange, sid))

    @routes.post("/calls/{sid}/answer")
    async def answer(sid: str, picked: Picked | None = None) -> ShownCall:
        known = _known(exchange, sid)
        line, sdp = await _line(picked.offer if picked else None)
        try:
            exchange.answer(known, line)
        except Refused:
            if line is not None:
                await line.close()
            raise
        return _shown(exchange, known, sdp)

    @routes.post("/calls/{sid}/hang-up")
    async def hang_up(sid: str) -> ShownCall:
        """Ends it; while it still rings, declines it."""
        exchange.hang_up(known := _known(exchange, sid))
        return _shown(exchange, known)

    @routes.post("/calls/{sid}/press")
    async def press(sid: str, pressed: Pressed) -> ShownCall:
        known = _known(exchange, sid)
        if not exchange.press(known, pressed.digits):
            raise HTTPException(409, "nobody listens for keys now")
        return _shown(exchange, known)

    @routes.post("/calls/{sid}/speak")
    async def speak(sid: str, spoken: Spoken) -> ShownCall:
        """Words on the line: a message that is being recorded has something in it."""
        known = _known(exchange, sid)
        known.said.append(spoken.text)
        line = office.studio.line(known)
        if isinstance(line, Handset):
            line.say(await office.studio.sounds.words(spoken.text))
        return _shown(exchange, known)

    @routes.post("/telephones")
    async def habits(new: Habits) -> Habits:
        office.keep(office.telephones, new.number, Telephone(new.number, new.habit, new.after, new.keys, new.pitch))
        return new

    add_measuring(routes, exchange)

    @routes.get("/rooms")
    async def rooms() -> list[ShownRoom]:
        """Open conferences, and who hears whom in each."""
        return [_room(r) for r in office.rooms.values() if r.open]

    return routes


def add_measuring(routes: APIRouter, exchange: Exchange) -> None:
    """Tones on a line without a loudspeaker, and what is heard there."""
    office = exchange.office

    @routes.get("/sound")
    async def sound() -> Sounding:
        return Sounding(lines=len(office.studio.sounding()), late_ticks=office.studio.late)

    @routes.post("/calls/{sid}/hum")
    async def hum(sid: str, hummed: Hummed) -> ShownCall:
        """A tone on the line in place of the one before: who hears whom can be measured by it."""
        known = _known(exchange, sid)
        if known.ended_already:
            raise HTTPException(409, "the call is over")
        exchange.handsets.hum(known, hummed.pitch)
        return _shown(exchange, known)

    @routes.get("/calls/{sid}/hearing")
    async def hearing(
        sid: str, pitch: Annotated[list[Pitch] | None, Query(max_length=16)] = None, forget: bool = False
    ) -> Hearing:
        line = office.studio.line(_known(exchange, sid))
        if not isinstance(line, Handset):
            raise HTTPException(409, "this telephone has no line that is measured")
        found = Hearing(ready=line.full, loudness=line.loudness(), levels=line.levels(pitch or []))
        if forget:
            line.forget()
        return found


def _known(exchange: Exchange, sid: str) -> Call:
    call = exchange.office.calls.get(sid)
    if call is None:
        raise HTTPException(404, f"there is no call {sid}")
    return call


async def _line(offer: str | None) -> tuple[SoundLine | None, str | None]:
    """A browser's line, and the answer to its offer."""
    if offer is None:
        return None, None
    from contact_center.demo.peers.carrier.voice.sound.webrtc import BadDescription, WebLine  # noqa: PLC0415 - heavy

    line = WebLine()
    try:
        return line, await line.answer(offer)
    except BadDescription as error:
        raise HTTPException(422, f"offer: {error}") from error


def _shown(exchange: Exchange, call: Call, answer: str | None = None, *, heard: int = MOST_HEARD) -> ShownCall:
    return ShownCall(
        sid=call.sid,
        direction="out" if call.inbound else "in",
        line=call.to if call.inbound else call.sender,
        telephone=call.telephone,
        status=call.status,
        room=call.room,
        listens_for_keys=call.asked.is_set(),
        sounds=exchange.office.studio.line(call) is not None,
        answer=answer,
        started=call.started,
        heard=[HeardThing(at=h.at, kind=h.kind, text=h.text) for h in call.heard[-heard:] if heard],
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
