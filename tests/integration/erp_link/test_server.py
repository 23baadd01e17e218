"""The demo's ERP as the supervisor runs it."""

from __future__ import annotations

import os
import sys
import time

import pytest

from tests.erp_server import ErpServer
from tests.patience import PATIENCE

pytestmark = [pytest.mark.erp, pytest.mark.timeout(900), pytest.mark.xdist_group("tryton")]


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    raise AssertionError(f"process {pid} is still there")


def test_sigterm_stops_it_with_its_tryton_and_leaves_the_port_free(tryton: ErpServer) -> None:
    pid = tryton.tryton_pid
    assert tryton.stop() == 0
    wait_until_gone(pid)
    assert not tryton.listens()


def test_a_suspended_tryton_is_stopped_as_well(tryton: ErpServer) -> None:
    pid = tryton.tryton_pid
    tryton.suspend()
    assert tryton.stop() == 0
    wait_until_gone(pid)


def test_tryton_ends_with_a_parent_that_was_killed(tryton: ErpServer) -> None:
    pid = tryton.tryton_pid
    tryton.kill()
    wait_until_gone(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a suspended child with its parent")
def test_a_suspended_tryton_ends_with_a_parent_that_was_killed(tryton: ErpServer) -> None:
    pid = tryton.tryton_pid
    tryton.suspend()
    tryton.kill()
    wait_until_gone(pid)


def test_killed_tryton_ends_the_server_so_that_the_supervisor_sees_it(tryton: ErpServer) -> None:
    os.kill(tryton.tryton_pid, 9)
    assert tryton.process is not None
    assert tryton.process.wait(20) != 0


def test_a_second_start_finds_its_data(tryton: ErpServer) -> None:
    tryton.stop()
    tryton.start()
    assert tryton.listens()
