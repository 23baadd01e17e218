"""The supervisor with real, small processes."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from contact_center.bootstrap.control import ask, listening
from contact_center.bootstrap.logfiles import shorten
from contact_center.bootstrap.probes import accepts_connections, file_exists
from contact_center.bootstrap.process import ProcessFailed, ProcessSpec, ProcessState
from contact_center.bootstrap.supervisor import BadOrder, PortInUse, Supervisor
from contact_center.kernel.errors import Invalid, NotFound, RetryLater
from tests.patience import PATIENCE
from tests.servers import ROOT

FOREVER = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def python(name: str, code: str, **more: object) -> ProcessSpec:
    spec = ProcessSpec(name, [sys.executable, "-c", code])
    return replace(spec, **more)  # type: ignore[arg-type]


async def never() -> bool:
    return False


async def until(condition: Callable[[], bool], limit: float = PATIENCE) -> None:
    async with asyncio.timeout(limit):
        while not condition():
            await asyncio.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def pids(supervisor: Supervisor) -> dict[str, int | None]:
    return {status.name: status.pid for status in supervisor.statuses()}


def states(supervisor: Supervisor) -> dict[str, ProcessState]:
    return {status.name: status.state for status in supervisor.statuses()}


@pytest.fixture
def supervise(tmp_path: Path) -> Callable[..., Supervisor]:
    def make(specs: Sequence[ProcessSpec], **more: float) -> Supervisor:
        return Supervisor(specs, log_dir=tmp_path / "log", **more)  # type: ignore[arg-type]

    return make


@pytest.fixture
def socket_file() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="cc-", dir="/tmp"))
    yield folder / "control.sock"
    shutil.rmtree(folder)


async def test_a_process_starts_only_when_those_before_it_are_ready(
    supervise: Callable[..., Supervisor], tmp_path: Path
) -> None:
    flag = tmp_path / "database is up"
    first = python(
        "database", f"import pathlib; pathlib.Path({str(flag)!r}).touch(); {FOREVER}", ready=file_exists(flag)
    )
    second = python(
        "web",
        f"import pathlib; print(pathlib.Path({str(flag)!r}).exists(), flush=True); {FOREVER}",
        after=("database",),
    )
    supervisor = supervise([second, first])
    await supervisor.start()
    log = tmp_path / "log" / "web.log"
    await until(lambda: log.read_text(encoding="utf-8") == "True\n")
    await supervisor.stop()


async def test_a_killed_process_comes_back_and_its_return_is_counted(
    supervise: Callable[..., Supervisor],
) -> None:
    supervisor = supervise([python("router", FOREVER)])
    await supervisor.start()
    before = pids(supervisor)["router"]
    assert supervisor.kill("router")
    await until(lambda: pids(supervisor)["router"] not in (before, None))
    status = supervisor.statuses()[0]
    assert status.restarts == 1
    assert status.exit_code == -signal.SIGKILL
    await supervisor.stop()


async def test_a_process_not_meant_to_return_stays_ended(supervise: Callable[..., Supervisor]) -> None:
    supervisor = supervise([python("seed", "pass", restart=False, essential=False)])
    await supervisor.start()
    await until(lambda: states(supervisor)["seed"] is ProcessState.STOPPED)
    await supervisor.stop()


async def test_work_done_once_is_waited_for(supervise: Callable[..., Supervisor], tmp_path: Path) -> None:
    flag = tmp_path / "migrated"
    migrate = python("migrate", f"import pathlib, time; time.sleep(.2); pathlib.Path({str(flag)!r}).touch()", once=True)
    web = python("web", f"import pathlib; assert pathlib.Path({str(flag)!r}).exists(); {FOREVER}", after=("migrate",))
    supervisor = supervise([migrate, web])
    await supervisor.start()
    assert flag.exists()
    assert states(supervisor) == {"migrate": ProcessState.STOPPED, "web": ProcessState.READY}
    await supervisor.stop()


async def test_what_waits_for_a_failed_process_is_not_started(supervise: Callable[..., Supervisor]) -> None:
    seed = python("seed", "raise SystemExit(3)", once=True, essential=False)
    erp = python("erp", FOREVER, after=("seed",), essential=False)
    supervisor = supervise([seed, erp])
    await supervisor.start()
    await until(lambda: states(supervisor)["erp"] is ProcessState.FAILED)
    assert pids(supervisor)["erp"] is None
    await supervisor.stop()


async def test_stop_ends_everything_last_started_first(supervise: Callable[..., Supervisor], tmp_path: Path) -> None:
    order = tmp_path / "order"
    code = (
        "import pathlib, signal, sys, time\n"
        "def leave(*_):\n"
        f"    with pathlib.Path({str(order)!r}).open('a') as f: f.write(sys.argv[1] + ' ')\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, leave)\n"
        f"pathlib.Path({str(tmp_path)!r}, sys.argv[1]).touch()\n"
        "time.sleep(60)\n"
    )

    def spec(name: str, *after: str) -> ProcessSpec:
        return ProcessSpec(name, [sys.executable, "-c", code, name], after=after, ready=file_exists(tmp_path / name))

    supervisor = supervise([spec("database"), spec("worker", "database"), spec("web", "worker")])
    await supervisor.start()
    running = [pid for pid in pids(supervisor).values() if pid]
    await supervisor.stop()
    assert order.read_text(encoding="utf-8").split() == ["web", "worker", "database"]
    assert not any(is_running(pid) for pid in running)
    assert set(states(supervisor).values()) == {ProcessState.STOPPED}


async def test_a_process_that_will_not_listen_is_killed_after_its_time(
    supervise: Callable[..., Supervisor],
) -> None:
    supervisor = supervise([python("deaf", STUBBORN, stop_timeout=0.2)])
    await supervisor.start()
    pid = pids(supervisor)["deaf"]
    assert pid
    await supervisor.stop()
    assert not is_running(pid)


async def test_children_of_a_process_go_with_it(supervise: Callable[..., Supervisor], tmp_path: Path) -> None:
    start = f"subprocess.Popen([sys.executable, '-c', {FOREVER!r}])"
    code = f"import subprocess, sys; print({start}.pid, flush=True); {FOREVER}"
    supervisor = supervise([python("parent", code)])
    await supervisor.start()
    log = tmp_path / "log" / "parent.log"
    await until(lambda: log.read_text(encoding="utf-8").strip().isdigit())
    grandchild = int(log.read_text(encoding="utf-8"))
    await supervisor.stop()
    await until(lambda: not is_running(grandchild))


async def test_a_process_that_cannot_start_is_named_with_its_last_words(
    supervise: Callable[..., Supervisor],
) -> None:
    supervisor = supervise([python("web", "raise SystemExit('no such table: core.message')", ready=never)])
    with pytest.raises(ProcessFailed, match=r"web.*no such table: core\.message"):
        await supervisor.start()


async def test_a_program_that_is_missing_is_named(supervise: Callable[..., Supervisor]) -> None:
    supervisor = supervise([ProcessSpec("erp", ["/nowhere/trytond"], ready=never)])
    with pytest.raises(ProcessFailed, match="/nowhere/trytond: No such file"):
        await supervisor.start()


async def test_a_process_that_never_gets_ready_ends_the_start(supervise: Callable[..., Supervisor]) -> None:
    supervisor = supervise([python("web", FOREVER, ready=never)], start_timeout=0.3)
    with pytest.raises(ProcessFailed, match="web is not ready"):
        await supervisor.start()
    assert set(states(supervisor).values()) == {ProcessState.STOPPED}


async def test_start_does_not_wait_for_what_is_not_essential(supervise: Callable[..., Supervisor]) -> None:
    supervisor = supervise([python("erp", FOREVER, ready=never, essential=False), python("web", FOREVER)])
    await supervisor.start()
    assert states(supervisor)["web"] is ProcessState.READY
    await until(lambda: states(supervisor)["erp"] is ProcessState.STARTING)
    await supervisor.stop()


async def test_a_taken_port_is_named_with_the_setting_that_moves_it(
    supervise: Callable[..., Supervisor],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        supervisor = supervise([python("web", FOREVER, ports=(port,))])
        with pytest.raises(PortInUse, match=rf"port {port} of web.*CONTACT_CENTER_PORT_BASE"):
            await supervisor.start()
        assert supervisor.statuses() == []
        assert await accepts_connections(port)()
    assert not await accepts_connections(port)()


def test_processes_that_wait_in_a_circle_are_refused(supervise: Callable[..., Supervisor]) -> None:
    with pytest.raises(BadOrder, match="web, worker"):
        supervise([python("web", FOREVER, after=("worker",)), python("worker", FOREVER, after=("web",))])


async def test_a_stopped_process_stays_stopped_until_it_is_started(
    supervise: Callable[..., Supervisor],
) -> None:
    supervisor = supervise([python("erp", FOREVER)])
    await supervisor.start()
    await supervisor.stop_one("erp")
    assert states(supervisor)["erp"] is ProcessState.STOPPED
    supervisor.start_one("erp")
    await until(lambda: states(supervisor)["erp"] is ProcessState.READY)
    await supervisor.restart("erp")
    await until(lambda: states(supervisor)["erp"] is ProcessState.READY)
    await supervisor.stop()


async def test_the_control_socket_tells_and_kills(supervise: Callable[..., Supervisor], socket_file: Path) -> None:
    supervisor = supervise([python("router", FOREVER), python("web", FOREVER)])
    await supervisor.start()
    async with listening(supervisor, socket_file):
        told = await ask(socket_file, "status")
        assert [(one["name"], one["state"]) for one in told] == [("router", "ready"), ("web", "ready")]
        await ask(socket_file, "kill", "router", signal="KILL")
        await until(lambda: supervisor.statuses()[0].restarts == 1)
        await ask(socket_file, "stop", "web")
        assert states(supervisor)["web"] is ProcessState.STOPPED
        with pytest.raises(Invalid, match="no process 'nobody'"):
            await ask(socket_file, "kill", "nobody")
        with pytest.raises(Invalid, match="signal: 'LOUD'"):
            await ask(socket_file, "kill", "router", signal="LOUD")
    await supervisor.stop()
    with pytest.raises(RetryLater, match="is the demo running"):
        await ask(socket_file, "status")


def test_an_unknown_name_is_answered_with_the_known_ones(supervise: Callable[..., Supervisor]) -> None:
    with pytest.raises(NotFound, match="no process 'x'"):
        supervise([]).kill("x")


SUPERVISOR = """
import asyncio, pathlib, sys
from contact_center.bootstrap.process import ProcessSpec
from contact_center.bootstrap.supervisor import Supervisor
sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
supervisor = Supervisor([ProcessSpec("web", sleep), ProcessSpec("worker", sleep)], log_dir=pathlib.Path(sys.argv[1]))
def told():
    print(*[status.pid for status in supervisor.statuses()], flush=True)
asyncio.run(supervisor.run(told))
print("stopped", flush=True)
"""


@pytest.mark.parametrize(("number", "words"), [(signal.SIGINT, "stopped\n"), (signal.SIGKILL, "")])
def test_nothing_is_left_behind_when_the_supervisor_is_interrupted_or_killed(
    tmp_path: Path, number: int, words: str
) -> None:
    command = [sys.executable, "-c", SUPERVISOR, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        children = [int(word) for word in process.stdout.readline().split()]
        assert len(children) == 2
        os.kill(process.pid, number)
        assert process.stdout.read() == words
    deadline = time.monotonic() + 20
    while any(is_running(pid) for pid in children):
        assert time.monotonic() < deadline
        time.sleep(0.02)


TALKING = """
import time
while True:
    print("a line of the log", flush=True)
    time.sleep(.001)
"""


async def test_a_log_that_grows_is_put_aside_while_its_process_goes_on_writing(
    supervise: Callable[..., Supervisor], tmp_path: Path
) -> None:
    supervisor = supervise([python("web", TALKING)])
    await supervisor.start()
    log = tmp_path / "log" / "web.log"
    for _ in range(5):
        await until(lambda: log.exists() and log.stat().st_size > 2000)
        assert shorten(tmp_path / "log", longest=2000) == [log]
    await until(lambda: log.stat().st_size > 0)
    assert set(log.read_text().splitlines()) <= {"a line of the log", ""}, "it goes on at the new end"
    assert sorted(path.name for path in log.parent.iterdir()) == ["web.log", "web.log.1", "web.log.2", "web.log.3"]
    await supervisor.stop()
