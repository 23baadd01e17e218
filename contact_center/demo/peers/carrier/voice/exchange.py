"""The exchange: calls come in, are made, hear what TwiML says, and end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from contact_center.demo.peers.carrier.answers import Refused
from contact_center.demo.peers.carrier.carrier import Carrier
from contact_center.demo.peers.carrier.config import Number
from contact_center.demo.peers.carrier.voice.domain import Call, Recording
from contact_center.demo.peers.carrier.voice.handsets import Handsets
from contact_center.demo.peers.carrier.voice.office import Office, fields_of, new_sid
from contact_center.demo.peers.carrier.voice.recorder import Recorder
from contact_center.demo.peers.carrier.voice.rooms import Rooms, length
from contact_center.demo.peers.carrier.voice.scripts import SPOKEN, Step, Unusable, read
from contact_center.demo.peers.carrier.voice.sound.lines import SoundLine
from contact_center.demo.peers.carrier.voice.sound.sounds import Sounds, beep, ringback

MOST_DOCUMENTS: Final = 500
"""Of one call: one that sends it in a circle ends at last."""
TROUBLE: Final = "An application error has occurred. Goodbye."
_FATES: Final = {"busy": "busy", "reject": "busy", "silent": "no-answer"}


@dataclass(frozen=True, slots=True)
class Next:
    """Where the following document is, and what is told with the question for it."""

    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


class Exchange:
    def __init__(self, carrier: Carrier, sounds: Sounds) -> None:
        self.office = Office(carrier, sounds)
        self.office.studio.on_lost = self.hang_up
        self.ring_client: Callable[[Call], bool] = lambda _: False
        """Rings the browsers of `client:<identity>`; False if there is none. Set by the signalling."""
        self.rooms = Rooms(self.office)
        self.recorder = Recorder(self.office)
        self.handsets = Handsets(self.office)

    async def aclose(self) -> None:
        """Nothing that a call still hears outlives the process."""
        running = [t for call in self.office.calls.values() for t in (call.script, call.sound) if t is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self.office.studio.aclose()

    # ── calls in ──

    def dial(self, caller: str, number: Number, line: SoundLine | None = None) -> Call:
        """Somebody calls a number of the product; `line` is what they hear it on."""
        call = Call(
            new_sid("CA"), number.account_sid, caller, number.number, "inbound", self.office.now(), status="ringing"
        )
        call.url, call.fallback, call.callback = number.voice_url, number.voice_fallback_url, number.status_callback
        return self.come_in(call, line)

    def come_in(self, call: Call, line: SoundLine | None = None) -> Call:
        """A call of somebody outside begins."""
        self._keep(call)
        call.hears(self.office.now(), "ring")
        if line is not None:
            self.office.studio.attach(call, line)
        self.handsets.pick_up(call)
        self.office.studio.loop(call, ringback())
        call.script = asyncio.create_task(self._incoming(call))
        return call

    async def _incoming(self, call: Call) -> None:
        steps = await self._document(call, Next(call.url)) if call.url else None
        if steps and steps[0].verb == "Reject":
            self.finish(call, "busy" if steps[0].attributes.get("reason") == "busy" else "no-answer")
            return
        self._answered(call)
        await self._run(call, steps)

    # ── calls out ──

    def place(self, call: Call, steps: tuple[Step, ...] | None = None) -> Call:
        """The product calls somebody; `steps` instead of a document for a participant."""
        self._keep(call)
        wait = self.office.turn(call.sender)
        if wait:
            self.office.carrier.counters.calls_queued += 1
            call.queued_ms = round(wait * 1000)
        call.script = asyncio.create_task(self._outgoing(call, wait, steps))
        return call

    async def _outgoing(self, call: Call, wait: float, steps: tuple[Step, ...] | None) -> None:
        await self.office.seconds(wait)
        self.office.moved(call, "initiated")
        self.office.moved(call, "ringing")
        call.hears(self.office.now(), "ring")
        if not await self._taken(call):
            return
        self._answered(call)
        self.handsets.pick_up(call)
        if call.detection and call.amd_url:
            self.office.start(self._detect(call))
        if call.send_digits:
            await self._prompt(call, Step("Play", {"digits": call.send_digits}))
        if steps is None:
            steps = await self._first(call)
        await self._run(call, steps)

    async def _taken(self, call: Call) -> bool:
        """Whether somebody answers before it has rung long enough; else the call is over."""
        phone = self.office.telephone(call.telephone)
        browser = call.to.startswith("client:") and call.telephone not in self.office.telephones
        if browser and not self.ring_client(call):
            self.finish(call, "no-answer")  # nobody is registered under this name
            return False
        if phone.habit == "manual" and self._engaged(call):
            self.finish(call, "busy")
            return False
        if phone.habit in ("answer", "machine", "busy", "reject") and phone.after < call.timeout:
            await self.office.seconds(phone.after)
            if phone.habit in _FATES:
                self.finish(call, _FATES[phone.habit])
                return False
            return True
        ringing = call.timeout * self.office.carrier.config.second_ms / 1000
        try:
            async with asyncio.timeout(ringing):
                await call.answered.wait()
        except TimeoutError:
            self.finish(call, "no-answer")
            return False
        return True

    def _engaged(self, call: Call) -> bool:
        """Whether somebody is talking on this telephone already: one that is kept by hand has a single line."""
        lines = self.office.studio.sounding()
        return any(other.telephone == call.telephone and other is not call for other in lines)

    async def _first(self, call: Call) -> tuple[Step, ...] | None:
        if call.twiml is not None:
            return self._read(call, call.twiml)
        return await self._document(call, Next(call.url or ""))

    async def _detect(self, call: Call) -> None:
        machine = self.office.telephone(call.telephone).habit == "machine"
        end = call.detection == "DetectMessageEnd"
        took = (6.0 if end else 3.0) if machine else 2.0
        await self.office.seconds(took)
        if call.ended_already:
            return
        call.answered_by = ("machine_end_beep" if end else "machine_start") if machine else "human"
        fields = {"AccountSid": call.account_sid, "CallSid": call.sid, "AnsweredBy": call.answered_by}
        fields["MachineDetectionDuration"] = str(int(took * 1000))
        self.office.tell(call.account_sid, call.amd_url, fields)

    # ── what becomes of a call ──

    def answer(self, call: Call, line: SoundLine | None = None) -> None:
        """The telephone is picked up, and heard on this line. Raises `Refused` if it does not ring."""
        if call.inbound or call.status != "ringing" or call.answered.is_set():
            raise Refused(21220)
        if line is not None:
            self.office.studio.attach(call, line)
        call.answered.set()

    def hang_up(self, call: Call) -> None:
        """By whoever holds the telephone; a call of the product that still rings is declined."""
        talked = call.status == "in-progress"
        self.finish(call, "completed" if talked else "canceled" if call.inbound else "busy")

    def press(self, call: Call, digits: str) -> bool:
        """The tones are heard by whoever hears the call. False where nobody heard or listened for keys."""
        heard = self.office.studio.press(call, digits)
        if not call.asked.is_set():
            return heard
        for digit in digits:
            call.keys.put_nowait(digit)
        return True

    def redirect(self, call: Call, *, url: str | None = None, twiml: str | None = None) -> None:
        """The product lets a call hear something else. Raises `Refused` if it is over."""
        if call.ended_already:
            raise Refused(21220)
        steps = self._read(call, twiml) if twiml is not None else None
        self._stop_script(call)
        self.rooms.leave(call, "participant_updated_via_api")
        call.script = asyncio.create_task(self._redirected(call, url, steps))

    async def _redirected(self, call: Call, url: str | None, steps: tuple[Step, ...] | None) -> None:
        await self._run(call, steps if url is None else await self._document(call, Next(url)))

    def finish(self, call: Call, status: str) -> None:
        """Ends a call; one that is over stays as it is."""
        if call.ended_already:
            return
        call.ended = self.office.now()
        self.recorder.finish_all(call)
        self.office.studio.detach(call.sid)
        call.status = status
        self.rooms.leave(call, "participant_hung_up" if call.started else "participant_add_failed")
        self.office.moved(call, status)
        call.over.set()
        self._stop_script(call)

    def _answered(self, call: Call) -> None:
        call.started = self.office.now()
        call.answered.set()
        self.office.studio.loop(call, None)
        self.office.moved(call, "in-progress")

    def _keep(self, call: Call) -> None:
        self.office.carrier.counters.calls += 1
        self.office.keep(self.office.calls, call.sid, call)

    def _stop_script(self, call: Call) -> None:
        if call.script is not None and call.script is not asyncio.current_task():
            call.script.cancel()

    # ── documents ──

    async def _document(self, call: Call, at: Next) -> tuple[Step, ...] | None:
        """From the address, else from the fallback that was given with it; None if neither has one."""
        fields = fields_of(call) | dict(at.fields)
        steps = self._read(call, await self.office.ask(call.account_sid, at.url, fields))
        if steps is None and call.fallback:
            fields |= {"ErrorCode": "11200", "ErrorUrl": at.url}
            steps = self._read(call, await self.office.ask(call.account_sid, call.fallback, fields))
        return steps

    def _read(self, call: Call, document: str | None) -> tuple[Step, ...] | None:
        if document is None:
            return None
        try:
            return read(document)
        except Unusable as error:
            self.office.carrier.counters.violations += 1
            call.hears(self.office.now(), "error", str(error))
            return None

    async def _run(self, call: Call, steps: tuple[Step, ...] | None) -> None:
        for _ in range(MOST_DOCUMENTS):
            if steps is None:
                await self._prompt(call, Step("Say", {}, TROUBLE))
                break
            then = await self._through(call, steps)
            if then is None or call.ended_already:
                break
            steps = await self._document(call, then)
        self.finish(call, "completed")

    async def _through(self, call: Call, steps: tuple[Step, ...]) -> Next | None:
        """One document; where the following one is, or None at the end."""
        for step in steps:
            if step.verb in ("Hangup", "Reject"):
                return None
            then = await self._step(call, step)
            if then is not None or call.ended_already:
                return then
        return None

    async def _step(self, call: Call, step: Step) -> Next | None:
        if step.verb in SPOKEN:
            await self._prompt(call, step)
            return None
        if step.verb == "Redirect":
            return Next(step.text)
        if step.verb == "Gather":
            return await self._gather(call, step)
        if step.verb == "Record":
            return await self._record(call, step)
        conference = step.inner[0]
        await self.rooms.stay(call, conference.text, conference)
        call.hears(self.office.now(), "left")
        action = step.attributes.get("action")
        return Next(action, {"DialCallStatus": "answered"}) if action else None

    async def _prompt(self, call: Call, step: Step) -> None:
        call.hears(self.office.now(), step.verb.lower(), step.text or step.attributes.get("digits", ""))
        if await self.office.studio.perform(call, step):
            return
        if step.verb == "Play" and step.number("loop", 1) == 0:
            await call.over.wait()
        await self.office.seconds(length(step))

    async def _gather(self, call: Call, step: Step) -> Next | None:
        """Prompts, and keys from the first prompt on."""
        most, finish = int(step.number("numDigits", 99)), step.attributes.get("finishOnKey", "#")
        self._listen(call)
        prompts = asyncio.create_task(self._prompts(call, step.inner))
        digits = ""
        try:
            while len(digits) < most:
                key = await self._key(call, step.number("timeout", 5), prompts)
                if key is None or key == finish:
                    break
                digits += key
        finally:
            prompts.cancel()
            call.asked.clear()
        if not digits and not step.flag("actionOnEmptyResult", False):
            return None
        return Next(step.attributes.get("action") or call.url or "", {"Digits": digits, "msg": "Gather End"})

    async def _prompts(self, call: Call, steps: tuple[Step, ...]) -> None:
        for step in steps:
            await self._prompt(call, step)

    def _listen(self, call: Call) -> None:
        while not call.keys.empty():
            call.keys.get_nowait()
        call.asked.set()
        phone = self.office.telephones.get(call.telephone)
        if phone is not None and phone.keys:
            self.press(call, phone.keys)
            phone.keys = ""

    async def _key(self, call: Call, silence: float, prompts: asyncio.Task[None]) -> str | None:
        """The next key; None after this much silence behind the prompts."""
        pressed = asyncio.create_task(call.keys.get())
        try:
            await asyncio.wait({pressed, prompts}, return_when=asyncio.FIRST_COMPLETED)
            if not pressed.done():
                waited = silence * self.office.carrier.config.second_ms / 1000
                await asyncio.wait({pressed}, timeout=waited)
            if not pressed.done():
                return None
            prompts.cancel()
            return pressed.result()
        finally:
            pressed.cancel()

    async def _record(self, call: Call, step: Step) -> Next | None:
        """A tone, then what the caller says until silence, a key, or the longest time."""
        call.hears(self.office.now(), "beep")
        if step.flag("playBeep", True):
            await self.office.studio.play(call, beep())
        events = frozenset(step.attributes.get("recordingStatusCallbackEvent", "completed").split())
        made = self.recorder.begin(call, "RecordVerb", 1, step.attributes.get("recordingStatusCallback"), events)
        self._listen(call)
        said, began = len(call.said), asyncio.get_running_loop().time()
        try:
            await self._spoken_out(call, step)
        finally:
            call.asked.clear()
            spoke = len(call.said) > said or self.office.studio.spoke(call) > began
            self.recorder.finish(made, silent=not spoke)
        if made.status == "absent":
            return None
        return Next(step.attributes.get("action") or call.url or "", _recorded(made))

    async def _spoken_out(self, call: Call, step: Step) -> None:
        silence, longest = step.number("timeout", 5), step.number("maxLength", 3600)
        second = self.office.carrier.config.second_ms / 1000
        with_words = len(call.said)
        loop = asyncio.get_running_loop()
        last = loop.time()
        try:
            async with asyncio.timeout(longest * second):
                while True:
                    try:
                        async with asyncio.timeout_at(last + silence * second):
                            await call.keys.get()
                        return
                    except TimeoutError:
                        spoke = self.office.studio.spoke(call)
                        if len(call.said) == with_words and spoke <= last:
                            return
                        last = spoke if spoke > last else loop.time()
                        with_words = len(call.said)
        except TimeoutError:
            return


def _recorded(made: Recording) -> dict[str, str]:
    return {
        "RecordingSid": made.sid,
        "RecordingDuration": str(made.seconds),
        "RecordingUrl": f"https://api.twilio.com/2010-04-01/Accounts/{made.account_sid}/Recordings/{made.sid}",
    }
