"""A page asks once who may read what: thread and customer card show the same past."""

from __future__ import annotations

from agent_ui.compose import customer
from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import open_interaction
from agent_ui.compose.own_work import read_own_work
from agent_ui.compose.thread import thread
from agent_ui.frame.render import AssetAddresses, Renderer
from agent_ui.wiring import TEMPLATE_NAMES
from contact_center.directory.service import Role
from contact_center.interactions.work import closing
from contact_center.interactions.work.rights import Rights, Serving
from contact_center.kernel.ids import AgentId, QueueId, TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from tests.integration.agent_ui.conftest import House, Person


class Counting:
    """Answers as routing does, and counts how often it is asked."""

    def __init__(self, serving: Serving) -> None:
        self.asked = 0
        self._serving = serving

    async def serves(self, reader: Reader, tenant: TenantId, agent: AgentId) -> frozenset[QueueId]:
        self.asked += 1
        return await self._serving.serves(reader, tenant, agent)


async def _closed(house: House, person: Person, text: str) -> None:
    sms = await house.text("886900000001", text)
    await house.give(sms, person.agent)

    async def end(unit: UnitOfWork) -> None:
        await closing.close(unit, house.runtime.ports, sms, person.agent)

    await house.runtime.database.run(house.tenant, end, actor=person.who.actor)


async def test_the_past_beside_a_conversation_is_asked_for_once(house: House) -> None:
    wei, mei = await house.person("wei", Role.AGENT), await house.person("mei", Role.AGENT)
    await _closed(house, wei, "first matter")
    await _closed(house, wei, "second matter")
    sms = await house.text("886900000001", "hello again")
    await house.give(sms, mei.agent)
    serving = Counting(house.runtime.ports.planner)
    renderer = Renderer(AssetAddresses({"icons/icons.svg": "i"}), TEMPLATE_NAMES)
    words = renderer.words("en", house.runtime.clock.now())
    lens = Lens(house.tenant, mei.agent, "Mei", words, Rights(serving, mei.who))
    adapters = house.runtime.ports.adapters
    async with house.runtime.database.read(house.tenant) as reader:
        found = await read_own_work(reader, lens)
        opened = await open_interaction(reader, lens, sms)
        before = serving.asked
        past = await customer.past_beside(reader, lens, opened.header)
        shown = await thread(reader, lens, adapters, found, opened, None, past)
        card = await customer.beside(reader, lens, opened.header, opened.who, past)
        assert serving.asked - before == 1
        alone = await thread(reader, lens, adapters, found, opened)
        assert alone.past == shown.past
        assert await customer.beside(reader, lens, opened.header, opened.who) == card
    assert len(shown.past) == 2
    assert len(card.history) == 2
