"""Twilio's REST API as far as calls need it.

Every request is held to Twilio's OpenAPI document in `tests/contract/twilio`. `Transport` says which are repeated.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Final, TypeVar

from channels.vendors.twilio.domain import Credentials
from channels.vendors.twilio.errors import NAME
from channels.vendors.twilio.transport import Form, Transport
from channels.vendors.twilio.voice import resources
from channels.vendors.twilio.voice.domain import (
    CURRENT_RECORDING,
    AccountResource,
    CallResource,
    CallStatus,
    ConferenceResource,
    NewCall,
    NewParticipant,
    NumberResource,
    ParticipantChange,
    ParticipantResource,
    RecordingResource,
)
from channels.vendors.twilio.voice.forms import change_form, new_call_form, new_participant_form
from channels.vendors.twilio.voice.pacing import Turns
from contact_center.kernel.errors import GiveUp, OutcomeUnknown, RetryLater
from contact_center.kernel.phrases import Phrase

CALL_IS_OVER: Final = 21220
PAGE: Final = 50
PAGES: Final = 20
_Thing = TypeVar("_Thing")


class VoiceClient:
    """Calls, conferences, participants and recordings of an account. Raises border errors, nothing else."""

    def __init__(self, transport: Transport, turns: Turns) -> None:
        self._api = transport
        self._turns = turns

    # ── calls ──

    async def call(self, who: Credentials, new: NewCall) -> CallResource:
        """Rings a telephone. `OutcomeUnknown` when it is open whether it rings; `find_calls` tells."""
        await self._turns.wait(new.sender)
        answer = await self._api.make(who, _path(who, "Calls"), new_call_form(new))
        return _taken(resources.call, answer)

    async def fetch_call(self, who: Credentials, sid: str) -> CallResource:
        return _read(resources.call, await self._api.get(who, _path(who, "Calls", sid)))

    async def find_calls(
        self, who: Credentials, *, to: str, sender: str, since: datetime, most: int = PAGE
    ) -> tuple[CallResource, ...]:
        """Calls between these two made since then, newest first: what became of a call whose answer was lost.

        One that still waits to be dialled has no time of starting, so the list is not narrowed by it.
        """
        query = {"To": to, "From": sender, "PageSize": str(most)}
        page = await self._api.get(who, _path(who, "Calls"), query)
        found = _all(resources.call, page.get("calls"))
        return tuple(c for c in found if c.created is None or c.created >= since.replace(microsecond=0))

    async def redirect_call(self, who: Credentials, sid: str, *, twiml: str) -> CallResource:
        """Lets a running call hear something else; `GiveUp` (21220) if it is over."""
        return _read(resources.call, await self._api.change(who, _path(who, "Calls", sid), {"Twiml": twiml}))

    async def end_call(self, who: Credentials, sid: str, *, unanswered_only: bool = False) -> None:
        """Hangs up; `unanswered_only` stops a call that still rings and leaves one that is talked. Over is over."""
        status = CallStatus.CANCELED if unanswered_only else CallStatus.COMPLETED
        try:
            await self._api.change(who, _path(who, "Calls", sid), {"Status": status})
        except GiveUp as error:
            if error.fields.get("provider_code") != CALL_IS_OVER:
                raise

    # ── conferences ──

    async def find_room(self, who: Credentials, name: str) -> ConferenceResource | None:
        """The conference of this name that is open now."""
        for status in ("in-progress", "init"):
            query = {"FriendlyName": name, "Status": status, "PageSize": "1"}
            page = await self._api.get(who, _path(who, "Conferences"), query)
            for room in _all(resources.conference, page.get("conferences")):
                return room
        return None

    async def fetch_room(self, who: Credentials, sid: str) -> ConferenceResource:
        return _read(resources.conference, await self._api.get(who, _path(who, "Conferences", sid)))

    async def end_room(self, who: Credentials, sid: str) -> None:
        """Everybody in it leaves."""
        await self._api.change(who, _path(who, "Conferences", sid), {"Status": "completed"})

    async def announce(self, who: Credentials, sid: str, url: str) -> None:
        """Plays the TwiML at `url` to everybody in the conference."""
        await self._api.change(who, _path(who, "Conferences", sid), {"AnnounceUrl": url, "AnnounceMethod": "POST"})

    # ── participants ──

    async def add_participant(self, who: Credentials, room: str, new: NewParticipant) -> ParticipantResource:
        """Rings somebody for a conference (its name or id). `OutcomeUnknown` when it is open whether it rings."""
        await self._turns.wait(new.sender)
        path = _path(who, "Conferences", room, "Participants")
        return _taken(resources.participant, await self._api.make(who, path, new_participant_form(new)))

    async def participants(self, who: Credentials, room_sid: str) -> tuple[ParticipantResource, ...]:
        """Who is in a conference or being rung for it."""
        path = _path(who, "Conferences", room_sid, "Participants")
        return await self._listed(who, path, "participants", resources.participant)

    async def change_participant(
        self, who: Credentials, room_sid: str, call_sid: str, change: ParticipantChange
    ) -> ParticipantResource:
        """Hold, mute, coach, announce. `GiveUp` (20404) for one who has left."""
        path = _path(who, "Conferences", room_sid, "Participants", call_sid)
        return _read(resources.participant, await self._api.change(who, path, change_form(change)))

    async def press_keys(self, who: Credentials, room_sid: str, call_sid: str, url: str) -> None:
        """Lets this participant alone hear the keys at `url`. `OutcomeUnknown` when it is open whether it does: asked
        again, they would be pressed twice."""
        path = _path(who, "Conferences", room_sid, "Participants", call_sid)
        await self._api.make(who, path, change_form(ParticipantChange(announce_url=url)))

    async def remove_participant(self, who: Credentials, room_sid: str, call_sid: str) -> None:
        await self._api.delete(who, _path(who, "Conferences", room_sid, "Participants", call_sid))

    # ── recordings ──

    async def record_call(self, who: Credentials, call_sid: str, *, callback: str) -> RecordingResource:
        """Both sides of a call in two channels; `callback` is told when it can be fetched."""
        form: Form = {
            "RecordingChannels": "dual",
            "RecordingTrack": "both",
            "RecordingStatusCallback": callback,
            "RecordingStatusCallbackMethod": "POST",
            "RecordingStatusCallbackEvent": ("in-progress", "completed", "absent"),
        }
        answer = await self._api.make(who, _path(who, "Calls", call_sid, "Recordings"), form)
        return _taken(resources.recording, answer)

    async def pause_recording(self, who: Credentials, call_sid: str, sid: str = CURRENT_RECORDING) -> None:
        """Silence takes the place of what is said, so that times in the recording stay true."""
        await self._steer(who, call_sid, sid, {"Status": "paused", "PauseBehavior": "silence"})

    async def resume_recording(self, who: Credentials, call_sid: str, sid: str = CURRENT_RECORDING) -> None:
        await self._steer(who, call_sid, sid, {"Status": "in-progress"})

    async def stop_recording(self, who: Credentials, call_sid: str, sid: str = CURRENT_RECORDING) -> None:
        await self._steer(who, call_sid, sid, {"Status": "stopped"})

    async def recordings(
        self, who: Credentials, *, call_sid: str | None = None, room_sid: str | None = None
    ) -> tuple[RecordingResource, ...]:
        wanted = {"CallSid": call_sid, "ConferenceSid": room_sid}
        query = {name: value for name, value in wanted.items() if value}
        return await self._listed(who, _path(who, "Recordings"), "recordings", resources.recording, query)

    async def fetch_recording(self, who: Credentials, sid: str) -> RecordingResource:
        return _read(resources.recording, await self._api.get(who, _path(who, "Recordings", sid)))

    def download(self, who: Credentials, sid: str, limit: int) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The sound of a recording as WAV with all its channels, piece by piece; `GiveUp` beyond `limit` bytes."""
        path = f"/2010-04-01/Accounts/{who.account_sid}/Recordings/{sid}.wav?RequestedChannels=2"
        return self._api.stream(who, path, limit)

    async def delete_recording(self, who: Credentials, sid: str) -> None:
        """At Twilio; once it is kept by us nothing of it stays there."""
        await self._api.delete(who, _path(who, "Recordings", sid))

    # ── the account ──

    async def account(self, who: Credentials) -> AccountResource:
        path = f"/2010-04-01/Accounts/{who.account_sid}.json"
        return _read(resources.account, await self._api.get(who, path))

    async def numbers(self, who: Credentials, number: str | None = None) -> tuple[NumberResource, ...]:
        """All numbers of the account, or the one asked for."""
        query = {"PhoneNumber": number} if number else {}
        path = _path(who, "IncomingPhoneNumbers")
        return await self._listed(who, path, "incoming_phone_numbers", resources.number, query)

    async def point_number(
        self, who: Credentials, sid: str, *, voice_url: str, fallback_url: str, status_callback: str
    ) -> NumberResource:
        """Lets calls of a number be asked of us."""
        form = {
            "VoiceUrl": voice_url,
            "VoiceMethod": "POST",
            "VoiceFallbackUrl": fallback_url,
            "VoiceFallbackMethod": "POST",
            "StatusCallback": status_callback,
            "StatusCallbackMethod": "POST",
        }
        return _read(resources.number, await self._api.change(who, _path(who, "IncomingPhoneNumbers", sid), form))

    async def _steer(self, who: Credentials, call_sid: str, sid: str, form: Form) -> None:
        await self._api.change(who, _path(who, "Calls", call_sid, "Recordings", sid), form)

    async def _listed(
        self,
        who: Credentials,
        path: str,
        key: str,
        of: Callable[[Mapping[str, Any]], _Thing],
        query: Mapping[str, str] | None = None,
    ) -> tuple[_Thing, ...]:
        """Page by page, `PAGES` at most."""
        asked: dict[str, str] = {"PageSize": str(PAGE), **(query or {})}
        found: list[_Thing] = []
        for _ in range(PAGES):
            page = await self._api.get(who, path, asked)
            found += _all(of, page.get(key))
            path, asked = str(page.get("next_page_uri") or ""), {}
            if not path:
                break
        return tuple(found)


def _path(who: Credentials, *parts: str) -> str:
    return f"/2010-04-01/Accounts/{who.account_sid}/{'/'.join(parts)}.json"


def _read(of: Callable[[Mapping[str, Any]], _Thing], body: Mapping[str, Any]) -> _Thing:
    try:
        return of(body)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RetryLater(_unreadable(error)) from error


def _taken(of: Callable[[Mapping[str, Any]], _Thing], body: Mapping[str, Any]) -> _Thing:
    try:
        return of(body)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OutcomeUnknown(_unreadable(error)) from error


def _all(of: Callable[[Mapping[str, Any]], _Thing], bodies: Any) -> list[_Thing]:
    return [_read(of, body) for body in bodies or ()]


def _unreadable(error: Exception) -> Phrase:
    return Phrase("provider_answer_unreadable", {"provider": NAME, "quote": repr(error)})
