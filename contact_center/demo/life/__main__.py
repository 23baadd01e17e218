"""`python -m contact_center.demo.life`: the simulated customers and agents of the demo."""

from __future__ import annotations

from random import Random

import httpx
import uvloop

from channels.voice.calls import call_desk
from channels.voice.providers.builtin.preflight import webrtc_available
from channels.voice.service import CallService
from contact_center.bootstrap.heartbeat import beat
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.bootstrap.worker import until_stopped
from contact_center.demo.company.matters import Matters
from contact_center.demo.company.story.build import build_story
from contact_center.demo.life.answering import Answers
from contact_center.demo.life.cast import Cast
from contact_center.demo.life.chatting import ChatClient
from contact_center.demo.life.colleagues import Colleagues
from contact_center.demo.life.customers import Customers
from contact_center.demo.life.headset import Headset
from contact_center.demo.life.hints import Hints
from contact_center.demo.life.pace import PaceFile
from contact_center.demo.names import HOST_TOKEN_SECRET, WEBCHAT
from contact_center.demo.peers.erp.layout import story_anchor
from contact_center.demo.peers.visitor_site.from_story import site_config
from contact_center.demo.settings import DemoSettings


def main() -> None:
    uvloop.run(live(Settings(demo=True), DemoSettings()))


async def live(settings: Settings, demo: DemoSettings) -> None:
    """Until SIGTERM or SIGINT."""
    pace = PaceFile(settings.data_dir)
    pace.begin(demo.pace)
    async with (
        open_runtime(settings, "life") as runtime,
        httpx.AsyncClient(timeout=15.0, trust_env=False) as http,
        call_desk(runtime) as (desk, _),
    ):
        customers, colleagues = _simulators(runtime, http, pace, desk)
        await until_stopped([beat(runtime, "life"), colleagues.run(), customers.run()])


def _simulators(
    runtime: Runtime, http: httpx.AsyncClient, pace: PaceFile, desk: CallService
) -> tuple[Customers, Colleagues]:
    settings, random = runtime.settings, Random()  # noqa: S311 - a story, not a secret
    story = build_story(story_anchor(settings.data_dir, runtime.clock.now()))
    matters, hints = Matters(story), Hints()
    cast = Cast(story, matters, random)
    chats = ChatClient(http, f"http://127.0.0.1:{settings.port}", WEBCHAT, HOST_TOKEN_SECRET, runtime.clock)
    site = site_config(story, settings)
    media, _ = webrtc_available()
    headset = Headset(runtime.database, desk, random) if media else None
    colleagues = Colleagues(runtime, Answers(runtime, matters, cast, random), cast, hints, pace, random, headset)

    def may_call() -> bool:
        return media and colleagues.take_calls

    return Customers(story, cast, site, chats, hints, pace, runtime.clock, http, random, may_call), colleagues


if __name__ == "__main__":
    main()
