"""Debian's sipp as the other side: a program that shares nothing with us. Skipped where it is not installed."""

from __future__ import annotations

import asyncio
import shutil
import socket
from pathlib import Path

import pytest

from contact_center.kernel.contracts.telephony import LegRole, MediaEventKind
from contact_center.kernel.ids import CallId, new_id
from tests.contract.telephony.test_telephones import OURS, Office, library, office
from tests.patience import PATIENCE

SIPP = shutil.which("sipp")
pytestmark = [
    pytest.mark.webrtc,
    pytest.mark.skipif(SIPP is None, reason="sipp is not installed: apt install sip-tester"),
]
__all__ = ["library", "office"]


async def _sipp(folder: Path, *arguments: str) -> asyncio.subprocess.Process:
    assert SIPP is not None
    return await asyncio.create_subprocess_exec(
        SIPP, "-nostdin", "-m", "1", "-i", "127.0.0.1", "-mi", "127.0.0.1", *arguments,
        cwd=folder, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


def _free() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def test_sipp_calls_is_answered_and_hangs_up(office: Office, tmp_path: Path) -> None:
    scenario = Path(__file__).with_name("sipp_calls_us.xml")
    host, port = office.door
    caller = await _sipp(
        tmp_path, "-sf", str(scenario), "-s", OURS, "-p", str(_free()), "-mp", str(_free() & ~1), f"{host}:{port}"
    )
    guest = await office.rings_already()
    call_id, customer = await office.into_call(guest)
    assert (await office.sees(call_id, MediaEventKind.LEG_LEFT, customer)).detail == "hung up"
    async with asyncio.timeout(PATIENCE):
        assert await caller.wait() == 0, "each message came as its scenario wants it"


async def test_sipp_is_called_and_hung_up_on(office: Office, tmp_path: Path) -> None:
    port = _free()
    called = await _sipp(tmp_path, "-sn", "uas", "-p", str(port), "-mp", str(_free() & ~1))
    office.line.to = ("127.0.0.1", port)
    call_id = CallId(new_id())
    await office.telephony.create_bridge(call_id)
    leg = new_id()
    await office.telephony.dial(call_id, leg, LegRole.CUSTOMER, "+886912345678", OURS)
    await office.sees(call_id, MediaEventKind.LEG_JOINED, leg)
    await office.telephony.end_bridge(call_id)
    async with asyncio.timeout(PATIENCE):
        assert await called.wait() == 0
