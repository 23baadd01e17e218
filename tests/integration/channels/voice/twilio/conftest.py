from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from contact_center.demo.peers.carrier.contract import Contract
from tests.centre import Centre
from tests.integration.channels.voice.twilio.exchange import Switch, open_switch
from tools.fetch_twilio_openapi import target


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract.load(target())


@pytest.fixture
async def switch(centre: Centre, contract: Contract) -> AsyncIterator[Switch]:
    async with open_switch(centre, contract) as made:
        yield made
