"""An SMS line of the test centre: the adapter that ships, before a carrier that keeps pictures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import httpx

from channels.sms.client import SmsAdapter
from channels.sms.service import MessageClaims
from channels.vendors.twilio.client import TwilioClient
from channels.vendors.twilio.verify import FORM
from contact_center.interactions.intake.fetching import Fetcher
from contact_center.kernel.contracts.channels import RawEnvelope
from contact_center.kernel.ids import MessageId
from tests.centre import Centre

CUSTOMER = "+886911222333"
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 20


class Carrier:
    """Answers requests for pictures; `said` is the whole answer to each of the next ones."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.said: list[bytes] = []
        self.passwords: list[bool] = []

    def has(self, status: str, content: bytes = b"", kind: str = "image/png") -> None:
        head = (
            f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n"
        )
        self.said.append(head.encode() + content)

    def picture(self) -> str:
        return f"{self.base}/2010-04-01/Accounts/AC1/Messages/MM1/Media/{uuid4().hex}"


class Line:
    def __init__(self, centre: Centre, carrier: Carrier, adapter: SmsAdapter) -> None:
        self.centre, self.carrier = centre, carrier
        self.inbound = centre.intake
        self.fetcher = Fetcher(centre.db, centre.ports, centre.accounts)
        centre.ports.adapters["sms"] = adapter  # type: ignore[index]

    async def says(self, body: str, **fields: str) -> dict[str, Any]:
        """A customer writes; the message as it is kept, with its interaction."""
        sid = fields.pop("MessageSid", "SM" + uuid4().hex)
        form = {"MessageSid": sid, "From": CUSTOMER, "Body": body, "NumMedia": "0", **fields}
        account = await self.centre.account("sms")
        await self.inbound.take(RawEnvelope(account, sid, self.centre.clock.now(), FORM, urlencode(form).encode()))
        found = await self.centre.rows(
            "select m.id, m.interaction_id, m.conversation_id, i.state, i.outcome from core.message m "
            "left join core.interaction i on i.tenant_id = m.tenant_id and i.id = m.interaction_id "
            "where m.provider_id = %s",
            sid,
        )
        return found[0]

    async def sends_picture(self, *urls: str) -> dict[str, Any]:
        fields = {f"MediaUrl{n}": url for n, url in enumerate(urls)}
        fields |= {f"MediaContentType{n}": "image/png" for n in range(len(urls))}
        return await self.says("", NumMedia=str(len(urls)), **fields)

    async def fetch(self, message: UUID) -> None:
        await self.fetcher.fetch(self.centre.tenant, MessageId(message))

    async def files(self, message: UUID) -> list[dict[str, Any]]:
        return await self.centre.rows(
            "select name, size, blob_key, trouble from core.attachment where message_id = %s order by id", message
        )


@asynccontextmanager
async def sms_line(centre: Centre) -> AsyncIterator[Line]:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        carrier.passwords.append(b"authorization: basic" in asked.lower())
        writer.write(carrier.said.pop(0))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    carrier = Carrier(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    centre.account_ids["sms"] = await centre.run(
        centre.accounts.create,
        channel="sms",
        name="Line",
        address="+886900000006",
        settings={"account_sid": "AC1"},
        secrets={"auth_token": "t" * 32},
        queue_id=centre.queues["general"],
    )
    async with server, httpx.AsyncClient(trust_env=False, timeout=20) as http:
        client = TwilioClient(http, carrier.base)
        adapter = SmsAdapter(
            client, "http://desk.example", MessageClaims(centre.db), centre.clock, timedelta(seconds=20)
        )
        yield Line(centre, carrier, adapter)
