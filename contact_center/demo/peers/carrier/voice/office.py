"""What the simulated exchange keeps and whom it tells: in memory, bounded, gone with the process."""

from __future__ import annotations

import asyncio
import uuid
from collections import OrderedDict
from collections.abc import Coroutine, Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Final, TypeVar

from contact_center.demo.peers.carrier.answers import Refused
from contact_center.demo.peers.carrier.carrier import Carrier
from contact_center.demo.peers.carrier.voice.answers import seconds
from contact_center.demo.peers.carrier.voice.domain import ENDS, Call, Recording, Room, Telephone
from contact_center.demo.peers.carrier.voice.sound.sounds import Sounds
from contact_center.demo.peers.carrier.voice.sound.studio import Studio

KEEP: Final = 5000
EVENT_OF: Final = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}
_Thing = TypeVar("_Thing")


class Office:
    def __init__(self, carrier: Carrier, sounds: Sounds) -> None:
        self.carrier = carrier
        self.calls: OrderedDict[str, Call] = OrderedDict()
        self.rooms: OrderedDict[str, Room] = OrderedDict()
        self.recordings: OrderedDict[str, Recording] = OrderedDict()
        self.telephones: OrderedDict[str, Telephone] = OrderedDict()
        self.studio = Studio(self.calls, self.rooms, sounds)
        self._free: dict[str, float] = {}

    def now(self) -> datetime:
        return self.carrier.now()

    async def seconds(self, many: float) -> None:
        """Seconds of a call pass."""
        await asyncio.sleep(many * self.carrier.config.second_ms / 1000)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        self.carrier.start(work)

    def telephone(self, number: str) -> Telephone:
        return self.telephones.get(number) or Telephone(number)

    def keep(self, table: OrderedDict[str, _Thing], sid: str, thing: _Thing) -> None:
        table[sid] = thing
        if len(table) > KEEP:
            table.popitem(last=False)

    def call(self, account_sid: str, sid: str) -> Call:
        call = self.calls.get(sid)
        if call is None or call.account_sid != account_sid:
            raise Refused(20404)
        return call

    def turn(self, number: str) -> float:
        """Seconds until Twilio dials the next call of a number: one a second."""
        now, second = asyncio.get_running_loop().time(), self.carrier.config.second_ms / 1000
        at = max(self._free.get(number, now), now)
        self._free[number] = at + second
        return (at - now) / second if second else 0.0

    # ── telling the product ──

    def tell(self, account_sid: str, url: str | None, fields: Mapping[str, str]) -> None:
        if url:
            self.start(self._bring(url, fields, account_sid))

    async def _bring(self, url: str, fields: Mapping[str, str], account_sid: str) -> None:
        if await self.carrier.courier.bring(url, fields, self.carrier.store.accounts[account_sid]):
            self.carrier.counters.callbacks += 1

    async def ask(self, account_sid: str, url: str, fields: Mapping[str, str]) -> str | None:
        return await self.carrier.courier.ask(url, fields, self.carrier.store.accounts[account_sid])

    def moved(self, call: Call, status: str) -> None:
        """A call gets further; who asked for it is told."""
        call.status, call.updated = status, self.now()
        event = "completed" if status in ENDS else EVENT_OF.get(status, "")
        if event not in call.events:
            return
        fields = fields_of(call) | {
            "Timestamp": format_datetime(self.now()),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(call.sequence),
        }
        if status in ENDS:
            fields |= {"CallDuration": str(seconds(call)), "Duration": str((seconds(call) + 59) // 60)}
            fields |= {"SipResponseCode": {"busy": "486", "no-answer": "480", "failed": "404"}.get(status, "200")}
        call.sequence += 1
        self.tell(call.account_sid, call.callback, fields)


def fields_of(call: Call) -> dict[str, str]:
    """What every webhook of a call has."""
    app = {"ApplicationSid": call.application} if call.application else {}
    return (
        call.parameters
        | app
        | {
            "AccountSid": call.account_sid,
            "ApiVersion": "2010-04-01",
            "CallSid": call.sid,
            "CallStatus": call.status,
            "Called": call.to,
            "Caller": call.sender,
            "Direction": call.direction,
            "From": call.sender,
            "To": call.to,
        }
    )


def new_sid(prefix: str) -> str:
    return f"{prefix}{uuid.uuid4().hex}"
