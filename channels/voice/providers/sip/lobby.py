"""Telephones that call us, before they are work: what they hear is said by whoever leads them, question by question.

A guest asks ("I ring", "these keys were pressed", "all has been said", "I have left"), and is answered with what to
play and what to do then. A question stands until it is answered, so nothing is lost when who answers is restarted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import structlog

from channels.voice.providers.builtin.audio import SILENCE, TICK_SECONDS, Samples
from channels.voice.providers.builtin.library import Sound, SoundLibrary
from channels.voice.providers.sip.leg import TelephoneLeg
from channels.voice.providers.sip.line import RungCall
from contact_center.kernel.contracts.telephony import LegRole, Play
from contact_center.kernel.ids import CallId

log = structlog.get_logger()

PATIENT_FOR = 100
"""Ticks of silence after which music tells a guest whose question nobody has answered that the line is there."""
FORSAKEN_AFTER = 30.0
"""Seconds a guest waits for an answer. Then nobody leads them, and they are told so by the busy tone."""
MOST_KEYS_TYPED = 64


class GuestAsks(StrEnum):
    RINGS = "rings"
    KEYS = "keys"
    """So many as were wanted, or what there was within the time."""
    SAID = "said"
    LEFT = "left"
    REFUSED = "refused"
    """There was no line for them."""


class GuestThen(StrEnum):
    KEYS = "keys"
    TELL = "tell"
    HANG_UP = "hang_up"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class GuestQuestion:
    number: int
    """Rises with each question of a guest."""
    asks: GuestAsks
    turn: int | None = None
    keys: str | None = None


@dataclass(frozen=True, slots=True)
class GuestAnswer:
    number: int
    """Of the question."""
    sounds: tuple[str, ...] = ()
    then: GuestThen = GuestThen.TELL
    digits: int = 1
    seconds: float = 5.0
    turn: int | None = None
    finish: str = "#"


@dataclass(slots=True)
class _Gathering:
    answer: GuestAnswer
    typed: str = ""
    silent: int = 0
    """Ticks since the last word or key."""


class LobbyGuest:
    def __init__(
        self, call_id: CallId, account: UUID, caller: str, rung: RungCall, leg: TelephoneLeg | None,
        library: SoundLibrary, asked: Callable[[], None],
    ) -> None:  # fmt: skip
        """`leg`: None for one that was refused. `asked` is told of every question."""
        self.call_id, self.account, self.caller = call_id, account, caller
        self.rung, self.leg = rung, leg
        self.question: GuestQuestion | None = None
        self._library, self._asked = library, asked
        self._number = 0
        self._sounds: list[Sound] = []
        self._tick = 0
        self._waited = 0
        self._then: GuestAnswer | None = None
        self._gathering: _Gathering | None = None
        if leg is not None:
            leg.on_key = self.pressed

    def ask(self, asks: GuestAsks, turn: int | None = None, keys: str | None = None) -> None:
        self._number += 1
        self._waited = 0
        self._then = self._gathering = None
        self.question = GuestQuestion(self._number, asks, turn, keys)
        if asks is GuestAsks.LEFT and self.leg is not None:
            self.leg.port.close()
        self._asked()

    @property
    def over(self) -> bool:
        return self.question is not None and self.question.asks in (GuestAsks.LEFT, GuestAsks.REFUSED)

    def answered(self, answer: GuestAnswer, sounds: Mapping[str, Sound]) -> None:
        """Does what is said; an answer to another question than the one that stands is late and changes nothing."""
        if self.question is None or self.question.number != answer.number:
            return
        self.question = None
        if answer.then is GuestThen.REFUSE:
            self.rung.refuse(603)
            if self.leg is not None:
                self.leg.port.close()
            return
        self.rung.accept()
        self._sounds, self._tick = [sounds[key] for key in answer.sounds if key in sounds], 0
        if answer.then is GuestThen.KEYS:
            self._gathering = _Gathering(answer)
        self._then = answer

    def pressed(self, key: str) -> None:
        """A key stops what is being said, as whoever knows the menu does not wait for its end."""
        gathering = self._gathering
        if gathering is None:
            return
        self._sounds, gathering.silent = [], 0
        if key == gathering.answer.finish:
            self._gathered(gathering)
            return
        gathering.typed += key
        if len(gathering.typed) >= min(gathering.answer.digits, MOST_KEYS_TYPED):
            self._gathered(gathering)

    def tick(self) -> None:
        """20 ms of this guest."""
        leg = self.leg
        if leg is None or not leg.joined:
            if self.question is not None and not self.over:
                self._wait()
            return
        leg.take()
        leg.send(self._next())

    def _next(self) -> Samples:
        if self._sounds:
            sound = self._sounds[0]
            piece = sound.at(self._tick)
            self._tick += 1
            if self._tick >= sound.ticks:
                self._sounds, self._tick = self._sounds[1:], 0
            return piece
        if self._gathering is not None:
            self._gathering.silent += 1
            if self._gathering.silent * TICK_SECONDS >= self._gathering.answer.seconds:
                self._gathered(self._gathering)
            return SILENCE
        if self._then is not None:
            self._finished(self._then)
            return SILENCE
        return self._wait()

    def _wait(self) -> Samples:
        self._waited += 1
        if self._waited * TICK_SECONDS > FORSAKEN_AFTER:
            log.error("sip_call_led_by_nobody", call_id=str(self.call_id))
            self.rung.refuse(480)
            self.rung.hang_up()
            self.ask(GuestAsks.LEFT)
            return SILENCE
        if self._waited < PATIENT_FOR:
            return SILENCE
        return self._library.sound(Play.WAITING_MUSIC, "en").at(self._waited - PATIENT_FOR)

    def _gathered(self, gathering: _Gathering) -> None:
        self.ask(GuestAsks.KEYS, gathering.answer.turn, gathering.typed or None)

    def _finished(self, answer: GuestAnswer) -> None:
        if answer.then is GuestThen.HANG_UP:
            self._then = None
            self.rung.hang_up()
            self.ask(GuestAsks.LEFT)
        else:
            self.ask(GuestAsks.SAID)


class Lobby:
    def __init__(self, library: SoundLibrary) -> None:
        self._library = library
        self._guests: dict[CallId, LobbyGuest] = {}
        self._news = asyncio.Event()
        self.cursor = 0
        """Rises with each question."""

    @property
    def present(self) -> int:
        """Lines that guests take."""
        return sum(not guest.over for guest in self._guests.values())

    def holds(self, call_id: CallId) -> bool:
        return call_id in self._guests and not self._guests[call_id].over

    def enter(self, call_id: CallId, account: UUID, caller: str, rung: RungCall, leg: TelephoneLeg) -> None:
        guest = self._guests[call_id] = LobbyGuest(call_id, account, caller, rung, leg, self._library, self._stir)
        leg.belong(call_id, LegRole.CUSTOMER, lambda _: None, lambda _, __, ___: guest.ask(GuestAsks.LEFT))
        rung.ring()
        guest.ask(GuestAsks.RINGS)

    def turn_away(self, call_id: CallId, account: UUID, caller: str, rung: RungCall) -> None:
        rung.refuse(486)
        guest = self._guests[call_id] = LobbyGuest(call_id, account, caller, rung, None, self._library, self._stir)
        guest.ask(GuestAsks.REFUSED)

    def _stir(self) -> None:
        self.cursor += 1
        self._news.set()

    async def wait(self, cursor: int, seconds: float) -> None:
        """Returns once somebody asks something after this cursor, or after so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.cursor <= cursor:
                    self._news.clear()
                    await self._news.wait()

    def questions(self) -> list[tuple[LobbyGuest, GuestQuestion]]:
        return [(guest, guest.question) for guest in self._guests.values() if guest.question is not None]

    def answer(self, call_id: CallId, answer: GuestAnswer, sounds: Mapping[str, Sound]) -> None:
        """Harmless for a guest who is gone."""
        guest = self._guests.get(call_id)
        if guest is None:
            return
        if guest.over:
            if guest.question is not None and guest.question.number == answer.number:
                self._guests.pop(call_id)
            return
        guest.answered(answer, sounds)
        if answer.then is GuestThen.REFUSE and guest.question is None:
            self._guests.pop(call_id)

    def take(self, call_id: CallId) -> TelephoneLeg | None:
        """The guest goes into the bridge of their call; None for one who has left."""
        guest = self._guests.get(call_id)
        if guest is None or guest.over or guest.leg is None:
            return None
        del self._guests[call_id]
        guest.rung.accept()
        guest.leg.on_key = None
        return guest.leg

    def tick(self, now: float) -> None:
        for guest in list(self._guests.values()):
            try:
                guest.tick()
                if guest.leg is not None and not guest.over:
                    guest.leg.check(now)
            except Exception:  # one broken guest must not silence the others
                log.exception("guest_tick_failed", call_id=str(guest.call_id))

    async def close(self) -> None:
        for guest in list(self._guests.values()):
            if guest.leg is not None:
                await guest.leg.close()
        self._guests.clear()
