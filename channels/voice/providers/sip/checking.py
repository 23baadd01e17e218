"""Whether a trunk answers, and takes our user and password. Nothing is registered, no telephone rings."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import Sequence
from typing import Final

from aiosipua import SipDigestAuth
from aiosipua.auth import answer_challenge
from aiosipua.message import SipRequest, SipResponse
from aiosipua.utils import generate_branch, generate_call_id, generate_tag

from channels.declaring import ConnectionFinding, Grade
from channels.voice.providers.sip.domain import Trunk
from channels.voice.providers.sip.door import addresses_of
from channels.voice.providers.sip.speech import PROGRAM
from channels.voice.providers.sip.transactions import SipAddress, SipText, Transactions
from channels.voice.providers.sip.wire import SipSocket
from channels.voice.section import VoiceSection

ANSWERS_WITHIN: Final = 4.0


async def tried(trunk: Trunk, section: VoiceSection) -> Sequence[ConnectionFinding]:
    """In the order in which it should be mended."""
    named = {"host": trunk.host, "port": trunk.port}
    addresses = await addresses_of(trunk.host)
    if not addresses:
        return [ConnectionFinding(Grade.WRONG, "trunk_no_address", named)]
    found = [await _asked(trunk, (min(addresses), trunk.port), named)]
    if not trunk.registers:
        found.append(ConnectionFinding(Grade.NOTE, "trunk_by_address", {"port": section.sip_port}))
    if shutil.which(PROGRAM) is None:
        found.append(ConnectionFinding(Grade.NOTE, "trunk_no_speech", {"program": PROGRAM}))
    return found


async def _asked(trunk: Trunk, to: SipAddress, named: dict[str, object]) -> ConnectionFinding:
    probe = _Probe(_our_address(to))
    await probe.start()
    try:
        answer = await probe.ask(_request(trunk, probe.ours, 1), to)
        if answer is not None and answer.status_code in (401, 407) and trunk.registers:
            answer = await _proven(probe, trunk, to, answer) or answer
    finally:
        await probe.stop()
    if answer is None:
        return ConnectionFinding(Grade.WRONG, "trunk_silent", named)
    if trunk.registers and answer.status_code in (401, 403, 404, 407):
        return ConnectionFinding(Grade.WRONG, "trunk_refuses", {**named, "why": _said(answer)})
    if answer.status_code >= 500:
        return ConnectionFinding(Grade.WRONG, "trunk_broken", {**named, "why": _said(answer)})
    return ConnectionFinding(Grade.GOOD, "trunk_lets_us_in" if trunk.registers else "trunk_answers", named)


async def _proven(probe: _Probe, trunk: Trunk, to: SipAddress, asked: SipResponse) -> SipResponse | None:
    again = _request(trunk, probe.ours, 2)
    who = SipDigestAuth(trunk.user, trunk.password)
    proof = answer_challenge(who, asked, asked.status_code, again.method, again.uri)
    if proof is None:
        return None
    again.headers.set_single(*proof)
    return await probe.ask(again, to)


class _Probe:
    """A port of its own for a question or two."""

    def __init__(self, host: str) -> None:
        self._socket = SipSocket((host, 0))
        self._host = host
        self.ours: SipAddress = (host, 0)
        self._answer: asyncio.Future[SipResponse] | None = None

    async def start(self) -> None:
        await self._socket.start()
        self.ours = (self._host, self._socket.port)
        self._transactions = Transactions(self._socket.send, self._up)
        self._socket.on_message = self._hear

    async def stop(self) -> None:
        self._transactions.close()
        await self._socket.stop()

    async def ask(self, request: SipRequest, to: SipAddress) -> SipResponse | None:
        self._answer = asyncio.get_running_loop().create_future()
        self._transactions.ask(request, to)
        try:
            return await asyncio.wait_for(self._answer, ANSWERS_WITHIN)
        except TimeoutError:
            return None

    def _hear(self, message: SipText, source: SipAddress) -> None:
        if isinstance(message, SipResponse):
            self._transactions.hear_response(message, source)

    def _up(self, message: SipText, source: SipAddress) -> None:
        waits = self._answer
        if isinstance(message, SipResponse) and message.status_code >= 200 and waits is not None and not waits.done():
            waits.set_result(message)


def _request(trunk: Trunk, ours: SipAddress, number: int) -> SipRequest:
    """Asks what is registered for our user, without a contact of ours, so it changes nothing; else what it can."""
    method = "REGISTER" if trunk.registers else "OPTIONS"
    request = SipRequest(method=method, uri=f"sip:{trunk.realm}")
    request.headers.append("Via", f"SIP/2.0/UDP {ours[0]}:{ours[1]};branch={generate_branch()};rport")
    request.headers.set_single("From", f"<{trunk.our_uri}>;tag={generate_tag()}")
    request.headers.set_single("To", f"<{trunk.our_uri}>" if trunk.registers else f"<sip:{trunk.realm}>")
    request.headers.set_single("Call-ID", generate_call_id(ours[0]))
    request.headers.set_single("CSeq", f"{number} {method}")
    request.headers.set_single("Max-Forwards", "70")
    return request


def _said(answer: SipResponse) -> str:
    return f"{answer.status_code} {answer.reason_phrase}"


def _our_address(to: SipAddress) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(to)
        return str(probe.getsockname()[0])
