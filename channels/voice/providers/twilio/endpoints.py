"""The doors Twilio knocks at about calls: what a call shall hear, and what has happened to it.

A question is answered within Twilio's 15 seconds and with the same words when it is repeated; a report is stored and
acknowledged at once, and understood afterwards (`news`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response

from channels.vendors.twilio.accounts import public_url
from channels.vendors.twilio.door import Accounts, genuine_body, problem
from channels.vendors.twilio.verify import form
from channels.vendors.twilio.voice import parse
from channels.vendors.twilio.voice.happening import LegReport, Report, TapeReport
from channels.vendors.twilio.voice.line import LineCall, MessageStage
from channels.vendors.twilio.voice.provider import NAME
from channels.vendors.twilio.voice.render import EndCall, PlayFile, PressKeys, Silence, TurnAway, Verb, twiml
from channels.voice.adapter import CODE
from channels.voice.entering import leg_of
from channels.voice.providers.twilio import store
from channels.voice.providers.twilio.account import addresses_of
from channels.voice.providers.twilio.incoming import IncomingCalls, call_of, into_room, verbs_of
from channels.voice.providers.twilio.news import LineReports
from channels.voice.providers.twilio.prompts import LinePrompts
from channels.voice.providers.twilio.sealing import SealedKeys
from channels.voice.providers.twilio.sounds import NAMES, LineSounds
from channels.voice.registry import provider_of
from contact_center.kernel.contracts.channels import ChannelAccount, Unparseable
from contact_center.kernel.contracts.telephony import Play
from contact_center.kernel.errors import ContactCenterError, NotFound
from contact_center.kernel.ids import CallId
from contact_center.platform.unit_of_work import Database

HOUSE: Final = "/webhooks/twilio/{account_id:uuid}/voice"
QUIET_SECONDS: Final = 60
MUSIC_TIMES: Final = 1
"""Twilio asks again when a piece is over, and so hears of a change that no command has told."""

log = structlog.get_logger(__name__)

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class VoiceDoor:
    accounts: Accounts
    database: Database
    incoming: IncomingCalls
    reports: LineReports
    sounds: LineSounds
    prompts: LinePrompts
    keys: SealedKeys
    base: str
    """Our public address: signatures are checked against it."""


@dataclass(frozen=True, slots=True)
class LineRequest:
    account: ChannelAccount
    form: Form

    def call(self, request: Request) -> CallId:
        return CallId(request.path_params["call_id"])


def router(door: VoiceDoor) -> APIRouter:
    routes = APIRouter(tags=["twilio"])
    _add_questions(routes, door)
    _add_reports(routes, door)

    @routes.get("/webhooks/twilio/sounds/{name}.wav", include_in_schema=False)
    async def sound(name: str) -> Response:
        """Music and notices of ours: nobody's secret."""
        content = await door.sounds.file(name)
        if content is None:
            return problem(NotFound())
        return Response(content, media_type="audio/wav", headers={"cache-control": "public, max-age=86400"})

    @routes.get(f"{HOUSE}/prompts/{{sound_id:uuid}}/{{signature}}.wav", include_in_schema=False)
    async def prompt(account_id: UUID, sound_id: UUID, signature: str) -> Response:
        """A recorded prompt, for who has an address that we have made."""
        try:
            content = await door.prompts.file(account_id, sound_id, signature)
        except ContactCenterError as error:
            return problem(error)
        return Response(content, media_type="audio/wav", headers={"cache-control": "private, max-age=86400"})

    return routes


def _add_questions(routes: APIRouter, door: VoiceDoor) -> None:
    @routes.post(f"{HOUSE}/call", include_in_schema=False)
    async def call(request: Request) -> Response:
        """A call has come in, or keys were pressed."""
        return await _answered(door, request, _incoming)

    @routes.post(f"{HOUSE}/call/fallback", include_in_schema=False)
    async def fallback(request: Request) -> Response:
        """The first address failed: once more, and then rather busy than an error read out."""
        return await _answered(door, request, _incoming_or_busy)

    @routes.post(f"{HOUSE}/calls/{{call_id:uuid}}/after", include_in_schema=False)
    async def after(request: Request) -> Response:
        """The customer is in the conference no more, or has said what they wanted after the tone."""
        return await _answered(door, request, _after)

    @routes.post(f"{HOUSE}/calls/{{call_id:uuid}}/notice", include_in_schema=False)
    async def notice(request: Request) -> Response:
        return await _answered(door, request, _notice)

    @routes.post(f"{HOUSE}/calls/{{call_id:uuid}}/legs/{{leg_id:uuid}}/music", include_in_schema=False)
    async def music(request: Request) -> Response:
        """What a leg hears that hears nobody: now, and again when it is over."""
        return await _answered(door, request, _music)

    @routes.post(f"{HOUSE}/calls/{{call_id:uuid}}/legs/{{leg_id:uuid}}/keys/{{sealed}}", include_in_schema=False)
    async def keys(request: Request) -> Response:
        """Which keys are pressed for this leg."""
        return await _answered(door, request, _keys)


def _add_reports(routes: APIRouter, door: VoiceDoor) -> None:
    @routes.post(f"{HOUSE}/status", include_in_schema=False)
    async def status(request: Request) -> Response:
        """How far a call is that has come in."""
        return await _stored(door, request, _of_incoming, _left_menu)

    @routes.post(f"{HOUSE}/calls/{{call_id:uuid}}/legs/{{leg_id:uuid}}", include_in_schema=False)
    async def leg(request: Request) -> Response:
        return await _stored(door, request, _of_leg)

    @routes.post(f"{HOUSE}/calls/{{call_id:uuid}}/room", include_in_schema=False)
    async def room(request: Request) -> Response:
        return await _stored(door, request, _of_room)

    @routes.post(f"{HOUSE}/calls/{{call_id:uuid}}/recording", include_in_schema=False)
    async def recording(request: Request) -> Response:
        return await _stored(door, request, lambda asking, asked: _of_tape(asking, asked, message=False))

    @routes.post(f"{HOUSE}/calls/{{call_id:uuid}}/message", include_in_schema=False)
    async def message(request: Request) -> Response:
        return await _stored(door, request, lambda asking, asked: _of_tape(asking, asked, message=True))


async def _let_in(door: VoiceDoor, request: Request) -> LineRequest:
    """Raises `NotFound` for what is signed and yet no form, or of another account of Twilio."""
    account, body = await genuine_body(request, door.accounts, public_url(door.base), _is_ours)
    try:
        said = dict(form(body))
    except ValueError as error:
        raise NotFound from error
    if said.get("AccountSid", account.settings.get("account_sid")) != account.settings.get("account_sid"):
        log.warning("webhook of another account of Twilio", account_id=str(account.id))
        raise NotFound
    return LineRequest(account, said)


def _is_ours(account: ChannelAccount) -> bool:
    return account.channel == CODE and provider_of(account) == NAME


# ── questions ──


Answer = Callable[[VoiceDoor, LineRequest, Request], Awaitable[list[Verb]]]


async def _answered(door: VoiceDoor, request: Request, answer: Answer) -> Response:
    try:
        asking = await _let_in(door, request)
        verbs = await answer(door, asking, request)
    except ContactCenterError as error:
        return problem(error)
    return Response(twiml(verbs), media_type="text/xml")


async def _incoming(door: VoiceDoor, asking: LineRequest, request: Request) -> list[Verb]:
    asked = _question(asking)
    turn = request.query_params.get("turn", "")
    plan = await door.incoming.answer(asking.account, asked, int(turn) if turn.isdecimal() else None)
    at = addresses_of(asking.account, door.base)
    return verbs_of(plan, call_of(asking.account.id, asked.call_sid), at, door.prompts.signatures)


async def _incoming_or_busy(door: VoiceDoor, asking: LineRequest, request: Request) -> list[Verb]:
    try:
        return await _incoming(door, asking, request)
    except Exception:
        log.exception("a call could not be taken", account_id=str(asking.account.id))
        return [TurnAway(busy=True)]


async def _after(door: VoiceDoor, asking: LineRequest, request: Request) -> list[Verb]:
    """A conference that somebody ended at Twilio while the call goes on begins anew."""
    call_id = asking.call(request)
    line = await _line(door, asking, call_id)
    asked = _question(asking)
    over = asked.status is not None and asked.status.over
    if over and (report := _customers(asking, call_id)) is not None:
        await door.reports.take(asking.account.tenant_id, asking.account.id, call_id, report)
    if over or line.ended or line.message is not MessageStage.NONE or line.customer is None:
        return [EndCall()]
    return [into_room(call_id, addresses_of(asking.account, door.base))]


async def _notice(door: VoiceDoor, asking: LineRequest, request: Request) -> list[Verb]:
    line = await _line(door, asking, asking.call(request))
    return [PlayFile(addresses_of(asking.account, door.base).sound(f"notice.{line.language}"))]


async def _keys(door: VoiceDoor, asking: LineRequest, request: Request) -> list[Verb]:
    await _line(door, asking, asking.call(request))
    digits = door.keys.open(request.path_params["sealed"])
    if digits is None:
        raise NotFound
    return [PressKeys(digits)]


async def _music(door: VoiceDoor, asking: LineRequest, request: Request) -> list[Verb]:
    line = await _line(door, asking, asking.call(request))
    played = line.plays.get(request.path_params["leg_id"], Play.WAITING_MUSIC)
    if played not in NAMES:
        return [Silence(QUIET_SECONDS)]
    return [PlayFile(addresses_of(asking.account, door.base).sound(NAMES[played]), MUSIC_TIMES)]


async def _line(door: VoiceDoor, asking: LineRequest, call_id: CallId) -> LineCall:
    async with door.database.read(asking.account.tenant_id) as reader:
        found = await store.read_of(reader, asking.account.tenant_id, asking.account.id, call_id)
    if found is None:
        raise NotFound
    return found


def _question(asking: LineRequest) -> parse.CallQuestion:
    try:
        return parse.question(asking.form)
    except Unparseable as error:
        raise NotFound from error


# ── reports ──


async def _stored(
    door: VoiceDoor,
    request: Request,
    read: Callable[[LineRequest, Request], tuple[CallId, Report | None]],
    then: Callable[[VoiceDoor, LineRequest, CallId, Report | None], Awaitable[None]] | None = None,
) -> Response:
    """What cannot be understood is logged and acknowledged: repeating it would not help."""
    try:
        asking = await _let_in(door, request)
        call_id, report = read(asking, request)
        if then is not None:
            await then(door, asking, call_id, report)
        known = report is None or await door.reports.take(asking.account.tenant_id, asking.account.id, call_id, report)
    except Unparseable as error:
        log.warning("report of a call not understood", path=request.url.path, reason=str(error))
        return Response(status_code=204)
    except ContactCenterError as error:
        return problem(error)
    if not known:
        log.warning("report of an unknown call", path=request.url.path)
    return Response(status_code=204)


async def _left_menu(door: VoiceDoor, asking: LineRequest, call_id: CallId, report: Report | None) -> None:
    if isinstance(report, LegReport) and report.report.status.over:
        await door.incoming.left(asking.account, call_id, asking.form.get("From", ""))


def _of_incoming(asking: LineRequest, _: Request) -> tuple[CallId, Report | None]:
    call_id = call_of(asking.account.id, asking.form.get("CallSid", ""))
    return call_id, _customers(asking, call_id)


def _customers(asking: LineRequest, call_id: CallId) -> Report | None:
    said = parse.call_report(asking.form)
    return LegReport(leg_of(call_id), said) if said is not None else None


def _of_leg(asking: LineRequest, request: Request) -> tuple[CallId, Report | None]:
    said, leg = parse.call_report(asking.form), UUID(str(request.path_params["leg_id"]))
    return asking.call(request), LegReport(leg, said) if said is not None else None


def _of_room(asking: LineRequest, request: Request) -> tuple[CallId, Report | None]:
    return asking.call(request), parse.room_report(asking.form)


def _of_tape(asking: LineRequest, request: Request, *, message: bool) -> tuple[CallId, Report | None]:
    said = parse.recording_report(asking.form)
    return asking.call(request), TapeReport(said, message) if said is not None else None
