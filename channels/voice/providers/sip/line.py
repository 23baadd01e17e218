"""One trunk: its registration, the calls that come by it and those that are made over it.

Dialogs, digests and registrations are the library's (`aiosipua`); `transactions` stands between it and the network.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import structlog
from aiosipua import IncomingCall, OutgoingCall, Registration, SdpMessage, SipDigestAuth, SipUAC, SipUAS, build_sdp
from aiosipua.dialog import DialogState
from aiosipua.header_codec import stringify_uri
from aiosipua.message import SipRequest, SipResponse
from aiosipua.registration import RegistrationState
from aiosipua.sdp_negotiate import SdpNegotiationError, negotiate_sdp
from aiosipua.transport import SipTransport

from channels.voice.providers.sip.domain import CODECS, Trunk, reason_of
from channels.voice.providers.sip.leg import TelephoneLeg
from channels.voice.providers.sip.rtp import RtpPort
from channels.voice.providers.sip.transactions import SipAddress, SipText, Transactions

log = structlog.get_logger()

USER_AGENT: Final = "contact-center"
REGISTERED_FOR: Final = 300
EVENTS: Final = 101
"""The payload type that we offer for telephone events."""
_NAMES: Final = {0: "PCMU", 8: "PCMA"}


class SipRefused(Exception):
    """The other side's offer cannot be taken; `status` is what it is told."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class LineTransport(SipTransport):
    """The door's socket as the library of one line meets it."""

    def __init__(self, local: SipAddress, wire: Callable[[SipText, SipAddress], None]) -> None:
        super().__init__(local_addr=local)
        self.transactions = Transactions(wire, self._up)

    async def start(self) -> None:
        """The door has the socket."""

    async def stop(self) -> None:
        self.transactions.close()

    def send(self, message: SipText, addr: SipAddress) -> None:
        if isinstance(message, SipRequest):
            self.transactions.ask(message, addr)
        else:
            self.transactions.answer(message, addr)

    def _up(self, message: SipText, source: SipAddress) -> None:
        if self.on_message is not None:
            self.on_message(message, source)


class RungCall:
    """A telephone that calls us; answers once, hangs up once."""

    def __init__(self, line: TrunkLine, call: IncomingCall) -> None:
        self._line, self._call = line, call
        self.leg: TelephoneLeg | None = None
        self._answer: SdpMessage | None = None

    @property
    def id(self) -> str:
        return self._call.call_id

    @property
    def caller(self) -> str | None:
        """The user of the caller's address: a number, as a rule."""
        asserted = self._call.invite.get_header("p-asserted-identity")
        whom = self._call.invite.from_addr
        if asserted and (found := _user_of(asserted)):
            return found
        return whom.uri.user if whom else None

    @property
    def waits(self) -> bool:
        """Nobody has answered, and the caller has not given up."""
        return self._call.dialog.state is DialogState.EARLY

    def prepare(self, port: RtpPort) -> TelephoneLeg:
        """Its leg, with what both sides can. Raises `SipRefused`."""
        offer = self._call.sdp_offer
        if offer is None:
            raise SipRefused(488)
        answer, codec, events = self._line.agreed(offer, port.port)
        self._answer, self.leg = answer, TelephoneLeg(port, codec, events)
        self.leg.signalled_by(self)
        address = offer.rtp_address
        if address is not None:
            self.leg.agree(codec, events, address)
        return self.leg

    def ring(self) -> None:
        self._call.ringing()

    def accept(self) -> None:
        if self.waits and self.leg is not None:
            self._call.accept(self._answer)
            self.leg.picked_up()

    def refuse(self, status: int) -> None:
        self._line.forget(self.id)
        if self.waits:
            self._call.reject(status)

    def hang_up(self) -> None:
        self._line.forget(self.id)
        if self.waits:
            self._call.reject(480)
        else:
            self._line.bye(self._call)


class DialledCall:
    """A telephone that we call."""

    def __init__(self, line: TrunkLine, call: OutgoingCall, leg: TelephoneLeg) -> None:
        self._line, self.call, self.leg = line, call, leg
        self.cancelled = False

    @property
    def id(self) -> str:
        return self.call.call_id

    def hang_up(self) -> None:
        self._line.take_back(self)


class TrunkLine:
    """`rings` is told each new call; nobody but this line may answer it."""

    def __init__(
        self,
        trunk: Trunk,
        peers: frozenset[str],
        ours: SipAddress,
        wire: Callable[[SipText, SipAddress], None],
        rings: Callable[[TrunkLine, RungCall], None],
    ) -> None:
        """`peers`: the addresses of the other side, `ours`: where it reaches us."""
        self.trunk, self.peers, self.ours = trunk, peers, ours
        self._rings = rings
        self.to: SipAddress = (min(peers, default=trunk.host), trunk.port)
        self.transport = LineTransport(ours, wire)
        self.uac = SipUAC(self.transport, advertised_addr=ours)
        self.uas = SipUAS(self.transport, user_agent=USER_AGENT, uac=self.uac, advertised_addr=ours)
        self.uas.on_invite = self._invited
        self.uas.on_reinvite = self._asked_anew
        self.uas.on_bye = self._left
        self.uas.on_cancel = self._taken_back
        self.uas.on_ack_timeout = self._never_confirmed
        self._rung: dict[str, RungCall] = {}
        self._dialled: dict[str, DialledCall] = {}
        self._registration: Registration | None = None
        self.refused: str | None = None
        """Why the other side does not let us register."""

    @property
    def codec(self) -> int:
        """What is spoken until both sides have settled on one."""
        return CODECS[self.trunk.codec][0]

    async def start(self) -> None:
        await self.uas.start()
        if self.trunk.registers:
            self._registration = Registration(
                self.uac, self.trunk.our_uri, self.to, expires=REGISTERED_FOR, auth=self._digest(),
                registrar_uri=f"sip:{self.trunk.realm}", user_agent=USER_AGENT,
            )  # fmt: skip
            self._registration.on_registered = self._let_in
            self._registration.on_failed = self._not_let_in
            self._registration.register()

    async def stop(self) -> None:
        """Calls go on to the end of their legs; nothing new comes."""
        if self._registration is not None and self.registered:
            self._registration.unregister()
        await self.uas.stop()

    @property
    def registered(self) -> bool:
        return self._registration is not None and self._registration.state is RegistrationState.REGISTERED

    @property
    def waits_for_registration(self) -> bool:
        """It was refused, or the other side was away: worth another try."""
        return self._registration is not None and self._registration.state in (
            RegistrationState.FAILED, RegistrationState.EXPIRED,
        )  # fmt: skip

    def register_again(self) -> None:
        if self._registration is not None:
            self._registration.register()

    def has(self, call_id: str) -> bool:
        return (
            self.uas.get_call(call_id) is not None
            or call_id in self._dialled
            or call_id in self._rung
            or (self._registration is not None and self._registration.call_id == call_id)
        )

    def hear(self, message: SipText, source: SipAddress) -> None:
        if isinstance(message, SipRequest):
            self.transport.transactions.hear_request(message, source)
        else:
            self._learn_way(message)
            self.transport.transactions.hear_response(message, source)

    # What we do

    def dial(self, leg: TelephoneLeg, number: str, caller_id: str) -> None:
        offer = self._offer(leg.port.port)
        trunk = self.trunk
        shown = trunk.our_uri if trunk.registers else trunk.uri_of(caller_id)
        asserted = {"P-Preferred-Identity": f"<{trunk.uri_of(caller_id)}>"}
        call = self.uac.send_invite(
            shown, trunk.uri_of(number), self.to, offer, user_agent=USER_AGENT, auth=self._digest(),
            extra_headers=asserted,
        )  # fmt: skip
        dialled = self._dialled[call.call_id] = DialledCall(self, call, leg)
        leg.signalled_by(dialled)
        call.on_answer = lambda answered: self._answered(dialled, answered)
        call.on_rejected = lambda _, status, __: self._refused(dialled, status)
        call.on_ringing = lambda _: self._cancel_if_wanted(dialled)

    def take_back(self, dialled: DialledCall) -> None:
        """Hangs up, or takes the call back as soon as that is possible."""
        if dialled.call.dialog.state is DialogState.CONFIRMED:
            self._dialled.pop(dialled.id, None)
            self.uac.send_bye(dialled.call.dialog, self.to)
        elif dialled.call.dialog.state is DialogState.EARLY and not dialled.cancelled:
            dialled.cancelled = True
            self._cancel_if_wanted(dialled)

    def bye(self, call: IncomingCall) -> None:
        call.hangup()
        call._stop_retransmissions()
        self.uas._calls.pop(call.call_id, None)

    def forget(self, call_id: str) -> None:
        self._rung.pop(call_id, None)

    def agreed(self, offer: SdpMessage, port: int) -> tuple[SdpMessage, int, int | None]:
        """Our answer, the codec, and the payload type of their keys. Raises `SipRefused`."""
        audio = offer.audio
        if audio is None or audio.proto != "RTP/AVP":
            raise SipRefused(488)
        events = next((c.payload_type for c in audio.codecs if c.encoding_name.lower() == "telephone-event"), None)
        try:
            answer, codec = negotiate_sdp(
                offer, self.ours[0], port, list(CODECS[self.trunk.codec]), dtmf_payload_type=events or 0, ptime=20
            )
        except SdpNegotiationError as problem:
            raise SipRefused(488) from problem
        return answer, codec, events

    # What happens

    def _invited(self, call: IncomingCall) -> None:
        rung = self._rung[call.call_id] = RungCall(self, call)
        self._rings(self, rung)

    def _asked_anew(self, call: IncomingCall) -> None:
        """Held, resumed, or moved over there."""
        leg = self._leg_of(call.call_id)
        offer = call.sdp_offer
        try:
            if leg is None or offer is None or offer.rtp_address is None:
                raise SipRefused(488)
            answer, codec, events = self.agreed(offer, leg.port.port)
        except SipRefused as refused:  # the call goes on as it was, so it is not rejected
            self.transport.send_reply(call.dialog.create_response(call.invite, refused.status, "Not Acceptable Here"))
            return
        held = offer.audio is not None and offer.audio.direction in ("sendonly", "inactive")
        leg.agree(codec, events, offer.rtp_address, held=held)
        call.accept(answer)

    def _left(self, call: IncomingCall, request: SipRequest) -> None:
        self._over(call.call_id, "hung up")

    def _taken_back(self, request: SipRequest, source: SipAddress) -> None:
        self._over(request.call_id or "", "hung up")

    def _never_confirmed(self, call: IncomingCall) -> None:
        self._over(call.call_id, "never connected", lost=True)

    def _answered(self, dialled: DialledCall, call: OutgoingCall) -> None:
        if dialled.cancelled:  # both at once: they picked up as we gave up
            self._dialled.pop(dialled.id, None)
            self.uac.send_bye(call.dialog, self.to)
            return
        answer = call.sdp_answer
        audio = answer.audio if answer else None
        if answer is None or audio is None or answer.rtp_address is None:
            self.take_back(dialled)
            dialled.leg.over(reason_of(488))
            return
        codec = next((c.payload_type for c in audio.codecs if c.payload_type in _NAMES), None)
        if codec is None:
            self.take_back(dialled)
            dialled.leg.over(reason_of(488))
            return
        events = next((c.payload_type for c in audio.codecs if c.encoding_name.lower() == "telephone-event"), None)
        dialled.leg.agree(codec, events, answer.rtp_address)
        dialled.leg.picked_up()

    def _refused(self, dialled: DialledCall, status: int) -> None:
        self._dialled.pop(dialled.id, None)
        log.info("sip_not_picked_up", account=str(self.trunk.account), status=status)
        dialled.leg.over(reason_of(status))

    def _cancel_if_wanted(self, dialled: DialledCall) -> None:
        """The call stays known until its end is told: whoever picks up in this moment is hung up on."""
        if not dialled.cancelled or not self.transport.transactions.may_cancel(dialled.call.invite):
            return
        self.transport.transactions.ask(_cancel_of(dialled.call.invite), self.to)

    def _over(self, call_id: str, why: str, *, lost: bool = False) -> None:
        leg = self._leg_of(call_id)
        self._rung.pop(call_id, None)
        self._dialled.pop(call_id, None)
        if leg is not None:
            leg.over(why, lost=lost)

    def _leg_of(self, call_id: str) -> TelephoneLeg | None:
        found: RungCall | DialledCall | None = self._rung.get(call_id) or self._dialled.get(call_id)
        return found.leg if found else None

    def _learn_way(self, response: SipResponse) -> None:
        """Who answers says how they are reached from now on (RFC 3261 §12.1.2), which the library leaves out."""
        if not 200 <= response.status_code < 300 or response.cseq is None or response.cseq.method != "INVITE":
            return
        call = self.uac.get_call(response.call_id or "")
        if call is None or call.dialog.state is not DialogState.EARLY:
            return
        if response.contact:
            call.dialog.remote_target = stringify_uri(response.contact[0].uri)
        call.dialog.route_set = list(reversed(response.headers.get("record-route")))

    def _let_in(self, _: Registration) -> None:
        if self.refused is not None:
            log.info("sip_registered_again", account=str(self.trunk.account))
        self.refused = None

    def _not_let_in(self, _: Registration, status: int, reason: str) -> None:
        self.refused = f"{status} {reason}"

    def _digest(self) -> SipDigestAuth | None:
        return SipDigestAuth(self.trunk.user, self.trunk.password) if self.trunk.password else None

    def _offer(self, port: int) -> SdpMessage:
        codecs = CODECS[self.trunk.codec]
        offer = build_sdp(self.ours[0], port, codecs[0], _NAMES[codecs[0]], dtmf_payload_type=EVENTS)
        media = offer.media[0]
        media.formats = [*map(str, codecs), str(EVENTS)]
        media.attributes["rtpmap"] = [*(f"{c} {_NAMES[c]}/8000" for c in codecs), f"{EVENTS} telephone-event/8000"]
        return offer


def _cancel_of(invite: SipRequest) -> SipRequest:
    """The same way, number and parties as the call that it takes back (RFC 3261 §9.1)."""
    cancel = SipRequest(method="CANCEL", uri=invite.uri)
    cancel.headers.append("Via", invite.headers.get("via")[0])
    for name in ("From", "To", "Call-ID"):
        cancel.headers.set_single(name, invite.headers.get_first(name) or "")
    cancel.headers.set_single("CSeq", f"{invite.cseq.seq if invite.cseq else 1} CANCEL")
    cancel.headers.set_single("Max-Forwards", "70")
    return cancel


def _user_of(header: str) -> str | None:
    inside = header.partition("sip:")[2].partition("@")
    return inside[0].partition(";")[0] or None if inside[1] else None
