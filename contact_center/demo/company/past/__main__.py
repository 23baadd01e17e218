"""`python -m contact_center.demo.company.past`: tells the demo's year of history, once, and ends."""

from __future__ import annotations

import sys

import uvloop

from contact_center.bootstrap.runtime import open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.demo.company import (
    articles,
    call_flow,
    cases,
    consents,
    guides,
    macros,
    past_cases,
    promises,
    quality,
    ratings,
    snippets,
)
from contact_center.demo.company.past import history
from contact_center.demo.company.story.build import build_story
from contact_center.demo.peers.erp.layout import story_anchor
from contact_center.demo.settings import DemoSettings
from contact_center.kernel.clock import SystemClock

STEP = 100
BUDGET = 130.0
"""Seconds; a machine that needs longer gets a year with fewer contacts, so that a first start stays short."""


def main() -> None:
    uvloop.run(_tell(Settings(demo=True), DemoSettings()))


async def _tell(settings: Settings, demo: DemoSettings) -> None:
    async with open_runtime(settings, "past") as runtime:
        now = runtime.clock.now()
        story = build_story(story_anchor(settings.data_dir, now))
        if not await history.told(runtime.database):
            await history.tell(runtime, story, SystemClock().now(), count=demo.history, progress=_say, budget=BUDGET)
            await promises.note(runtime)
            await cases.keep_types(runtime)
            await past_cases.note(runtime)
            await cases.note(runtime, story)
            await articles.note(runtime)
            await consents.note(runtime, story)
            await snippets.write(runtime)
            await guides.write(runtime)
            await macros.write(runtime)
            await call_flow.write(runtime)
            await ratings.note(runtime)
            await quality.evaluate(runtime)


def _say(done: int, of: int) -> None:
    if done % STEP == 0 or done == of:
        sys.stdout.write(f"A year of history: {done:,} of {of:,}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
