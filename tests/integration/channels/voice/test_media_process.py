"""The media process and its client, without media: they need no network interface."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from channels.voice.domain import EndedBy, HangUp, new_call, react
from channels.voice.errors import MediaUnavailable
from channels.voice.orders import carry_out, parted
from channels.voice.providers.builtin.client import PROCESS_DIED, BuiltinTelephony
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.contracts.telephony import MediaEvent, MediaEventKind
from contact_center.kernel.errors import GiveUp
from contact_center.kernel.ids import CallId, new_id
from tests.contract.telephony.providers import BuiltinProvider
from tests.patience import PATIENCE
from tests.told import refused


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuiltinProvider]:
    process = BuiltinProvider(tmp_path_factory.mktemp("recordings"))
    process.start()
    yield process
    process.stop()


async def _next(client: BuiltinTelephony, kind: MediaEventKind, call_id: CallId) -> MediaEvent:
    async with asyncio.timeout(PATIENCE):
        async for event in client.events():
            if event.kind is kind and event.call_id == call_id:
                return event
    raise AssertionError("events ended")


async def test_nobody_commands_it_without_the_secret(process: BuiltinProvider) -> None:
    stranger = BuiltinTelephony(process.url, "guessed", SystemClock())
    with pytest.raises(GiveUp, match="not_signed_in"):
        await stranger.create_bridge(CallId(new_id()))
    await stranger.close()
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(f"{process.url}/events")).status_code == 401
        assert (await http.get(f"{process.url}/health")).json()["ok"] is True


async def test_a_call_another_process_made_and_that_nobody_knows_any_more_is_reported_as_ended(
    process: BuiltinProvider,
) -> None:
    client, forgotten = process.client(), CallId(new_id())
    client.adopt({forgotten: 12})
    ended = await _next(client, MediaEventKind.BRIDGE_ENDED, forgotten)
    assert (ended.detail, ended.sequence) == (PROCESS_DIED, 13)
    await client.close()


async def test_decisions_are_carried_out(process: BuiltinProvider) -> None:
    client, call_id, now = process.client(), CallId(new_id()), SystemClock().now()
    call, outcome = new_call(call_id, new_id(), now, record=True, language="zh-TW")
    await carry_out(client, call_id, parted(outcome)[0])
    assert (await client.stats())["calls"] == 1
    call, outcome = react(call, HangUp(EndedBy.SYSTEM), now)
    await carry_out(client, call_id, parted(outcome)[0])
    assert (await client.stats())["calls"] == 0
    assert (await _next(client, MediaEventKind.BRIDGE_ENDED, call_id)).detail is None
    await client.close()


async def test_commands_to_a_process_that_is_gone_say_so(process: BuiltinProvider) -> None:
    process.die()
    client = process.client()
    with refused(MediaUnavailable, match="does not answer"):
        await client.create_bridge(CallId(new_id()))
    await client.close()
    process.start()


async def test_an_orderly_stop_tells_of_the_end_of_its_calls(process: BuiltinProvider) -> None:
    client, call_id = process.client(), CallId(new_id())
    await client.create_bridge(call_id)
    following = asyncio.create_task(_next(client, MediaEventKind.BRIDGE_ENDED, call_id))
    await asyncio.to_thread(process.stop)
    # The last word arrives only if a long poll was open at that moment; else the refusal speaks for it.
    assert (await following).detail in ("media process stopped", PROCESS_DIED)
    await client.close()
    process.start()


def test_it_does_not_start_without_a_secret(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "CONTACT_CENTER_MEDIA_SECRET"}
    done = subprocess.run(
        [sys.executable, "-m", "channels.voice.providers.builtin", "--recordings", str(tmp_path)],
        env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "set CONTACT_CENTER_MEDIA_SECRET" in done.stderr
