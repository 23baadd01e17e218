"""Calls, conferences and recordings as the carrier keeps them, and who hears whom."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

ENDS: Final = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
MOST_HEARD: Final = 400
REFUSED_NUMBERS: Final = {
    "+15005550001": 21217,
    "+15005550002": 21214,
    "+15005550003": 21215,
    "+15005550004": 21216,
    "+15005550009": 21211,
}
"""Twilio's own test numbers: refused when a call to them is made."""
REFUSED_CALLERS: Final = {"+15005550001": 21212}


@dataclass(frozen=True, slots=True)
class Heard:
    """What one telephone hears from `at` on."""

    at: datetime
    kind: str
    """`ring`, `say`, `play`, `beep`, `pause`, `music`, `talk` (the conference), `hold`, `announce`."""
    text: str = ""


@dataclass(slots=True)
class Telephone:
    """How a number behaves when it is rung. `manual` rings until somebody does something by hand."""

    number: str
    habit: str = "manual"
    """`manual`, `answer`, `machine`, `busy`, `reject`, `silent`."""
    after: float = 1.0
    """Seconds it rings before it does that."""
    keys: str = ""
    """Pressed at the first question for keys after it is answered."""
    pitch: float | None = None
    """It can be heard: hums a tone of so many Hz, 0 being silence. None: what it hears is told in words alone."""


@dataclass(slots=True)
class Call:
    sid: str
    account_sid: str
    sender: str
    to: str
    direction: str
    created: datetime
    status: str = "queued"
    started: datetime | None = None
    ended: datetime | None = None
    answered_by: str | None = None
    callback: str | None = None
    events: frozenset[str] = frozenset({"completed"})
    sequence: int = 0
    url: str | None = None
    fallback: str | None = None
    twiml: str | None = None
    timeout: float = 60
    detection: str | None = None
    amd_url: str | None = None
    send_digits: str | None = None
    """Pressed by the product as soon as it is answered."""
    application: str | None = None
    """The TwiML app by which a browser called out."""
    parameters: dict[str, str] = field(default_factory=dict)
    """What the browser sent along; every question for a document has them."""
    updated: datetime | None = None
    queued_ms: int = 0
    room: str | None = None
    """The conference it is in."""
    said: list[str] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    keys: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    """Waits for keys."""
    script: asyncio.Task[None] | None = None
    sound: asyncio.Task[None] | None = None

    @property
    def inbound(self) -> bool:
        return self.direction == "inbound"

    @property
    def telephone(self) -> str:
        """The number of the telephone outside."""
        return self.sender if self.inbound else self.to

    @property
    def ended_already(self) -> bool:
        return self.status in ENDS

    def hears(self, at: datetime, kind: str, text: str = "") -> None:
        if len(self.heard) < MOST_HEARD:
            self.heard.append(Heard(at, kind, text))


@dataclass(slots=True)
class Member:
    """A participant; `joined` is False while their telephone still rings."""

    call_sid: str
    label: str | None
    joined: bool = False
    muted: bool = False
    hold: bool = False
    coaching: bool = False
    coaches: str | None = None
    starts: bool = True
    ends: bool = False
    wait_url: str | None = None
    """None: the carrier's own music; empty: silence."""
    beep: str = "true"
    """`true`, `false`, `onEnter`, `onExit`: whether the others hear that somebody comes or goes."""
    early: bool = True
    """The others hear its telephone ring."""

    def beeps(self, when: str) -> bool:
        return self.beep in ("true", when)


@dataclass(slots=True)
class Room:
    sid: str
    account_sid: str
    name: str
    created: datetime
    updated: datetime
    status: str = "init"
    callback: str | None = None
    events: frozenset[str] = frozenset()
    sequence: int = 0
    reason: str | None = None
    ended_by: str | None = None
    members: dict[str, Member] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        return self.status != "completed"


@dataclass(slots=True)
class Recording:
    sid: str
    account_sid: str
    call_sid: str
    created: datetime
    source: str
    channels: int
    callback: str | None = None
    events: frozenset[str] = frozenset({"completed"})
    status: str = "in-progress"
    seconds: int = 0
    skips: bool = False
    """A pause is left out of it; else it is silence in it."""
    room_sid: str | None = None
    content: bytes = field(default=b"", repr=False)


def hears(room: Room) -> dict[str, set[str]]:
    """Listener → speakers among the calls of a conference. Until it has begun, and on hold, nobody hears anybody."""
    talking = [m for m in room.members.values() if m.joined and not m.hold]
    if room.status != "in-progress":
        return {m.call_sid: set() for m in talking}
    return {
        one.call_sid: {
            other.call_sid
            for other in talking
            if other is not one and not other.muted and (not other.coaching or other.coaches == one.call_sid)
        }
        for one in talking
    }
