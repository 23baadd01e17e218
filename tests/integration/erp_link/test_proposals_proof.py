"""Random runs against a real Tryton: whatever is killed, cut, doubled or restarted, each act stands once or nowhere."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import UUID

import pytest
import pytest_asyncio

from contact_center.interactions.delivery.service import PostponedUntil
from contact_center.kernel.clock import ManualClock
from contact_center.kernel.contracts.erp_acts import ErpAct, ProposalState
from contact_center.kernel.ids import new_id
from erp_link.proposals.domain import ActAsked
from erp_link.proposals.service import ActRequest
from erp_link.store import PostgresFactsStore
from erp_link.system_store import SystemRow
from tests.erp_server import ErpServer
from tests.integration.erp_link.acting import MOSS_LANE, Desk, Loses, open_desk
from tests.integration.erp_link.conftest import TENANT
from tests.integration.erp_link.test_proposals import asked_of_tryton
from tests.proving import examples

pytestmark = [pytest.mark.erp, pytest.mark.timeout(14_400), pytest.mark.xdist_group("tryton")]
RUNS = examples(16, long=1000)
RESTARTS = 1 / 60
"""Of the runs, those in which Tryton itself is killed and started again."""


@pytest_asyncio.fixture
async def desk(tryton: ErpServer, store: PostgresFactsStore, clock: ManualClock) -> AsyncIterator[Desk]:
    told = tryton.settings()
    row = SystemRow("tryton", told.url, told.database, told.user, told.password.encode())
    opened = await open_desk(store._database, clock, row, tryton.port)
    yield opened
    await opened.close()


async def killed(desk: Desk, id: UUID, after: float) -> None:
    """A sender that dies in the middle of whatever it does then: its transactions end with it."""
    sending = asyncio.create_task(desk.sender.send(TENANT, id))
    await asyncio.sleep(after)
    sending.cancel()
    with suppress(asyncio.CancelledError, PostponedUntil):
        await sending


async def attempt(desk: Desk, tryton: ErpServer, id: UUID, dice: random.Random) -> None:
    """One try to send, in which something may go wrong; time goes on after it."""
    what = dice.choice(("well", "answer", "question", "killed", "double", "restart"))
    if what == "restart" and dice.random() > RESTARTS * 6:
        what = "well"
    if what in ("answer", "question"):
        desk.wire.losing = [Loses(what)]
    elif what == "restart":
        tryton.kill()
        with suppress(PostponedUntil):
            await desk.sender.send(TENANT, id)
        tryton.start()
    if what == "killed":
        await killed(desk, id, dice.random() * 0.6)
    else:
        senders = 2 if what == "double" else 1
        done = await asyncio.gather(*(desk.sender.send(TENANT, id) for _ in range(senders)), return_exceptions=True)
        wrong = [one for one in done if isinstance(one, BaseException) and not isinstance(one, PostponedUntil)]
        assert wrong == []
    desk.wire.losing = []
    desk.clock.pass_(seconds=dice.choice((1, 20, 60)))


@pytest.mark.prove
async def test_nothing_is_doubled_and_nothing_lost_whatever_breaks(desk: Desk, tryton: ErpServer) -> None:
    dice = random.Random(20261205)
    ids: list[UUID] = []
    for n in range(RUNS):
        id = new_id()
        ids.append(id)
        await desk.propose(ActRequest(ErpAct.NOTE, MOSS_LANE, asked=ActAsked(text=f"Run {n} {id}")), id=id)
        for _ in range(dice.randint(1, 3)):
            await attempt(desk, tryton, id, dice)
    ends = [await desk.run(id) for id in ids]
    assert Counter(one.state for one in ends) == {ProposalState.DONE: RUNS}
    notes = await asked_of_tryton_all(tryton, "ir.note", [["message", "like", "Run %"]], "message")
    written = Counter(str(one["message"]).rsplit(" ", 1)[1] for one in notes)
    assert written == Counter(str(id) for id in ids), "each once"
    kept = await asked_of_tryton_all(tryton, "contact_center.proposal", [["kind", "=", "note"]], "key")
    assert {str(id) for id in ids} <= {str(one["key"]) for one in kept}


async def asked_of_tryton_all(
    tryton: ErpServer, model: str, domain: list[object], field: str
) -> list[dict[str, object]]:
    """All of them, a thousand at a time."""
    found: list[dict[str, object]] = []
    while True:
        last = max((int(str(one["id"])) for one in found), default=0)
        some = await asked_of_tryton(tryton, model, [*domain, ["id", ">", last]], field)
        found += some
        if len(some) < 1000:
            return found
