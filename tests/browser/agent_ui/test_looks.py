"""Every page in both languages and themes: no accessibility violation, nothing wider than the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.browser.agent_ui.conftest import Site
from tests.proving import PROVING

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
ROUTING = (
    "routing-queues",
    "routing-agents",
    "routing-skills",
    "routing-calendars",
    "routing-queue",
    "routing-queue-wrong",
    "routing-agent",
    "routing-calendar",
    "routing-skill",
    "routing-sharing",
    "routing-rules",
    "routing-rule",
    "routing-replay",
    "routing-what-if",
    "routing-study",
    "routing-simulated",
    "routing-draft",
    "routing-versions",
    "routing-version",
)
PAGES = (
    "sign-in",
    "chat",
    "offer",
    "call",
    "call-work",
    "call-consult",
    "call-outside",
    "call-given-outside",
    "call-parked",
    "call-asked",
    "call-paused",
    "call-over",
    "wrap-up",
    "empty",
    "supervisor",
    "queue",
    "piece",
    "explanation",
    "customers",
    "import",
    "customer",
    "admin",
    "people",
    "person",
    "people-import",
    "leaving",
    "channel-accounts",
    "channel-account",
    "fields",
    "identity",
    "erp",
    "notifications",
    "care",
    "ratings",
    "agent-day",
    "tv",
    "own-day",
    "announced",
    "announcements",
    "serving",
    "quality-list",
    "quality-card",
    "quality-draft",
    "quality-own",
    "report",
    "report-agents",
    "rate-nps",
    "rate-thanks",
    "timeline",
    "timeline-over",
    "quality",
    "proposals",
    "proposal",
    "limits",
    "case-types",
    "codes",
    "sign-in-code",
    "sign-in-set-up",
    "sign-in-recovery",
    "sign-in-tried",
    "own-factor",
    "admin-sign-in",
    "keys",
    "api",
    "webhooks",
    "webhook",
    "privacy",
    "person-data",
    "retention",
    "code",
    "case-type",
    "snippets",
    "call-flows",
    "call-flow",
    "call-flow-try",
    "guides",
    "assistant",
    "guide",
    "signatures",
    "audit",
    "articles",
    "article",
    "article-edit",
    "article-versions",
    "article-gaps",
    "categories",
    "help",
    "help-article",
    "own-refused",
    "own-code",
    "own",
    "own-case",
    "own-choices",
    "own-data",
    "error",
    "new",
    "new-mail",
    *ROUTING,
)


WIDTHS = (1440, 1216, 900, 390)
LOOKS = (("en", "light"), ("zh-Hant", "dark"))


def looks(name: str) -> Sequence[tuple[str, str]]:
    """Every page in each of them; in a sample, every other page in the first and the rest in the second."""
    return LOOKS if PROVING else [LOOKS[PAGES.index(name) % len(LOOKS)]]


async def violations(page: Page) -> list[str]:
    await page.evaluate(AXE.read_text())
    found = await page.evaluate(RULES)
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]


async def too_wide(page: Page) -> list[str]:
    """By how much the page is wider than its window, from the widest window to the narrowest."""
    found = []
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 844})
        wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{wider} px wider than {width}"] if wider > 0 else []
    return found


@pytest.mark.prove
@pytest.mark.parametrize("name", PAGES)
async def test_a_page_is_readable_for_all_and_fits_its_window(site: Site, page: Page, name: str) -> None:
    for language, theme in looks(name):
        await page.set_viewport_size({"width": WIDTHS[0], "height": 844})
        await page.goto(f"{site.url}/gallery/{name}?language={language}&theme={theme}")
        if AXE.is_file():
            assert await violations(page) == []
        assert await too_wide(page) == []
    if not AXE.is_file():
        pytest.skip("it fits; axe-core is not installed for the rest: npm ci --ignore-scripts")


async def test_only_accept_is_filled_while_an_offer_shows(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/offer")
    await page.wait_for_selector("body.offer-open")
    accent = await page.evaluate("getComputedStyle(document.querySelector('.offer .button-main')).backgroundColor")
    filled = await page.evaluate(
        "c => [...document.querySelectorAll('button')].filter(b => getComputedStyle(b).backgroundColor === c).length",
        accent,
    )
    assert filled == 1


async def test_the_theme_changes_at_once_and_is_posted(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat?theme=light")
    async with page.expect_response("**/preferences"):
        await page.click("[data-theme-form] button")
    await page.wait_for_selector("html[data-theme=dark]")
    assert {"dark"} == {c["value"] for c in await page.context.cookies() if c["name"] == "theme"}


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: npm ci --ignore-scripts")
@pytest.mark.parametrize("width", [1440, 390])
async def test_a_supervisor_reaches_every_change_by_keyboard(site: Site, page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 844})
    await page.goto(f"{site.url}/gallery/supervisor?theme=dark")
    for name in ("Change Repairs", "Change 周明德", "Change 許家豪", "Close queues"):
        await page.get_by_role("button", name=name).press("Enter")
        await page.wait_for_selector("#dialog[open] input[name=why]")
        assert await violations(page) == []
        wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0
        await page.keyboard.press("Escape")


async def test_a_swap_of_a_form_whose_field_was_resized_breaks_no_content_security_policy(
    site: Site, page: Page
) -> None:
    """Its size is an inline style, which htmx would copy; the page's fixture fails on any policy violation."""
    await page.goto(f"{site.url}/gallery/routing-study")
    await page.evaluate("document.querySelector('form.editor input[type=date]').style.inlineSize = '20rem'")
    swap = "{target: 'form.editor', select: 'form.editor', swap: 'outerHTML'}"
    await page.evaluate(f"document.querySelector('form.editor').id = 'old'; htmx.ajax('GET', location.href, {swap})")
    await page.wait_for_selector("form.editor:not(#old)")
