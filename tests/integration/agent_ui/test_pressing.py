"""The line in the top bar about a queue in which somebody waits too long."""

from __future__ import annotations

from datetime import UTC

from agent_ui.frame.alerts import UrgentQueues
from agent_ui.views import Alert
from agent_ui.words.languages import ENGLISH, Words
from contact_center.kernel.ids import AgentId
from tests.centre import Centre


async def alert(centre: Centre, agent: AgentId) -> Alert | None:
    words = Words(ENGLISH, UTC, centre.clock.now())
    return await UrgentQueues().alert(centre.db, centre.tenant, agent, words)


async def test_who_serves_a_queue_is_told_that_its_promise_is_broken(centre: Centre) -> None:
    mei, wei = await centre.agent("Mei"), await centre.agent("Wei", queues=())
    await centre.customer_writes("+886911000001", "hello")
    assert await alert(centre, mei) is None
    centre.clock.pass_(minutes=7)
    assert await alert(centre, mei) == Alert("general: 1 waits, 7:00")
    assert await alert(centre, wei) is None


async def test_mail_that_waits_for_hours_presses_nobody(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    await centre.customer_writes("anna@example.org", "hello", channel="email", kind="email")
    centre.clock.pass_(hours=9)
    assert await alert(centre, mei) is None
