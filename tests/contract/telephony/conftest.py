from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from channels.voice.providers.builtin.preflight import webrtc_available
from tests.contract.telephony.providers import BuiltinProvider, Provider
from tests.contract.telephony.stage import Stage

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
