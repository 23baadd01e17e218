from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from channels.voice.providers.builtin.preflight import webrtc_available
from contact_center.demo.peers.carrier.contract import Contract
from tests.centre import Centre
from tests.contract.telephony.providers import BuiltinProvider, Provider
from tests.contract.telephony.stage import Stage
from tests.integration.channels.voice.twilio.exchange import Switch, open_switch
from tools.fetch_twilio_openapi import target

PROVIDERS = {"builtin": BuiltinProvider}


@pytest.fixture(params=PROVIDERS, scope="module")
def provider(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    able, reason = webrtc_available()
    if not able:
        pytest.skip(reason)
    provider = PROVIDERS[request.param](tmp_path_factory.mktemp("recordings"))
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture
async def stage(provider: Provider) -> AsyncIterator[Stage]:
    stage = Stage(provider, provider.client())
    stage.follow()
    yield stage
    await stage.clear()


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract.load(target())


@pytest.fixture
async def switch(centre: Centre, contract: Contract) -> AsyncIterator[Switch]:
    async with open_switch(centre, contract) as made:
        yield made
