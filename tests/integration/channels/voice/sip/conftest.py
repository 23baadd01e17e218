"""A contact centre with a trunk: the real media process, telephones that speak SIP, the leader of the lobby."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter

from channels.voice.calling.endpoints import router as calling
from channels.voice.calling.service import CallsOut
from channels.voice.entering import EnteringCalls
from channels.voice.flow.running import FlowRuns
from channels.voice.flow.sounds import PromptSounds
from channels.voice.providers.builtin.preflight import webrtc_available
from channels.voice.providers.sip.client import LobbyLink
from channels.voice.providers.sip.domain import NAME
from channels.voice.providers.sip.leading import LobbyLeader
from channels.voice.providers.sip.lines import SipLines
from channels.voice.providers.sip.schemas import LinesOut
from channels.voice.providers.sip.speech import Prompts
from channels.voice.registry import Providers, WebCalls
from channels.voice.service import CallService
from contact_center.bootstrap.joins.customers import CustomersLanguages
from contact_center.interactions.intake.service import Intake
from contact_center.kernel.ids import ChannelAccountId
from tests.centre import Centre
from tests.integration.channels.voice.service.office import Office, flow_facts, happens, open_office
from tests.servers import Database
from tests.sip_phones import SipPhone

OURS = "+886227361234"


class SipOffice(Office):
    """Its voice account is a trunk, whose other side is this machine."""

    sip_port: int

    def __init__(self, centre: Centre, media: Any, data: Path) -> None:
        super().__init__(centre, media, data)
        self.phones: list[SipPhone] = []
        self.flows = FlowRuns(centre.db, flow_facts(centre))
        self.leading: asyncio.Task[None] | None = None

    def another_web_process(self) -> CallService:
        providers = Providers(WebCalls(self.telephony, self.media.url), SipLines(self.telephony, self.media.url))
        return CallService(self.centre.db, self.ports, providers)

    def calls_out(self, desk: CallService) -> CallsOut:
        return CallsOut(self.centre.db, self.ports, self.centre.accounts, desk, CustomersLanguages(), record=True)

    def routers(self, desk: CallService) -> list[APIRouter]:
        return [*super().routers(desk), calling(self.calls_out(desk))]

    async def trunk(self, port: int = 5060, secrets: Mapping[str, str] | None = None, **settings: Any) -> str:
        """The office's line; its id. `port`: where the other side listens."""
        said = {"provider": NAME, "sip_host": "127.0.0.1", "sip_port": port, **settings}

        async def make(work: Any) -> ChannelAccountId:
            return await self.centre.accounts.create(
                work, channel="voice", name="Own line", address=OURS, settings=said, secrets=dict(secrets or {}),
                queue_id=None,
            )  # fmt: skip

        account: ChannelAccountId = await self.centre.run(make)
        await self.stands(lambda lines: any(one.account == str(account) for one in lines.lines), "the line is open")
        return str(account)

    async def stands(self, condition: Any, what: str) -> LinesOut:
        link = LobbyLink(self.telephony)

        async def so() -> bool:
            return bool(condition(await link.lines()))

        await happens(so, what)
        return await link.lines()

    async def phone(self, hz: float, **how: Any) -> SipPhone:
        made = await SipPhone.open(hz, **how)
        self.phones.append(made)
        return made

    @property
    def door(self) -> tuple[str, int]:
        return ("127.0.0.1", self.sip_port)

    def begin_leading(self) -> None:
        centre = self.centre
        intake = Intake(centre.db, self.ports, silence=timedelta(hours=24), raw_kept=timedelta(days=30))
        calls = EnteringCalls(centre.db, intake, self.desk, CustomersLanguages(), self.flows, True, NAME)
        prompts = Prompts(PromptSounds(centre.db, self.ports.blobs))
        leader = LobbyLeader(LobbyLink(self.telephony), calls, centre.accounts, prompts)
        self.leading = asyncio.create_task(leader.follow())

    async def stop_leading(self) -> None:
        if self.leading is not None:
            self.leading.cancel()
            await asyncio.gather(self.leading, return_exceptions=True)

    async def open(self) -> None:
        await super().open()
        self.begin_leading()

    async def close(self) -> None:
        await self.stop_leading()
        for phone in self.phones:
            await phone.close()
        await super().close()


def _free_udp() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture
async def office(
    centre: Centre, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SipOffice]:
    able, reason = webrtc_available()
    if not able:
        pytest.skip(reason)
    port = _free_udp()
    monkeypatch.setenv("CONTACT_CENTER_SIP_HOST", "127.0.0.1")
    monkeypatch.setenv("CONTACT_CENTER_SIP_PORT", str(port))
    monkeypatch.setenv("CONTACT_CENTER_SIP_MEDIA_PORTS", "26000-26399")
    async with open_office(centre, database, tmp_path, kind=SipOffice) as office:
        office.sip_port = port
        yield office
