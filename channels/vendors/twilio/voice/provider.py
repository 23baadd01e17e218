"""Telephony over Twilio: one conference a call (`line`); hold, mute and coaching there are the hear-matrix (`hearing`).

A command changes what is to be and then tells Twilio what it does not know yet. What happens comes as reports of
Twilio's to our webhooks, and is understood elsewhere; so this side remembers nothing and any process may command.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar, Final
from uuid import UUID

import structlog

from channels.vendors.twilio.domain import Credentials
from channels.vendors.twilio.voice.addresses import Addresses
from channels.vendors.twilio.voice.client import VoiceClient
from channels.vendors.twilio.voice.domain import (
    Callback,
    CallResource,
    CallStatus,
    NewParticipant,
    ParticipantChange,
    RecordingResource,
    RecordingStatus,
    VoiceKey,
)
from channels.vendors.twilio.voice.happening import LegReport, Report, TapeReport
from channels.vendors.twilio.voice.line import (
    KEY_TAKES,
    KEYS_WITHIN,
    Farewell,
    LineCall,
    LineLeg,
    MessageStage,
    NoticeStage,
    Taping,
    part_of_new,
)
from channels.vendors.twilio.voice.parse import CallReport, RecordingReport
from channels.vendors.twilio.voice.ports import LineCalls
from channels.vendors.twilio.voice.render import AskMessage, EndCall, PlayFile, Speak, twiml
from channels.vendors.twilio.voice.telling import (
    Act,
    ChangePart,
    EndLeg,
    PlayNotice,
    SayFarewell,
    Tell,
    acts,
    done,
    is_open,
)
from channels.vendors.twilio.voice.tokens import voice_token
from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.telephony import Abilities, DeviceAccess, LegRole, Play
from contact_center.kernel.errors import ExternalSystemError, GiveUp, OutcomeUnknown, RetryLater
from contact_center.kernel.ids import CallId
from contact_center.kernel.phrases import Phrase

log = structlog.get_logger()

NAME: Final = "twilio"
ABILITIES: Final = Abilities(devices=True, dials=True, answers=True, keys=True, speaks=True, silent_gaps=True)
TOKEN_LASTS: Final = timedelta(hours=1)
DEVICE_RINGS: Final = 15
"""Seconds until a page counts as gone that answers by itself."""
PHONE_RINGS: Final = 45
"""Seconds that a telephone outside rings: before most mailboxes answer."""
SILENCE_ENDS: Final = 10
"""Seconds of silence that end a message."""
LONGEST_MESSAGE: Final = 600
MOST_ROUNDS: Final = 20


@dataclass(frozen=True, slots=True)
class TwilioLine:
    """A channel account's side of Twilio."""

    who: Credentials
    number: str
    addresses: Addresses
    key: VoiceKey
    signal_url: str = ""
    """Where pages of agents sign in; empty for Twilio's own address."""


class TwilioTelephony:
    """See `Telephony`, `DeviceLegs`, `DialledLegs`, `AnsweredLegs`, `Keypad` and `SpokenWords`.

    Commands raise border errors; what was wanted then is told to Twilio with the next command, or by `settle`.
    """

    name = NAME
    _settling: ClassVar[dict[CallId, asyncio.Lock]] = {}

    def __init__(
        self, client: VoiceClient, line: TwilioLine, calls: LineCalls, clock: Clock, seal: Callable[[str], str]
    ) -> None:
        """`seal`: what nobody but us can read any more, as part of an address."""
        self._client = client
        self._line = line
        self._calls = calls
        self._clock = clock
        self._seal = seal

    # ── bridges ──

    async def create_bridge(self, call_id: CallId, language: str = "en") -> None:
        await self._calls.create(LineCall(call_id, language))

    async def hear(self, call_id: CallId, matrix: dict[UUID, set[UUID]]) -> None:
        rows = {listener: frozenset(row) for listener, row in matrix.items()}
        await self._change(call_id, lambda call: replace(call, matrix=rows))

    async def play(self, call_id: CallId, leg_id: UUID, what: Play) -> None:
        await self._change(call_id, lambda call: replace(call, plays={**call.plays, leg_id: what}))

    async def mute(self, call_id: CallId, leg_id: UUID, muted: bool) -> None:
        def step(call: LineCall) -> LineCall:
            return replace(call, muted=call.muted | {leg_id} if muted else call.muted - {leg_id})

        await self._change(call_id, step)

    async def start_recording(self, call_id: CallId, customer: UUID, agent: UUID) -> None:
        """The notice first; without it nothing is recorded. The customer's call is what is recorded, so the agent's
        channel is that of whoever speaks with them."""

        def step(call: LineCall) -> LineCall:
            if call.notice is not NoticeStage.NONE:
                return replace(call, record=True)
            return replace(call, record=True, notice=NoticeStage.WANTED, announcing=True)

        await self._change(call_id, step)

    async def pause_recording(self, call_id: CallId, paused: bool) -> None:
        await self._change(call_id, lambda call: replace(call, paused=paused))

    async def stop_recording(self, call_id: CallId) -> None:
        await self._change(call_id, lambda call: replace(call, record=False))

    async def take_message(self, call_id: CallId, customer: UUID) -> None:
        def step(call: LineCall) -> LineCall:
            return replace(call, message=MessageStage.WANTED) if call.message is MessageStage.NONE else call

        await self._change(call_id, step)

    async def remove_leg(self, call_id: CallId, leg_id: UUID) -> None:
        def step(call: LineCall) -> LineCall:
            leg = call.legs.get(leg_id)
            return call if leg is None else call.with_leg(replace(leg, removed=True))

        await self._change(call_id, step)

    async def end_bridge(self, call_id: CallId) -> None:
        now = self._clock.now()
        await self._change(call_id, lambda call: replace(call, ended=True, ended_at=call.ended_at or now))

    # ── legs ──

    async def answer(self, call_id: CallId, leg_id: UUID, provider_call: str) -> None:
        """The call itself goes into the conference by the document that answers Twilio's question for it."""

        def step(call: LineCall) -> LineCall:
            return call if leg_id in call.legs else call.with_leg(LineLeg(leg_id, LegRole.CUSTOMER, provider_call))

        await self._change(call_id, step)

    async def dial(self, call_id: CallId, leg_id: UUID, role: LegRole, number: str, caller_id: str) -> None:
        await self._ring(call_id, leg_id, role, number, caller_id, PHONE_RINGS)

    def device_access(self, device: str) -> DeviceAccess:
        token = voice_token(self._line.key, device, TOKEN_LASTS)
        return DeviceAccess(token, self._line.signal_url, int(TOKEN_LASTS.total_seconds()))

    async def ring_device(self, call_id: CallId, leg_id: UUID, role: LegRole, device: str) -> None:
        await self._ring(call_id, leg_id, role, f"client:{device}", self._line.number, DEVICE_RINGS)

    async def _ring(self, call_id: CallId, leg_id: UUID, role: LegRole, to: str, sender: str, seconds: int) -> None:
        """Once for each leg: who asks again meanwhile rings nobody twice."""
        ours: list[bool] = []

        def claim(call: LineCall) -> LineCall:
            ours[:] = [leg_id not in call.legs and not call.ended]
            return call.with_leg(LineLeg(leg_id, role)) if ours[0] else call

        call = await self._calls.change(call_id, claim)
        if call is None:
            raise GiveUp(Phrase("line_not_open"))
        if not ours[0]:
            return
        part = part_of_new(call, leg_id)
        coached = call.legs.get(part.coaches) if part.coaches else None
        new = NewParticipant(
            to=to,
            sender=sender,
            label=str(leg_id),
            callback=Callback(self._line.addresses.leg(call_id, leg_id)),
            room_callback=self._line.addresses.room(call_id),
            timeout=seconds,
            muted=part.muted or (part.coaches is not None and coached is None),
            coaches=coached.sid if coached else None,
            wait_url=self._line.addresses.music(call_id, leg_id),
            early_media=False,
        )
        try:
            sid = (await self._client.add_participant(self._line.who, call.room, new)).call_sid
        except OutcomeUnknown:
            log.warning("unknown whether a leg rings", call_id=str(call_id), leg=str(leg_id))
            return  # its reports tell
        except ExternalSystemError:
            await self._calls.change(call_id, lambda call: _never_rang(call, leg_id))
            raise
        await self._change(call_id, lambda call: _rings_as(call, leg_id, sid))

    async def press(self, call_id: CallId, leg_id: UUID, digits: str) -> None:
        """Twilio asks for the keys, which are nowhere but sealed in the address that it asks at. A recording is paused
        until they are over."""
        until = self._clock.now() + KEYS_WITHIN + len(digits) * KEY_TAKES
        await self._change(call_id, lambda call: replace(call, keys_until=max(until, call.keys_until or until)))
        call = await self._calls.read(call_id)
        sid = call.inside().get(leg_id) if call is not None else None
        if call is None or call.room_sid is None or sid is None:
            raise GiveUp(Phrase("line_not_open"))
        asked_at = self._line.addresses.keys(call_id, leg_id, self._seal(digits))
        await self._client.press_keys(self._line.who, call.room_sid, sid, asked_at)

    async def say_and_end(self, call_id: CallId, leg_id: UUID, text: str, language: str) -> None:
        """Once; a telephone that has hung up meanwhile hears nothing."""

        def step(call: LineCall) -> LineCall:
            if call.farewell is not None or call.customer is None or call.customer.id != leg_id:
                return call
            return replace(call, farewell=Farewell(text, language))

        await self._change(call_id, step)

    # ── asking Twilio ──

    async def ask_about(self, call_id: CallId) -> tuple[Report, ...]:
        """What Twilio says of a call when it is asked, for reports that never came. Raises border errors."""
        call = await self._calls.read(call_id)
        if call is None or not is_open(call):
            return ()
        found: list[Report] = []
        for leg in call.legs.values():
            if leg.sid and not leg.progress.over:
                known = await self._client.fetch_call(self._line.who, leg.sid)
                found += [LegReport(leg.id, one) for one in _as_report(known)]
        customer = call.customer
        taped = call.taping is not Taping.NONE or call.message is not MessageStage.NONE
        if taped and customer is not None and customer.progress.over and customer.sid:
            for recording in await self._client.recordings(self._line.who, call_sid=customer.sid):
                message = call.message is not MessageStage.NONE and recording.channels == 1
                found += [TapeReport(one, message) for one in _as_tape(recording)]
        return tuple(found)

    # ── telling Twilio ──

    async def _change(self, call_id: CallId, step: Callable[[LineCall], LineCall]) -> None:
        call = await self._calls.change(call_id, step)
        if call is not None and acts(call):
            await self.settle(call_id)

    async def settle(self, call_id: CallId) -> None:
        """Tells Twilio what it does not know of this call yet. Raises `RetryLater` where it cannot be told."""
        lock = self._settling.setdefault(call_id, asyncio.Lock())
        try:
            async with lock:
                await self._settle(call_id)
        finally:
            if not lock.locked():
                self._settling.pop(call_id, None)

    async def _settle(self, call_id: CallId) -> None:
        for _ in range(MOST_ROUNDS):
            call = await self._calls.read(call_id)
            open_ = acts(call) if call is not None else ()
            if call is None or not open_:
                return
            await self._tell(call, open_[0])
        log.warning("a call at Twilio is never as it is to be", call_id=str(call_id))

    async def _tell(self, call: LineCall, act: Act) -> None:
        """What has an effect each time it is told is marked as told before, by one process alone."""
        once = isinstance(act, PlayNotice | SayFarewell | Tell)
        if once and not await self._claims(call, act):
            return
        try:
            await self._ask(call, act)
        except RetryLater:
            if once:
                await self._calls.change(call.id, lambda now: _undone(now, call, act))
            raise
        except (GiveUp, OutcomeUnknown) as error:
            log.warning("Twilio did not do it", call_id=str(call.id), act=type(act).__name__, reason=str(error))
            if isinstance(act, PlayNotice):
                await self._calls.change(call.id, lambda now: replace(now, notice=NoticeStage.FAILED))
                return
        if not once:
            await self._calls.change(call.id, lambda now: done(now, act, self._clock.now()))

    async def _claims(self, call: LineCall, act: Act) -> bool:
        claimed: list[bool] = []

        def step(now: LineCall) -> LineCall:
            claimed[:] = [act in acts(now)]
            return done(now, act, self._clock.now()) if claimed[0] else now

        await self._calls.change(call.id, step)
        return claimed == [True]

    async def _ask(self, call: LineCall, act: Act) -> None:
        who, client = self._line.who, self._client
        match act:
            case EndLeg(_, sid):
                await client.end_call(who, sid)
            case ChangePart():
                change = _change_of(act, self._line.addresses.music(call.id, act.leg))
                await client.change_participant(who, act.room, act.sid, change)
            case SayFarewell(sid, text, language):
                await client.redirect_call(who, sid, twiml=twiml([Speak(text, language), EndCall()]))
            case PlayNotice(room):
                await client.announce(who, room, self._line.addresses.notice(call.id))
            case Tell(Taping.RUNNING, sid) if call.taping is Taping.NONE:
                await client.record_call(who, sid, callback=self._line.addresses.recording(call.id))
            case Tell(Taping.RUNNING, sid):
                await client.resume_recording(who, sid)
            case Tell(Taping.PAUSED, sid):
                await client.pause_recording(who, sid)
            case Tell(Taping.STOPPED, sid):
                await client.stop_recording(who, sid)
            case Tell(MessageStage.ASKED, sid):
                await client.redirect_call(who, sid, twiml=self._message(call))

    def _message(self, call: LineCall) -> str:
        """Greeting, tone and what the customer says."""
        addresses = self._line.addresses
        asked = AskMessage(
            addresses.after(call.id), addresses.message(call.id), seconds=LONGEST_MESSAGE, silence=SILENCE_ENDS
        )
        return twiml([PlayFile(addresses.sound(f"message.{call.language}")), asked, EndCall()])


def _change_of(act: ChangePart, music: str) -> ParticipantChange:
    before, part = act.before, act.part
    return ParticipantChange(
        hold=part.hold if part.hold != before.hold or part.music != before.music else None,
        hold_url=music if part.hold else None,
        muted=part.muted if part.muted != before.muted else None,
        coaching=bool(part.coaches) if part.coaches != before.coaches else None,
        coaches=act.coaches if part.coaches != before.coaches else None,
    )


def _as_report(known: CallResource) -> list[CallReport]:
    try:
        status = CallStatus(known.status)
    except ValueError:
        return []
    return [CallReport(known.sid, status, None, known.ended or known.started, known.duration if status.over else None)]


def _as_tape(known: RecordingResource) -> list[RecordingReport]:
    try:
        status = RecordingStatus(known.status)
    except ValueError:
        return []
    started = known.started
    return [RecordingReport(known.sid, status, known.call_sid, known.room_sid, known.duration, known.channels, started)]


def _undone(now: LineCall, before: LineCall, act: Act) -> LineCall:
    """It was not told after all."""
    match act:
        case PlayNotice():
            return replace(now, notice=NoticeStage.WANTED, notice_since=None)
        case SayFarewell():
            return replace(now, farewell=before.farewell)
        case Tell(what) if isinstance(what, MessageStage):
            return replace(now, message=before.message)
        case Tell():
            return replace(now, taping=before.taping)
    return now


def _never_rang(call: LineCall, leg: UUID) -> LineCall:
    return call.with_leg(replace(call.legs[leg], removed=True, left=True))


def _rings_as(call: LineCall, leg: UUID, sid: str) -> LineCall:
    return call.with_leg(replace(call.legs[leg], sid=call.legs[leg].sid or sid))
