"""What Twilio's browser SDK (`@twilio/voice-sdk` 2.x) says and expects on its WebSocket.

JSON of `type` and `payload`, one to a message; a line feed alone is the heartbeat. From the SDK: `listen` (with an
access token), `register`, `invite`, `answer`, `reject`, `hangup`, `dtmf`, `reinvite`, `message`. To it: `connected`,
`ready`, `offline`, `invite`, `ringing`, `answer`, `cancel`, `hangup`, `ack`, `error`. Read from the SDK's source
(Apache-2.0), as Twilio documents none of it.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from contact_center.demo.peers.carrier.answers import Refused
from contact_center.demo.peers.carrier.voice.domain import Call
from contact_center.demo.peers.carrier.voice.exchange import Exchange
from contact_center.demo.peers.carrier.voice.office import new_sid
from contact_center.demo.peers.carrier.voice.passes import EXPIRED, FAILED, UNUSABLE, NotAllowed, Pass, read_pass

if TYPE_CHECKING:
    from contact_center.demo.peers.carrier.voice.sound.webrtc import WebLine

HEARTBEAT_SECONDS: Final = 5.0
"""The SDK takes a line without a word for 15 seconds as broken."""
MOST_BYTES: Final = 128 * 1024
MOST_OPEN: Final = 200
MOST_RUNG: Final = 10
"""Browsers of one name that are rung together, the newest ones."""
MOST_PARAMETERS: Final = 50
MALFORMED, NO_APPLICATION, NO_RECONNECT = 31100, 31001, 31107
_ENDINGS: Final = {"busy": (31486, "Busy Here"), "no-answer": (31480, "Temporarily Unavailable")}

_log = structlog.get_logger(__name__)


@dataclass(eq=False, slots=True)
class Device:
    """A browser that is connected."""

    socket: WebSocket
    allowed: Pass | None = None
    registered: bool = False
    grace: float = 0.0
    """Seconds that its calls are kept when the connection breaks."""

    async def tell(self, kind: str, **payload: object) -> None:
        """Nothing if the connection is gone: it is noticed elsewhere."""
        try:
            await self.socket.send_text(json.dumps({"type": kind, "payload": payload}))
        except (RuntimeError, WebSocketDisconnect):
            _log.debug("a browser has gone", message=kind)

    async def refuse(self, code: int, why: str, callsid: str | None = None) -> None:
        where = {"callsid": callsid} if callsid else {}
        await self.tell("error", error={"code": code, "message": why}, **where)


@dataclass(eq=False, slots=True)
class Leg:
    """A call that a browser has."""

    call: Call
    device: Device
    temporary: str | None = None
    """The id by which the SDK calls it until it knows ours."""


class Signalling:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._office = exchange.office
        self._secret = secrets.token_bytes(32)
        self._devices: list[Device] = []
        self._legs: dict[str, Leg] = {}
        self._ringing: dict[str, dict[Device, WebLine]] = {}
        exchange.ring_client = self.ring

    def router(self) -> APIRouter:
        routes = APIRouter()
        routes.add_api_websocket_route("/signal", self.serve)
        return routes

    def registered(self, account_sid: str, identity: str) -> list[Device]:
        """The newest first."""
        now = self._now()
        found = [
            d
            for d in reversed(self._devices)
            if d.registered
            and d.allowed is not None
            and (d.allowed.account_sid, d.allowed.identity) == (account_sid, identity)
            and d.allowed.expires > now
        ]
        return found[:MOST_RUNG]

    async def serve(self, socket: WebSocket) -> None:
        await socket.accept()
        if len(self._devices) >= MOST_OPEN:
            await socket.close(1013)
            return
        device = Device(socket)
        self._devices.append(device)
        beating = asyncio.create_task(self._beat(device))
        try:
            while True:
                text = await socket.receive_text()
                if text.strip():
                    await self._take(device, text)
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            beating.cancel()
            self._devices.remove(device)
            self._gone(device)

    async def _beat(self, device: Device) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            try:
                await device.socket.send_text("\n")
            except (RuntimeError, WebSocketDisconnect):
                return

    def _now(self) -> float:
        return self._office.now().timestamp()

    def _token(self, call: Call) -> str:
        """With which a browser comes back to its call after its connection was broken."""
        return hmac.new(self._secret, call.sid.encode(), hashlib.sha256).hexdigest()

    # ── what a browser says ──

    async def _take(self, device: Device, text: str) -> None:
        try:
            said = json.loads(text[:MOST_BYTES])
            kind, payload = str(said["type"]), said.get("payload") or {}
            callsid = payload.get("callsid")
        except (ValueError, TypeError, KeyError, AttributeError):
            await device.refuse(MALFORMED, "Malformed request")
            return
        if kind == "listen":
            await self._listen(device, payload)
        elif device.allowed is None or device.allowed.expires <= self._now():
            code = UNUSABLE if device.allowed is None else EXPIRED
            await device.refuse(code, "No token, or one that has expired", callsid)
        else:
            await self._obey(device, kind, payload)

    async def _obey(self, device: Device, kind: str, payload: Mapping[str, Any]) -> None:
        acts = {
            "register": self._register, "invite": self._invite, "answer": self._answer, "reject": self._reject,
            "hangup": self._hang_up, "dtmf": self._press, "reinvite": self._reinvite, "message": self._acknowledge,
        }  # fmt: skip
        act = acts.get(kind)
        if act is None:
            await device.refuse(MALFORMED, f"There is no message {kind}")
        else:
            await act(device, payload)

    async def _listen(self, device: Device, payload: Mapping[str, Any]) -> None:
        accounts = self._office.carrier.store.accounts
        try:
            device.allowed = read_pass(str(payload.get("token", "")), accounts, self._now())
        except NotAllowed as refused:
            device.allowed, device.registered = None, False
            await device.refuse(refused.code, str(refused))
            return
        grace = payload.get("reconnectTimeout")
        device.grace = min(float(grace), 30.0) if isinstance(grace, int | float) else 0.0
        token = {"identity": device.allowed.identity, "ttl": device.allowed.ttl(self._now())}
        await device.tell("connected", region="us1", edge="ashburn", home="us1", gateway="simulator", token=token)

    async def _register(self, device: Device, payload: Mapping[str, Any]) -> None:
        assert device.allowed is not None
        if not (payload.get("media") or {}).get("audio"):
            device.registered = False
            await device.tell("offline")
        elif not device.allowed.incoming:
            await device.refuse(FAILED, "The token does not allow incoming calls")
        else:
            device.registered = True
            await device.tell("ready")

    async def _invite(self, device: Device, payload: Mapping[str, Any]) -> None:
        if payload.get("reconnect"):
            await self._come_back(device, payload)
        else:
            await self._call_out(device, payload)

    async def _come_back(self, device: Device, payload: Mapping[str, Any]) -> None:
        """The connection was broken, the sound was not."""
        leg = self._leg(device, payload, anywhere=True)
        if leg is None or not hmac.compare_digest(self._token(leg.call).encode(), str(payload["reconnect"]).encode()):
            callsid = payload.get("callsid")
            await device.tell("hangup", callsid=callsid, error={"code": NO_RECONNECT, "message": "No such call"})
            return
        leg.device = device
        await device.tell("answer", callsid=leg.call.sid, reconnect=self._token(leg.call))

    async def _call_out(self, device: Device, payload: Mapping[str, Any]) -> None:
        assert device.allowed is not None
        temporary, allowed = str(payload.get("callsid", "")), device.allowed
        app = self._office.carrier.store.applications.get(allowed.application or "")
        if app is None or app.account_sid != allowed.account_sid:
            error = {"code": NO_APPLICATION, "message": "The token names no TwiML app that there is"}
            await device.tell("hangup", callsid=temporary, error=error)
            return
        line = await self._answered_line(device, payload, temporary)
        if line is None:
            return
        web, sdp = line
        given = parse_qsl(str((payload.get("twilio") or {}).get("params", "")), keep_blank_values=True)
        parameters = dict(given[:MOST_PARAMETERS])
        call = Call(
            new_sid("CA"), allowed.account_sid, f"client:{allowed.identity}", parameters.get("To", ""), "inbound",
            self._office.now(), status="ringing", application=app.sid, parameters=parameters,
        )  # fmt: skip
        call.url, call.fallback, call.callback = app.voice_url, app.voice_fallback_url, app.status_callback
        leg = self._legs[call.sid] = Leg(call, device, temporary)
        self._exchange.come_in(call, web)
        self._office.start(self._until_answered(leg, sdp))
        self._office.start(self._until_over(call))
        await device.tell("ringing", callsid=call.sid)

    async def _until_answered(self, leg: Leg, sdp: str) -> None:
        waiting = [asyncio.ensure_future(event.wait()) for event in (leg.call.answered, leg.call.over)]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()
        if leg.call.answered.is_set():
            await leg.device.tell("answer", callsid=leg.call.sid, sdp=sdp, reconnect=self._token(leg.call))

    async def _answer(self, device: Device, payload: Mapping[str, Any]) -> None:
        from contact_center.demo.peers.carrier.voice.sound.webrtc import BadDescription  # noqa: PLC0415 - heavy

        sid = str(payload.get("callsid"))
        rung = self._ringing.get(sid, {})
        line = rung.pop(device, None)
        call = self._office.calls.get(sid)
        if line is None or call is None:
            await device.tell("cancel", callsid=sid)
            return
        try:
            await line.accept(str(payload.get("sdp", "")))
            self._exchange.answer(call, line)
        except (BadDescription, Refused) as error:
            await line.close()
            await device.refuse(MALFORMED, f"answer: {error}", sid)
            return
        self._legs[sid] = Leg(call, device)
        await self._cancel(sid)

    async def _reject(self, device: Device, payload: Mapping[str, Any]) -> None:
        """The call is declined when nobody else is rung for it."""
        sid = str(payload.get("callsid"))
        rung = self._ringing.get(sid, {})
        line = rung.pop(device, None)
        if line is not None:
            await line.close()
            if not rung:
                self._exchange.hang_up(self._office.calls[sid])

    async def _hang_up(self, device: Device, payload: Mapping[str, Any]) -> None:
        leg = self._leg(device, payload)
        if leg is not None:
            self._exchange.hang_up(leg.call)

    async def _press(self, device: Device, payload: Mapping[str, Any]) -> None:
        leg = self._leg(device, payload)
        digits = "".join(d for d in str(payload.get("dtmf", ""))[:64] if d in "0123456789*#")
        if leg is not None and digits:
            self._exchange.press(leg.call, digits)

    async def _reinvite(self, device: Device, payload: Mapping[str, Any]) -> None:
        """Another way for the sound: the call goes on with a new connection of media."""
        leg = self._leg(device, payload)
        if leg is None:
            await device.tell("hangup", callsid=payload.get("callsid"))
            return
        line = await self._answered_line(device, payload, leg.call.sid)
        if line is not None:
            self._office.studio.attach(leg.call, line[0])
            await device.tell("answer", callsid=leg.call.sid, sdp=line[1], reconnect=self._token(leg.call))

    async def _acknowledge(self, device: Device, payload: Mapping[str, Any]) -> None:
        await device.tell(
            "ack", acktype="message", callsid=payload.get("callsid"), voiceeventsid=payload.get("voiceeventsid")
        )

    async def _answered_line(
        self, device: Device, payload: Mapping[str, Any], callsid: str
    ) -> tuple[WebLine, str] | None:
        from contact_center.demo.peers.carrier.voice.sound.webrtc import BadDescription, WebLine  # noqa: PLC0415 - heavy

        line = WebLine()
        try:
            return line, await line.answer(str(payload.get("sdp", "")))
        except BadDescription as error:
            await device.tell("hangup", callsid=callsid, error={"code": MALFORMED, "message": f"sdp: {error}"})
            return None

    def _leg(self, device: Device, payload: Mapping[str, Any], *, anywhere: bool = False) -> Leg | None:
        """The call of this browser; `anywhere`: of a browser of the same name."""
        callsid = payload.get("callsid")
        for leg in self._legs.values():
            if callsid in (leg.call.sid, leg.temporary) and (leg.device is device or (anywhere and _same(leg, device))):
                return leg
        return None

    # ── what becomes of calls ──

    def ring(self, call: Call) -> bool:
        """Rings the browsers of `client:<identity>`. False if none is registered."""
        devices = self.registered(call.account_sid, call.to.removeprefix("client:"))
        if not devices:
            return False
        self._ringing[call.sid] = {}
        self._office.start(self._ring(call, devices))
        return True

    async def _ring(self, call: Call, devices: list[Device]) -> None:
        from contact_center.demo.peers.carrier.voice.sound.webrtc import WebLine  # noqa: PLC0415 - heavy

        parameters = {"From": call.sender, "To": call.to, "CallSid": call.sid, "AccountSid": call.account_sid}
        for device in devices:
            line = WebLine()
            sdp = await line.offer()
            if call.ended_already or call.answered.is_set():
                await line.close()
                break
            self._ringing[call.sid][device] = line
            reconnect = self._token(call)
            await device.tell("invite", callsid=call.sid, sdp=sdp, parameters=parameters, reconnect=reconnect)
        await self._until_over(call)

    async def _until_over(self, call: Call) -> None:
        await call.over.wait()
        await self._cancel(call.sid)
        self._ringing.pop(call.sid, None)
        leg = self._legs.pop(call.sid, None)
        if leg is not None:
            code, why = _ENDINGS.get(call.status, (0, ""))
            error = {"error": {"code": code, "message": why}} if code else {}
            await leg.device.tell("hangup", callsid=leg.call.sid, **error)

    async def _cancel(self, sid: str) -> None:
        """Whoever is still rung for it is not any more."""
        rung = self._ringing.get(sid, {})
        while rung:
            device, line = rung.popitem()
            await device.tell("cancel", callsid=sid)
            await line.close()

    def _gone(self, device: Device) -> None:
        for sid, rung in list(self._ringing.items()):
            line = rung.pop(device, None)
            if line is not None:
                self._office.start(line.close())
                if not rung:
                    self._exchange.finish(self._office.calls[sid], "no-answer")
        for leg in list(self._legs.values()):
            if leg.device is device:
                self._office.start(self._end_unless_back(leg, device))

    async def _end_unless_back(self, leg: Leg, device: Device) -> None:
        await asyncio.sleep(device.grace)
        if leg.device is device and not leg.call.ended_already:
            self._exchange.hang_up(leg.call)


def _same(leg: Leg, device: Device) -> bool:
    mine, theirs = device.allowed, leg.device.allowed
    return mine is not None and theirs is not None and mine.identity == theirs.identity
