"""What an agent's page does with a call: connect, mute, hold, hang up; and listening to a recording."""

from __future__ import annotations

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Header
from fastapi.responses import Response

from channels.voice import farewell, keypad
from channels.voice.abuse import CallAbuse
from channels.voice.consults import CallConsults, Note
from channels.voice.devices import DeviceSignIn, access, device_name
from channels.voice.errors import CallElsewhere, CallOver, NotWithYou
from channels.voice.listening import CallListening
from channels.voice.model import BrowserPage
from channels.voice.recordings import Recordings
from channels.voice.schemas import (
    AccessIn,
    AccessOut,
    DeviceIn,
    EchoIn,
    EchoOut,
    LegIn,
    LegOut,
    ListenIn,
    ListeningDeviceIn,
    ListeningIn,
    ListenOut,
    TranscriptOut,
    WaveOut,
    wave_out,
)
from channels.voice.service import CallService, Device
from channels.voice.transcripts.service import Transcripts
from channels.voice.waves import RecordingWaves
from contact_center.directory.access import Agent, AnyUser, Supervisor
from contact_center.kernel.contracts.telephony import MOST_KEYS
from contact_center.kernel.ids import AgentId, CallId

_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})")
MOST_NOTE = 10_000
"""Characters."""
Range = Annotated[str | None, Header(alias="range", include_in_schema=False)]


def router(calls: CallService, recordings: Recordings, transcripts: Transcripts) -> APIRouter:
    """Mounted at the root of the product."""
    api = APIRouter(prefix="/console/calls", tags=["calls"])
    _add_echo(api, calls)
    _add_commands(api, calls)
    _add_abuse(api, CallAbuse(calls))
    _add_consults(api, CallConsults(calls))
    _add_recording(api, recordings, RecordingWaves(recordings))
    _add_transcript(api, transcripts)
    return api


def _add_echo(api: APIRouter, calls: CallService) -> None:
    @api.post("/echo")
    async def echo(body: EchoIn, who: AnyUser) -> EchoOut:
        """This page hears itself a second late, for half a minute at most: to try a headset. Nothing of it is kept."""
        return EchoOut(sdp=await calls.echo(who.tenant, body.sdp))


def _add_commands(api: APIRouter, calls: CallService) -> None:
    @api.post("/{call_id}/leg")
    async def leg(call_id: UUID, body: LegIn, who: Agent) -> LegOut:
        """Connects this page; one that was reloaded, or lost its connection, asks again within 20 seconds.

        While another window of the same agent has the call, only `take` gets it. A call that is not this page's to
        carry any more is an ordinary answer, `gone`: a page that slept cannot know it before it asks.
        """
        page = BrowserPage(body.page, tuple(body.before), who.session_id, body.take)
        try:
            joined = await calls.join(who.tenant, who.agent_id, CallId(call_id), body.sdp, page)
        except (NotWithYou, CallOver, CallElsewhere) as gone:
            return LegOut(gone=gone.code)
        return LegOut(sdp=joined.answer_sdp, leg_id=joined.leg_id)

    @api.post("/{call_id}/device")
    async def device(call_id: UUID, body: DeviceIn, who: Agent) -> LegOut:
        """As `leg`, for a call whose provider reaches the page itself: it is rung, and answers by itself."""
        page = BrowserPage(body.page, tuple(body.before), who.session_id, body.take)
        way = Device(device_name(who.user.id, body.page))
        try:
            joined = await calls.join(who.tenant, who.agent_id, CallId(call_id), way, page)
        except (NotWithYou, CallOver, CallElsewhere) as gone:
            return LegOut(gone=gone.code)
        return LegOut(leg_id=joined.leg_id)

    @api.post("/{call_id}/device/access")
    async def device_access(call_id: UUID, body: AccessIn, who: Agent) -> AccessOut:
        """With what this page signs in at the call's provider, so that it can be rung."""
        return _access(await access(calls, who.tenant, who.user.id, CallId(call_id), body.page))

    @api.post("/{call_id}/mute", status_code=204)
    async def mute(call_id: UUID, muted: Annotated[bool, Form()], who: Agent) -> None:
        await calls.mute(who.tenant, who.agent_id, CallId(call_id), muted)

    @api.post("/{call_id}/hold", status_code=204)
    async def hold(call_id: UUID, held: Annotated[bool, Form()], who: Agent) -> None:
        """The customer hears music, and nothing is recorded, until `held` is false again.

        While colleagues are on the call, the agent speaks with those meanwhile: so one swaps.
        """
        await calls.hold(who.tenant, who.agent_id, CallId(call_id), held)

    @api.post("/{call_id}/pause", status_code=204)
    async def pause(call_id: UUID, paused: Annotated[bool, Form()], who: Agent) -> None:
        """For card data: nothing is recorded, and digits in notes are masked, until `paused` is false again."""
        await calls.pause_recording(who.tenant, who.agent_id, CallId(call_id), paused)

    @api.post("/{call_id}/keys", status_code=204)
    async def keys(call_id: UUID, digits: Annotated[str, Form(max_length=MOST_KEYS)], who: Agent) -> None:
        """Tones of the keypad, for the machine at the other end. What they are is kept nowhere."""
        await keypad.press(calls, who.tenant, who.agent_id, CallId(call_id), digits)

    @api.post("/{call_id}/leave-message", status_code=204)
    async def leave_message(call_id: UUID, who: Agent) -> None:
        """An answering machine has taken a call of ours: it is told the line's message, and the agent is done."""
        await farewell.leave(calls, who.tenant, who.agent_id, CallId(call_id))

    @api.post("/{call_id}/hangup", status_code=204)
    async def hang_up(call_id: UUID, who: Agent) -> None:
        """Ends the call; a colleague who was asked only leaves it."""
        await calls.agent_hangs_up(who.tenant, who.agent_id, CallId(call_id))


def _add_abuse(api: APIRouter, abuse: CallAbuse) -> None:
    @api.post("/{call_id}/warn", status_code=204)
    async def warn(call_id: UUID, who: Agent) -> None:
        """The caller was warned; that is kept in the log."""
        await abuse.warn(who.tenant, who.agent_id, CallId(call_id))

    @api.post("/{call_id}/block", status_code=204)
    async def block(call_id: UUID, who: Agent) -> None:
        """Ends the call, and refuses calls from where it came from until a supervisor lifts it."""
        await abuse.block(who.tenant, who.agent_id, CallId(call_id))


def _add_consults(api: APIRouter, consults: CallConsults) -> None:
    @api.post("/{call_id}/consult", status_code=204)
    async def consult(
        call_id: UUID, to: Annotated[UUID, Form()], who: Agent, note: Annotated[str, Form(max_length=MOST_NOTE)] = ""
    ) -> None:
        """Asks a colleague: their offer rings, and the customer hears music. `note`: what they should know."""
        said = Note(who.user.name, note) if note.strip() else None
        await consults.ask(who.tenant, who.agent_id, CallId(call_id), AgentId(to), said)

    @api.post("/{call_id}/merge", status_code=204)
    async def merge(call_id: UUID, who: Agent) -> None:
        """A conference: customer, agent and all colleagues who are there speak with each other."""
        await consults.merge(who.tenant, who.agent_id, CallId(call_id))

    @api.post("/{call_id}/complete", status_code=204)
    async def complete(call_id: UUID, who: Agent) -> None:
        """The customer goes on with the colleague, and the agent wraps up."""
        await consults.hand_over(who.tenant, who.agent_id, CallId(call_id))

    @api.post("/{call_id}/colleagues/{colleague}/drop", status_code=204)
    async def drop(call_id: UUID, colleague: UUID, who: Agent) -> None:
        """They leave the call, or are rung no more. After the last one the customer is with the agent again."""
        await consults.drop(who.tenant, who.agent_id, CallId(call_id), AgentId(colleague))

    @api.post("/{call_id}/colleagues/{colleague}/mute", status_code=204)
    async def mute_colleague(call_id: UUID, colleague: UUID, muted: Annotated[bool, Form()], who: Agent) -> None:
        """Nobody hears them; they may undo it."""
        await consults.mute(who.tenant, who.agent_id, CallId(call_id), AgentId(colleague), muted)


def _access(given: DeviceSignIn) -> AccessOut:
    return AccessOut(name=given.name, token=given.token, signal_url=given.signal_url, seconds=given.seconds)


def supervisors(listening: CallListening) -> APIRouter:
    """Mounted at the root of the product."""
    api = APIRouter(prefix="/supervisor/calls", tags=["calls"])

    @api.post("/{call_id}/leg")
    async def leg(call_id: UUID, body: ListenIn, who: Supervisor) -> ListenOut:
        """Connects this page to the call of an agent who talks with a customer; again after a reload.

        Monitoring is heard by nobody, whispering by the agent alone, barging in by both. Who does so is written down.
        """
        page = BrowserPage(body.page, session=who.session_id)
        return ListenOut(sdp=await listening.listen(who, CallId(call_id), body.listening, body.sdp, page))

    @api.post("/{call_id}/device", status_code=204)
    async def device(call_id: UUID, body: ListeningDeviceIn, who: Supervisor) -> None:
        """As `leg`, for a call whose provider reaches the page itself: it is rung, and answers by itself."""
        page, way = BrowserPage(body.page, session=who.session_id), Device(device_name(who.user.id, body.page))
        await listening.listen(who, CallId(call_id), body.listening, way, page)

    @api.post("/{call_id}/device/access")
    async def device_access(call_id: UUID, body: AccessIn, who: Supervisor) -> AccessOut:
        """With what this page signs in at the call's provider, so that it can be rung."""
        return _access(await access(listening.calls, who.tenant, who.user.id, CallId(call_id), body.page))

    @api.put("/{call_id}/listening", status_code=204)
    async def change(call_id: UUID, body: ListeningIn, who: Supervisor) -> None:
        """Another way of taking part, while connected."""
        await listening.change(who, CallId(call_id), body.listening)

    @api.delete("/{call_id}/listening", status_code=204)
    async def stop(call_id: UUID, who: Supervisor) -> None:
        """The call goes on without the supervisor."""
        await listening.stop(who, CallId(call_id))

    return api


def _add_recording(api: APIRouter, recordings: Recordings, waves: RecordingWaves) -> None:
    @api.get("/{call_id}/recording", response_class=Response)
    async def recording(call_id: UUID, who: AnyUser, wanted: Range = None) -> Response:
        """The customer in the left channel, the agent in the right. Who listens is written down."""
        return wav(await recordings.play(who, CallId(call_id)), f"{call_id}.wav", wanted)

    @api.get("/{call_id}/recording/wave")
    async def wave(call_id: UUID, who: AnyUser) -> WaveOut:
        """What the recording looks like, and where in it something is missing. Nothing can be heard in it."""
        return wave_out(await waves.wave(who, CallId(call_id)))

    @api.get("/{call_id}/message", response_class=Response)
    async def message(call_id: UUID, who: AnyUser, wanted: Range = None) -> Response:
        """What the caller left after the tone. Who listens is written down."""
        return wav(await recordings.play_message(who, CallId(call_id)), f"{call_id}.message.wav", wanted)


def _add_transcript(api: APIRouter, transcripts: Transcripts) -> None:
    @api.get("/{call_id}/recording/transcript")
    async def transcript(call_id: UUID, who: AnyUser) -> TranscriptOut:
        """What was said, as text, for who may hear the recording. Who reads it is written down."""
        return TranscriptOut.of(await transcripts.of_call(who, CallId(call_id)))


def wav(sound: bytes, name: str, wanted: str | None) -> Response:
    """All of it, or the one part a player asks for when its listener moves about (RFC 9110, 14.2); what is no such
    range is ignored, as the standard allows."""
    headers = {
        "accept-ranges": "bytes",
        "cache-control": "private, no-store",
        "content-disposition": f'inline; filename="{name}"',
        "x-content-type-options": "nosniff",
    }
    part = _RANGE.fullmatch(wanted or "")
    first = int(part[1]) if part else 0
    last = min(int(part[2] or len(sound)), len(sound) - 1) if part else len(sound) - 1
    if part is None or first > last:
        return Response(sound, media_type="audio/wav", headers=headers)
    headers["content-range"] = f"bytes {first}-{last}/{len(sound)}"
    return Response(sound[first : last + 1], 206, media_type="audio/wav", headers=headers)
