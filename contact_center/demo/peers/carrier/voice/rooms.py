"""Conferences: who comes, goes, is held or coached, and what each then hears."""

from __future__ import annotations

import asyncio
from email.utils import format_datetime
from typing import Final

from contact_center.demo.peers.carrier.answers import Refused
from contact_center.demo.peers.carrier.voice.domain import Call, Member, Room, hears
from contact_center.demo.peers.carrier.voice.office import Office, fields_of, new_sid
from contact_center.demo.peers.carrier.voice.scripts import SPOKEN, Step, Unusable, read
from contact_center.demo.peers.carrier.voice.sound.sounds import Unplayable, beep, is_file, music

TWO: Final = 2
WAITING: Final = SPOKEN | {"Redirect"}
"""Verbs of a document that is heard while one waits."""
SHORTEST_ROUND: Final = 1.0
"""Seconds: a document of no length is not asked for without a pause."""
_SUBSCRIBED: Final = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "announcement-end": "announcement",
    "announcement-fail": "announcement",
}


class Rooms:
    def __init__(self, office: Office) -> None:
        self._office = office
        self._gone: dict[str, asyncio.Event] = {}

    def named(self, account_sid: str, name: str) -> Room | None:
        """The open conference of this name or id."""
        for room in reversed(self._office.rooms.values()):
            if room.account_sid == account_sid and room.open and name in (room.name, room.sid):
                return room
        return None

    def get(self, account_sid: str, sid: str) -> Room:
        room = self._office.rooms.get(sid)
        if room is None or room.account_sid != account_sid:
            raise Refused(20404)
        return room

    def expected(self, call: Call, name: str, step: Step) -> tuple[Room, Member]:
        """The conference (a new one if there is none of this name), and the call as a member that is not yet in it."""
        room = self.named(call.account_sid, name)
        if room is None:
            now = self._office.now()
            room = Room(new_sid("CF"), call.account_sid, name, now, now)
            self._office.keep(self._office.rooms, room.sid, room)
        if not room.callback and step.attributes.get("statusCallback"):
            room.callback = step.attributes["statusCallback"]
            room.events = frozenset(step.attributes.get("statusCallbackEvent", "").split())
        member = Member(
            call.sid,
            step.attributes.get("participantLabel"),
            muted=step.flag("muted", False),
            coaching=bool(step.attributes.get("coach")),
            coaches=step.attributes.get("coach"),
            starts=step.flag("startConferenceOnEnter", True),
            ends=step.flag("endConferenceOnExit", False),
            wait_url=step.attributes.get("waitUrl"),
            beep=step.attributes.get("beep", "true"),
            early=step.flag("earlyMedia", True),
        )
        room.members[call.sid] = member
        return room, member

    async def stay(self, call: Call, name: str, step: Step) -> None:
        """Joins, and returns once the call has left, however it left."""
        room, member = self.expected(call, name, step)
        gone = self._gone[call.sid] = asyncio.Event()
        member.joined, call.room = True, room.sid
        self._tell(room, "participant-join", member)
        self._begin(room)
        self._sounds(room)
        self._chime(room, member, "onEnter")
        try:
            await gone.wait()
        finally:
            self.leave(call, "participant_hung_up")

    def leave(self, call: Call, reason: str) -> None:
        """Nothing if it is in no conference, or not any more."""
        for room in [r for r in self._office.rooms.values() if call.sid in r.members]:
            member = room.members.pop(call.sid)
            call.room = None
            self._hush(call)
            self._tell(room, "participant-leave", member, ReasonParticipantLeft=reason)
            if (gone := self._gone.pop(call.sid, None)) is not None:
                gone.set()
            if member.joined and member.ends:
                kicked = reason == "participant_updated_via_api"
                self.end(room, f"participant-with-end-conference-on-exit-{'kicked' if kicked else 'left'}", call.sid)
            elif not room.members:
                self.end(room, "last-participant-left", call.sid)
            else:
                self._sounds(room)
                self._chime(room, member, "onExit")

    def end(self, room: Room, reason: str, by: str | None = None) -> None:
        """Everybody left in it leaves; those without more to do hang up."""
        if not room.open:
            return
        room.status, room.reason, room.ended_by, room.updated = "completed", reason, by, self._office.now()
        for sid in list(room.members):
            self.leave(self._office.calls[sid], "moderator_ended_conference" if by else "conference_ended_via_api")
        extra = {"ReasonConferenceEnded": reason} | ({"CallSidEndingConference": by} if by else {})
        self._tell(room, "conference-end", None, **extra)

    def change(self, room: Room, member: Member, form: dict[str, str]) -> None:
        was = (member.muted, member.hold, member.coaching, member.coaches, member.ends)
        member.muted = _flag(form, "Muted", member.muted)
        member.hold = _flag(form, "Hold", member.hold)
        member.coaching = _flag(form, "Coaching", member.coaching)
        member.coaches = (form.get("CallSidToCoach") or member.coaches) if member.coaching else None
        member.ends = _flag(form, "EndConferenceOnExit", member.ends)
        if "BeepOnExit" in form:
            enters, leaves = member.beeps("onEnter"), _flag(form, "BeepOnExit", True)
            member.beep = {(True, True): "true", (True, False): "onEnter", (False, True): "onExit"}.get(
                (enters, leaves), "false"
            )
        room.updated = self._office.now()
        if member.muted != was[0]:
            self._tell(room, "participant-mute" if member.muted else "participant-unmute", member)
        if member.hold != was[1]:
            self._tell(room, "participant-hold" if member.hold else "participant-unhold", member)
        if (member.coaching, member.coaches, member.ends) != was[2:]:
            self._tell(room, "participant-modify", member)
        self._sounds(room, form.get("HoldUrl"))
        if form.get("AnnounceUrl"):
            self._office.start(self.announce(room, [member], form["AnnounceUrl"]))

    async def announce(self, room: Room, members: list[Member], url: str) -> None:
        steps = await self._spoken(self._office.calls[members[0].call_sid], url) if members else None
        for step in steps or ():
            for member in members:
                keys = step.attributes.get("digits")
                kind, what = ("announce", step.text) if keys is None else ("keys", keys)
                self._office.calls[member.call_sid].hears(self._office.now(), kind, what)
            calls = [self._office.calls[member.call_sid] for member in members]
            if not await self._office.studio.announce(calls, step):
                await self._office.seconds(length(step))
        for member in members:
            self._tell(room, "announcement-fail" if steps is None else "announcement-end", member)

    def _begin(self, room: Room) -> None:
        inside = [m for m in room.members.values() if m.joined]
        if room.status == "init" and len(inside) >= TWO and any(m.starts for m in inside):
            room.status, room.updated = "in-progress", self._office.now()
            self._tell(room, "conference-start", inside[-1])

    def _sounds(self, room: Room, hold_url: str | None = None) -> None:
        """What each hears from now on, where that is something else than before."""
        heard = hears(room)
        for member in room.members.values():
            call = self._office.calls[member.call_sid]
            if not member.joined:
                continue
            if member.hold:
                self._change_sound(call, "hold", "", hold_url)
            elif room.status != "in-progress":
                self._change_sound(call, "music", "", member.wait_url)
            else:
                names = sorted(room.members[sid].label or sid for sid in heard[call.sid])
                self._change_sound(call, "talk", ", ".join(names), "")

    def _change_sound(self, call: Call, kind: str, text: str, url: str | None) -> None:
        """`url` None: the carrier's own music; empty: nothing."""
        state = next((h for h in reversed(call.heard) if h.kind in ("hold", "music", "talk", "left")), None)
        if state is not None and (state.kind, state.text) == (kind, text):
            return
        self._hush(call)
        call.hears(self._office.now(), kind, text)
        self._office.studio.loop(call, music() if url is None else None)
        if url:
            call.sound = asyncio.create_task(self._play(call, url))

    async def _play(self, call: Call, url: str) -> None:
        """The product's music: a file, or a document that is asked for again when it is through.

        Told in words alone, once through is enough: then it goes on as it was.
        """
        studio = self._office.studio
        while True:
            if studio.line(call) is not None and is_file(url):
                await self._play_file(call, url)
                return
            steps = await self._spoken(call, url)
            loop = asyncio.get_running_loop()
            began = loop.time()
            for step in steps or ():
                if step.verb == "Redirect":
                    url = step.text
                    break
                call.hears(self._office.now(), step.verb.lower(), step.text)
                if not await studio.perform(call, step):
                    await self._office.seconds(length(step))
            if studio.line(call) is None:
                return
            if steps is None:
                studio.loop(call, music())
                return
            await asyncio.sleep(max(0.0, began + SHORTEST_ROUND - loop.time()))

    async def _play_file(self, call: Call, url: str) -> None:
        call.hears(self._office.now(), "play", url)
        try:
            samples = await self._office.studio.sounds.file(url)
        except Unplayable:
            samples = music()
        self._office.studio.loop(call, samples)

    def _chime(self, room: Room, member: Member, when: str) -> None:
        """Who comes or goes is heard by all who are in the conference."""
        if member.beeps(when) and room.open:
            for one in room.members.values():
                if one.joined and not one.hold:
                    self._office.studio.chime(self._office.calls[one.call_sid], beep())

    async def _spoken(self, call: Call, url: str) -> tuple[Step, ...] | None:
        document = await self._office.ask(call.account_sid, url, fields_of(call))
        try:
            steps = read(document or "")
        except Unusable:
            return None
        return tuple(step for step in steps if step.verb in WAITING)

    def _hush(self, call: Call) -> None:
        if call.sound is not None and call.sound is not asyncio.current_task():
            call.sound.cancel()
        call.sound = None

    def _tell(self, room: Room, event: str, member: Member | None, **more: str) -> None:
        if _SUBSCRIBED[event] not in room.events:
            return
        fields = {
            "AccountSid": room.account_sid,
            "ConferenceSid": room.sid,
            "FriendlyName": room.name,
            "SequenceNumber": str(room.sequence),
            "StatusCallbackEvent": event,
            "Timestamp": format_datetime(self._office.now()),
            **more,
        }
        room.sequence += 1
        if member is not None:
            fields |= {
                "CallSid": member.call_sid,
                "Coaching": str(member.coaching).lower(),
                "EndConferenceOnExit": str(member.ends).lower(),
                "Hold": str(member.hold).lower(),
                "Muted": str(member.muted).lower(),
                "StartConferenceOnEnter": str(member.starts).lower(),
            }
            fields |= {"ParticipantLabel": member.label} if member.label else {}
            fields |= {"CallSidToCoach": member.coaches} if member.coaches else {}
        if event == "participant-leave" and member is not None:
            fields["ParticipantCallStatus"] = self._office.calls[member.call_sid].status
        self._office.tell(room.account_sid, room.callback, fields)


def length(step: Step) -> float:
    """Seconds that a prompt takes: words at the pace of speech, a file of unknown length counts as three seconds."""
    if step.verb == "Pause":
        return step.number("length", 1)
    return 3.0 if step.verb == "Play" else 0.5 + len(step.text) / 15


def _flag(form: dict[str, str], name: str, default: bool) -> bool:
    return form.get(name, str(default)).lower() == "true"
