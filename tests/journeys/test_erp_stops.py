"""The ERP hangs, then dies, in the middle of a call: the page stays quick and says how old its facts are."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.erp_server import ErpServer
from tests.journeys.world import Console, World
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ

FRESH = re.compile(r"^Tryton, (just now|\d+ s ago|\d+ min ago)$")
"""On a busy machine not at once; what was known before is two hours old."""


@pytest.mark.webrtc
@pytest.mark.erp
async def test_the_erp_stops_during_a_call_and_its_last_facts_stay_with_their_age(
    world: World, tryton: ErpServer
) -> None:
    rosa = await world.agent("rosa", hz=AGENT_HZ)
    wu = await world.visitor("p-wu", hz=CUSTOMER_HZ)
    await wu.calls()
    await rosa.accepts("吳淑芬")
    await expect(await rosa.shows("orders")).to_contain_text("SO-20436")
    await rosa.sees_the_age_of_facts()

    tryton.suspend()  # before the facts grow old: the feed would renew them
    try:
        await _two_hours_pass(world)
        await _shows_what_was_known(rosa, "Tryton has not answered yet.")
        await rosa.picture("erp-hangs-en-light")
        tryton.stop()
        await _shows_what_was_known(rosa, "Tryton does not answer.")
        await rosa.is_recorded()
        await rosa.ear.hears(CUSTOMER_HZ)
    finally:
        tryton.end()
        tryton.start()
    # Left in peace for a while, the ERP is asked again by itself as long as the agent looks.
    await expect(rosa.customer.locator("#facts-orders .source").first).to_have_text(FRESH)
    await expect(rosa.customer.locator("#facts-orders")).to_contain_text("SO-20436")
    await rosa.page.get_by_role("button", name="End call").click()
    await rosa.wraps_up("order_status")


async def _two_hours_pass(world: World) -> None:
    """For the facts, and for the feed that vouches for them: what was read or agreed just now was so then."""
    for table, column in (("erp.fact_block", "as_of"), ("erp.feed", "agreed_at")):
        await world.rows(
            f"update {table} set {column} = {column} - interval '2 hours' where tenant_id = %s returning tenant_id"
        )


async def _shows_what_was_known(console: Console, reason: str) -> None:
    panel = await console.shows("orders")
    await expect(panel).to_contain_text(reason)
    await expect(panel).to_contain_text("SO-20436")
    await expect(panel.locator(".source-old")).to_have_text(re.compile("Tryton, 2 h ago"))
