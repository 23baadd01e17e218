"""Voice: its envelopes are written by our own signalling; a call carries no written messages.

What its providers do with sound is the telephony contract's (`tests/contract/telephony`).
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from channels.voice.adapter import CONTENT_TYPE, VoiceAdapter, envelope_body
from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAccount, ChannelAdapter, RawEnvelope
from tests.centre import START, Centre
from tests.contract.channels.kit import ChannelKit


class VoiceKit(ChannelKit):
    channel = "voice"
    address = "conformance-calls"

    @asynccontextmanager
    async def opened(self, centre: Centre) -> AsyncIterator[ChannelAdapter]:
        yield VoiceAdapter()

    def customer(self, number: int) -> str:
        return f"visitor-{number:032x}"

    def envelope(
        self, account: ChannelAccount, number: int, text: str, *, customer: int = 0, name: str | None = None
    ) -> RawEnvelope:
        caller = Address(AddressKind.WEB, self.customer(customer), name)
        body = envelope_body(f"call-{number}", caller, verified=None, language="en")
        return RawEnvelope(account, f"call-{number}", START, CONTENT_TYPE, body)

    def malformed(self, account: ChannelAccount) -> Sequence[RawEnvelope]:
        broken: list[bytes] = [
            b"", b"\x00", b"{", b"[]", b"null", b"7", b'{"kind": "web"}', b'{"kind": "smoke", "value": "x"}',
            b'{"kind": "web", "value": ""}', b'{"kind": "web", "value": 7}',
            b'{"kind": "web", "value": "x", "name": {}}', b'{"kind": "web", "value": "x", "verified": []}',
            b"[" * 100_000, json.dumps({"kind": "web", "value": "x" * 10_000}).encode(),
        ]  # fmt: skip
        return [RawEnvelope(account, f"broken-{n}", START, CONTENT_TYPE, body) for n, body in enumerate(broken)]
