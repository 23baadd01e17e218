"""A colleague is asked on a call, swapped with, brought in and given the customer; tones tell who hears whom."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from contact_center.demo.names import agent_id
from tests.installation import until
from tests.journeys.world import Console, Visitor, World
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, THIRD_HZ

pytestmark = pytest.mark.webrtc


async def test_a_call_is_consulted_about_swapped_conferenced_and_handed_over(world: World) -> None:
    mei = await world.agent("mei", hz=AGENT_HZ)
    okafor = await world.visitor("p-okafor", hz=CUSTOMER_HZ)
    await okafor.calls()
    await mei.accepts("David Okafor")
    await mei.is_recorded()
    await okafor.ear.hears(AGENT_HZ)
    await mei.page.keyboard.press("F4")
    await okafor.ear.hears_music(AGENT_HZ)
    await mei.page.keyboard.press("F4")
    await okafor.ear.hears(AGENT_HZ)

    wei = await joins(world)
    await asks(mei, "wei")
    await okafor.ear.hears_music(AGENT_HZ, THIRD_HZ)
    await mei.ear.hears_no(CUSTOMER_HZ)
    await wei.is_offered("David Okafor")
    await wei.picture("consult-offer-zh-light")
    await wei.accepts("David Okafor")
    await mei.ear.hears(THIRD_HZ)
    await wei.ear.hears(AGENT_HZ)
    await okafor.ear.hears_music(AGENT_HZ, THIRD_HZ)
    await expect(wei.customer).to_contain_text("David Okafor")
    await mei.picture("consult-en-light")
    await mei.picture("consult-en-dark", theme="dark")
    await wei.picture("consulted-zh-light")

    await mei.page.keyboard.press("F4")
    await okafor.ear.hears(AGENT_HZ)
    await okafor.ear.hears_no(THIRD_HZ)
    await wei.ear.hears_music(AGENT_HZ, CUSTOMER_HZ)
    await mei.page.keyboard.press("F4")
    await mei.ear.hears(THIRD_HZ)
    await okafor.ear.hears_music(AGENT_HZ, THIRD_HZ)

    await mei.page.keyboard.press("h")
    await okafor.ear.hears(AGENT_HZ)
    await okafor.ear.hears(THIRD_HZ)
    await wei.ear.hears(CUSTOMER_HZ)
    await mei.picture("conference-en-light")

    await mei.page.keyboard.press("u")
    await okafor.ear.hears_no(AGENT_HZ)
    await okafor.ear.hears(THIRD_HZ)
    await wei.ear.hears(CUSTOMER_HZ)
    await mei.wraps_up("advice_given")
    await expect(okafor.call_title).to_contain_text("Wei")
    await expect(wei.page.locator("#above")).to_contain_text("由您接手")
    await wei.picture("handed-over-zh-light")

    await wei.page.locator("#desk [data-call-do=hangup]").click()
    await expect(okafor.call_title).to_have_text("The call has ended")
    await wei.wraps_up("advice_given")


async def test_a_colleague_who_leaves_gives_the_customer_back_and_a_customer_who_leaves_ends_the_ringing(
    world: World,
) -> None:
    mei, nair, wei = await _consult(world)
    await wei.page.locator("#desk [data-call-do=hangup]").click()
    await nair.ear.hears(AGENT_HZ)
    await expect(mei.page.locator("#above")).to_contain_text("talking with the customer again")
    await expect(wei.page.locator("[data-call]")).to_have_count(0)
    await expect(mei.thread).to_contain_text("left the call")

    await asks(mei, "wei")
    await wei.is_offered("Priya Nair")
    await nair.hangs_up()
    await expect(wei.offer).to_have_count(0)
    await mei.wraps_up("advice_given")


async def _consult(world: World) -> tuple[Console, Visitor, Console]:
    mei, nair = await world.agent("mei", hz=AGENT_HZ), await world.visitor("p-nair", hz=CUSTOMER_HZ)
    await nair.calls()
    await mei.accepts("Priya Nair")
    await mei.is_recorded()
    wei = await joins(world)
    await asks(mei, "wei")
    await wei.accepts("Priya Nair")
    await wei.ear.hears(AGENT_HZ)
    return mei, nair, wei


async def joins(world: World, hz: float = THIRD_HZ) -> Console:
    """A colleague who can be asked: whoever is still signing in cannot be reached yet."""
    wei = await world.agent("wei", hz=hz)

    async def reached() -> bool:
        return bool(
            await world.rows(
                "select 1 from core.agent_connection c join core.presence p on p.tenant_id = c.tenant_id "
                "and p.agent_id = c.agent_id join core.user_account u on u.tenant_id = c.tenant_id "
                "and u.id = c.agent_id where c.tenant_id = %s and u.login = 'wei' and c.closed_at is null "
                "and p.state = 'available' and p.unreachable_since is null"
            )
        )

    await until(reached, "the colleague can be reached")
    return wei


async def asks(agent: Console, login: str) -> None:
    """By keys alone, but for the choice of the colleague."""
    await agent.page.keyboard.press("t")
    await expect(agent.page.locator("#dialog[open]")).to_be_visible()  # what it showed before stands there until then
    await agent.page.locator(f"#dialog input[value='agent:{agent_id(login)}']").check()
    await agent.page.keyboard.press("Control+Shift+Enter")
    await expect(agent.page.locator("#dialog[open]")).to_have_count(0)
    await expect(agent.page.locator("#desk .call-people")).to_be_visible()
