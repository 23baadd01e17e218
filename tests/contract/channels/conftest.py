from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.centre import Centre
from tests.contract.channels.email import EmailKit
from tests.contract.channels.kit import ChannelKit
from tests.contract.channels.sms import SmsKit
from tests.contract.channels.stage import Stage, staged
from tests.contract.channels.voice import VoiceKit
from tests.contract.channels.webchat import WebChatKit

KITS: tuple[type[ChannelKit], ...] = (EmailKit, SmsKit, WebChatKit, VoiceKit)
"""A channel of your own: add its kit here."""


@pytest.fixture(params=KITS, ids=lambda kit: kit.channel)
def kit(request: pytest.FixtureRequest) -> ChannelKit:
    made: ChannelKit = request.param()
    return made


@pytest_asyncio.fixture
async def stage(centre: Centre, kit: ChannelKit) -> AsyncIterator[Stage]:
    async with staged(centre, kit) as made:
        yield made
