"""A new channel is one folder: here an installed package, known by its entry point alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from contact_center.bootstrap.connecting import NewChannel, add_channel, connecting_of, next_step
from contact_center.directory.service import Role
from contact_center.interactions.presence import service as presence
from contact_center.kernel.contracts.channels import ChannelAccount, Delivery
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import ConversationId, InteractionId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import HOST, House, application, furnished
from tests.servers import Database

PACKAGE = Path(__file__).parents[2] / "fixtures" / "pigeon_post"
LETTER = {"from": "+886911000009", "text": "Where is my kiln?"}


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is installed, and nothing else is changed."""
    monkeypatch.syspath_prepend(str(PACKAGE))


@pytest_asyncio.fixture(loop_scope="session")
async def house(installed: None, database: Database, redis_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """Of an application that was made after it was installed."""
    async with application(database, redis_url, tmp_path) as (app, runtime):
        yield await furnished(app, runtime)


async def connected(house: House, **settings: Any) -> ChannelAccount:
    new = NewChannel("pigeon", "Loft", " Old Tower ", settings, {}, "Orders")

    async def add(work: UnitOfWork) -> ChannelAccount:
        return await add_channel(work, connecting_of(house.runtime), new)

    return await house.runtime.database.run(house.tenant, add, actor="test")


async def test_its_account_is_checked_and_the_next_step_told(house: House) -> None:
    with pytest.raises(Invalid, match="loft"):
        await connected(house)
    account = await connected(house, loft="north")
    assert account.address == "old tower"
    assert next_step(account, HOST) == f"Let the keeper of the loft send letters to {HOST}/pigeon/{account.id}"


async def test_its_messages_come_in_wait_are_shown_answered_and_delivered(house: House) -> None:
    account = await connected(house, loft="north")
    mei, lea = await house.person("mei", Role.AGENT), await house.person("lea", Role.SUPERVISOR)
    await house.runtime.database.run(
        house.tenant, lambda work: presence.set_capacity(work, mei.agent, {"*": 5, "pigeon": 2}), actor="test"
    )
    async with house.stranger() as keeper:
        for _ in range(2):  # brought twice, taken once
            assert (await keeper.post(f"/pigeon/{account.id}/ring-7", json=LETTER)).status_code == 204
    (waiting,) = await house.rows(
        "select id, conversation_id, state, channel, tier, queue_id from core.interaction where tenant_id = %s",
        house.tenant,
    )
    assert (waiting["state"], waiting["channel"], waiting["tier"]) == ("queued", "pigeon", "messaging")
    assert waiting["queue_id"] == house.queues[house.tenant]
    board = (await lea.get("/supervisor")).text
    assert "Pigeon post" in board
    interaction = InteractionId(waiting["id"])
    segment = await house.offer(interaction, mei.agent)
    offered = (await mei.get("/console")).text
    assert "Pigeon post" in offered
    assert LETTER["text"] in offered
    assert (await mei.post(f"/console/offers/{segment}/accept")).status_code == 200
    form = {"text": "It left the kiln today.", "client_key": str(new_id())}
    assert (await mei.post(f"/console/interactions/{interaction}/messages", form)).status_code == 204
    await house.runtime.outbox.flush(house.tenant, ConversationId(waiting["conversation_id"]))
    loft: Any = house.runtime.ports.adapters["pigeon"]
    assert [(sent.recipient.value, sent.text) for sent in loft.loft.values()] == [(LETTER["from"], form["text"])]
    (message,) = await house.rows(
        "select delivery from core.message where tenant_id = %s and direction = 'out'", house.tenant
    )
    assert message["delivery"] == Delivery.SENT


async def test_a_new_agent_has_places_for_it_and_the_policy_offers_it(house: House) -> None:
    ada = await house.person("ada", Role.ADMIN)
    assert (await ada.post("/admin/people/new", {"name": "Kim", "role": "agent", "login": "kim"})).is_success
    (kim,) = await house.rows("select id from core.user_account where tenant_id = %s and login = 'kim'", house.tenant)
    places = await house.rows(
        "select capacity from core.agent_load where tenant_id = %s and agent_id = %s and channel = 'pigeon'",
        house.tenant, kim["id"],
    )  # fmt: skip
    assert [row["capacity"] for row in places] == [2]
    form = (await ada.get("/admin/routing/agents/edit?name=kim")).text
    assert "Pigeon post" in form
