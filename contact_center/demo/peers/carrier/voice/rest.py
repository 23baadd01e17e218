"""Twilio's REST API about calls, conferences and recordings as the product sees it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from contact_center.demo.peers.carrier.account_answers import listing
from contact_center.demo.peers.carrier.admission import Asked, admitted
from contact_center.demo.peers.carrier.answers import BrokenAnswer, Refused
from contact_center.demo.peers.carrier.carrier import Carrier
from contact_center.demo.peers.carrier.contract import Contract
from contact_center.demo.peers.carrier.voice import answers
from contact_center.demo.peers.carrier.voice.domain import Call, Member, Recording, Room
from contact_center.demo.peers.carrier.voice.exchange import Exchange
from contact_center.demo.peers.carrier.voice.office import new_sid
from contact_center.demo.peers.carrier.voice.recorder import sound
from contact_center.demo.peers.carrier.voice.rules import hears_one_thing, refusal
from contact_center.demo.peers.carrier.voice.scripts import Step, Unusable, read

PREFIX = "/2010-04-01/Accounts/{account_sid}"


class VoiceRest:
    """The routes and what they share. Stricter than Twilio: a parameter that it would ignore is refused."""

    def __init__(self, carrier: Carrier, exchange: Exchange, contract: Contract | None) -> None:
        self._carrier = carrier
        self._exchange = exchange
        self._office = exchange.office
        self._contract = contract

    def router(self) -> APIRouter:
        routes = APIRouter(prefix=PREFIX)
        for method, path, act in (
            ("POST", "/Calls.json", self.create_call),
            ("GET", "/Calls.json", self.list_calls),
            ("GET", "/Calls/{sid}.json", self.fetch_call),
            ("POST", "/Calls/{sid}.json", self.update_call),
            ("POST", "/Calls/{call_sid}/Recordings.json", self.record_call),
            ("POST", "/Calls/{call_sid}/Recordings/{sid}.json", self.steer_recording),
            ("GET", "/Conferences.json", self.list_rooms),
            ("GET", "/Conferences/{sid}.json", self.fetch_room),
            ("POST", "/Conferences/{sid}.json", self.update_room),
            ("GET", "/Conferences/{room_sid}/Participants.json", self.list_participants),
            ("POST", "/Conferences/{room_sid}/Participants.json", self.add_participant),
            ("GET", "/Conferences/{room_sid}/Participants/{key}.json", self.fetch_participant),
            ("POST", "/Conferences/{room_sid}/Participants/{key}.json", self.update_participant),
            ("DELETE", "/Conferences/{room_sid}/Participants/{key}.json", self.remove_participant),
            ("GET", "/Recordings.json", self.list_recordings),
            ("GET", "/Recordings/{sid}.json", self.fetch_recording),
            ("DELETE", "/Recordings/{sid}.json", self.delete_recording),
            ("GET", "/Recordings/{sid}.wav", self.download),
        ):
            routes.add_api_route(path, act, methods=[method])
        return routes

    async def _let_in(self, request: Request) -> Asked:
        sid = request.path_params["account_sid"]
        contract = None if request.url.path.endswith(".wav") else self._contract  # not in the document
        return await admitted(self._carrier, contract, request, sid, strict=True)

    def _made(self, body: dict[str, object]) -> Response:
        if self._carrier.happens(self._carrier.switchboard.faults.drop_response):
            self._carrier.counters.dropped_responses += 1
            return BrokenAnswer()
        return JSONResponse(body, 201)

    # ── calls ──

    async def create_call(self, request: Request) -> Response:
        asked = await self._let_in(request)
        self._demand_callable(asked)
        if not hears_one_thing(asked.form):
            raise Refused(21205, "give one of Url, Twiml and ApplicationSid")
        call = self._new_call(asked)
        call.url, call.twiml = asked.form.get("Url"), asked.form.get("Twiml")
        call.fallback = asked.form.get("FallbackUrl")
        call.amd_url = asked.form.get("AsyncAmdStatusCallback")
        self._exchange.place(call)
        return self._made(answers.call(call))

    async def list_calls(self, request: Request) -> Response:
        asked = await self._let_in(request)
        query = asked.query
        found = [
            answers.call(c)
            for c in reversed(self._office.calls.values())
            if c.account_sid == asked.account.sid
            and c.to == query.get("To", c.to)
            and c.sender == query.get("From", c.sender)
            and c.status == query.get("Status", c.status)
        ]
        return JSONResponse(listing("calls", found, request.url.path, query))

    async def fetch_call(self, request: Request, sid: str) -> Response:
        asked = await self._let_in(request)
        return JSONResponse(answers.call(self._office.call(asked.account.sid, sid)))

    async def update_call(self, request: Request, sid: str) -> Response:
        asked = await self._let_in(request)
        call, form = self._office.call(asked.account.sid, sid), asked.form
        if call.ended_already:
            raise Refused(21220)
        if form.get("Status") == "completed" or (form.get("Status") == "canceled" and call.started is None):
            self._exchange.finish(call, "completed" if call.started else "canceled")
        elif "Url" in form or "Twiml" in form:
            self._exchange.redirect(call, url=form.get("Url"), twiml=_readable(form.get("Twiml")))
        return JSONResponse(answers.call(call))

    def _demand_callable(self, asked: Asked) -> None:
        if refused := refusal(asked.account, self._carrier.store.numbers, asked.form, asked.many):
            raise Refused(*refused)

    def _new_call(self, asked: Asked) -> Call:
        form = asked.form
        call = Call(new_sid("CA"), asked.account.sid, form["From"], form["To"], "outbound-api", self._office.now())
        call.callback = form.get("StatusCallback")
        call.events = frozenset(asked.many.get("StatusCallbackEvent", ("completed",)))
        call.timeout = float(form.get("Timeout", "60"))
        call.send_digits = form.get("SendDigits")
        call.detection = form.get("MachineDetection")
        return call

    # ── conferences ──

    async def list_rooms(self, request: Request) -> Response:
        asked = await self._let_in(request)
        query = asked.query
        found = [
            answers.conference(r)
            for r in reversed(self._office.rooms.values())
            if r.account_sid == asked.account.sid
            and r.name == query.get("FriendlyName", r.name)
            and r.status == query.get("Status", r.status)
        ]
        return JSONResponse(listing("conferences", found, request.url.path, query))

    async def fetch_room(self, request: Request, sid: str) -> Response:
        asked = await self._let_in(request)
        return JSONResponse(answers.conference(self._exchange.rooms.get(asked.account.sid, sid)))

    async def update_room(self, request: Request, sid: str) -> Response:
        asked = await self._let_in(request)
        rooms, room = self._exchange.rooms, self._exchange.rooms.get(asked.account.sid, sid)
        if asked.form.get("Status") == "completed":
            rooms.end(room, "conference-ended-via-api")
        if url := asked.form.get("AnnounceUrl"):
            self._office.start(rooms.announce(room, [m for m in room.members.values() if m.joined], url))
        return JSONResponse(answers.conference(room))

    # ── participants ──

    async def list_participants(self, request: Request, room_sid: str) -> Response:
        asked = await self._let_in(request)
        room = self._exchange.rooms.get(asked.account.sid, room_sid)
        found = [self._participant(m, room) for m in room.members.values()]
        return JSONResponse(listing("participants", found, request.url.path, asked.query))

    async def add_participant(self, request: Request, room_sid: str) -> Response:
        """`room_sid` may be the name of a conference, which begins with it."""
        asked = await self._let_in(request)
        self._demand_callable(asked)
        if room_sid.startswith("CF"):
            room_sid = self._open(asked, room_sid).name
        call, step = self._new_call(asked), _conference(room_sid, asked)
        call.amd_url = asked.form.get("AmdStatusCallback")
        room, member = self._exchange.rooms.expected(call, room_sid, step)
        self._exchange.place(call, (Step("Dial", {}, inner=(step,)),))
        return self._made(answers.participant(member, room, call.status))

    async def fetch_participant(self, request: Request, room_sid: str, key: str) -> Response:
        asked = await self._let_in(request)
        room, member = self._member(asked, room_sid, key)
        return JSONResponse(self._participant(member, room))

    async def update_participant(self, request: Request, room_sid: str, key: str) -> Response:
        asked = await self._let_in(request)
        room, member = self._member(asked, room_sid, key)
        self._exchange.rooms.change(room, member, asked.form)
        return JSONResponse(self._participant(member, room))

    async def remove_participant(self, request: Request, room_sid: str, key: str) -> Response:
        asked = await self._let_in(request)
        _, member = self._member(asked, room_sid, key)
        call = self._office.calls[member.call_sid]
        if member.joined:
            self._exchange.rooms.leave(call, "participant_updated_via_api")
        else:
            self._exchange.finish(call, "canceled")
        return Response(status_code=204)

    def _open(self, asked: Asked, sid: str) -> Room:
        room = self._exchange.rooms.get(asked.account.sid, sid)
        if not room.open:
            raise Refused(20404)
        return room

    def _member(self, asked: Asked, room_sid: str, key: str) -> tuple[Room, Member]:
        room = self._open(asked, room_sid)
        for member in room.members.values():
            if key in (member.call_sid, member.label):
                return room, member
        raise Refused(20404)

    def _participant(self, member: Member, room: Room) -> dict[str, object]:
        return answers.participant(member, room, self._office.calls[member.call_sid].status)

    # ── recordings ──

    async def record_call(self, request: Request, call_sid: str) -> Response:
        asked = await self._let_in(request)
        call, form = self._office.call(asked.account.sid, call_sid), asked.form
        if call.status != "in-progress":
            raise Refused(21220)
        events = frozenset(asked.many.get("RecordingStatusCallbackEvent", ("completed",)))
        channels = 2 if form.get("RecordingChannels") == "dual" else 1
        callback = form.get("RecordingStatusCallback")
        made = self._exchange.recorder.begin(call, "StartCallRecordingAPI", channels, callback, events)
        return self._made(answers.call_recording(made))

    async def steer_recording(self, request: Request, call_sid: str, sid: str) -> Response:
        asked = await self._let_in(request)
        made = self._exchange.recorder.of(self._office.call(asked.account.sid, call_sid), sid)
        made.skips = asked.form.get("PauseBehavior") == "skip"
        self._exchange.recorder.steer(made, asked.form["Status"])
        return JSONResponse(answers.call_recording(made))

    async def list_recordings(self, request: Request) -> Response:
        asked = await self._let_in(request)
        found = [
            answers.recording(r)
            for r in reversed(self._office.recordings.values())
            if r.account_sid == asked.account.sid and r.call_sid == asked.query.get("CallSid", r.call_sid)
        ]
        return JSONResponse(listing("recordings", found, request.url.path, asked.query))

    async def fetch_recording(self, request: Request, sid: str) -> Response:
        return JSONResponse(answers.recording(self._recording(await self._let_in(request), sid)))

    async def delete_recording(self, request: Request, sid: str) -> Response:
        made = self._recording(await self._let_in(request), sid)
        del self._office.recordings[made.sid]
        return Response(status_code=204)

    async def download(self, request: Request, sid: str) -> Response:
        made = self._recording(await self._let_in(request), sid)
        if made.status != "completed":
            raise Refused(20404)
        return Response(sound(made), media_type="audio/x-wav")

    def _recording(self, asked: Asked, sid: str) -> Recording:
        made = self._office.recordings.get(sid)
        if made is None or made.account_sid != asked.account.sid:
            raise Refused(20404)
        return made


def _readable(twiml: str | None) -> str | None:
    if twiml is not None:
        try:
            read(twiml)
        except Unusable as error:
            raise Refused(20001, f"Twiml: {error}") from error
    return twiml


def _conference(name: str, asked: Asked) -> Step:
    """What the request asks for, as the attributes that TwiML has for it."""
    form = asked.form
    events = " ".join(asked.many.get("ConferenceStatusCallbackEvent", ("start", "end")))
    attributes = {
        "participantLabel": form.get("Label"),
        "muted": form.get("Muted"),
        "coach": form.get("CallSidToCoach") if form.get("Coaching") == "true" else None,
        "startConferenceOnEnter": form.get("StartConferenceOnEnter"),
        "endConferenceOnExit": form.get("EndConferenceOnExit"),
        "waitUrl": form.get("WaitUrl"),
        "beep": form.get("Beep"),
        "earlyMedia": form.get("EarlyMedia"),
        "statusCallback": form.get("ConferenceStatusCallback"),
        "statusCallbackEvent": events,
    }
    return Step("Conference", {k: v for k, v in attributes.items() if v is not None}, name)
