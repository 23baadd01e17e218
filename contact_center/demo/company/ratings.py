"""What customers of Kiln & Co have answered when they were asked how it went; somebody is to follow up the last one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from agent_ui.words.care import follow_up
from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.company import store
from contact_center.demo.names import KILN, agent_id
from contact_center.kernel.ids import new_id
from contact_center.kernel.languages import text_for
from crm_core.care import service
from crm_core.care.domain import CAP_DAYS, DELAY_MINUTES, VALID, Rating, RatingKind, care_setting

QUESTION: Final = {"en": "How satisfied are you with our service?", "zh-Hant": "您對我們的服務滿意嗎？"}
ANSWERS: Final = (
    (2, {"en": "I had to explain it three times, and it still drips.", "zh-Hant": "同一件事說了三次，機器還是漏水。"}),
    (5, {"en": "Quick and friendly, thank you.", "zh-Hant": "回覆很快，很親切，謝謝！"}),
    (4, {"en": "Solved within a day.", "zh-Hant": "隔天就處理好了。"}),
    (5, {"en": ""}),
    (3, {"en": "The answer was right, but it took a while.", "zh-Hant": "有解決，但等得有點久。"}),
    (5, {"en": "Clear instructions with pictures.", "zh-Hant": "步驟說明得很清楚。"}),
    (4, {"en": ""}),
    (5, {"en": "They called back when they said they would.", "zh-Hant": "說好的時間準時回電。"}),
    (1, {"en": "The parcel was lost and nobody told me.", "zh-Hant": "包裹寄丟了，沒有人通知我。"}),
    (4, {"en": "Good advice about the grinder.", "zh-Hant": "磨豆機的建議很實用。"}),
    (5, {"en": ""}),
    (4, {"en": "All fine.", "zh-Hant": "都很好。"}),
)
"""The latest first: on the scale of 1 to 5, and what they said, by language."""
SILENT: Final = 8
"""So many more were asked and did not answer."""


async def note(runtime: Runtime) -> None:
    """Of the latest work that was closed, each customer once; the latest answer has just come."""
    now = runtime.clock.now()
    channels = {name: one.capabilities for name, one in runtime.ports.adapters.items()}
    wanted = [
        care_setting(
            one, asks=True, kind=RatingKind.CSAT, question=QUESTION, cap=timedelta(days=CAP_DAYS),
            delay=timedelta(minutes=DELAY_MINUTES),
        )
        for one in ("webchat", "email", "voice")
    ]  # fmt: skip
    async with runtime.database.work(KILN, actor=f"user:{agent_id('admin')}", now=now - timedelta(days=90)) as work:
        await service.set_settings(work, channels, wanted)
    async with runtime.database.read(KILN) as reader:
        closed = await store.answered_lately(reader, KILN, ["webchat", "email"], len(ANSWERS) + SILENT)
    for place, one in enumerate(closed):
        answered = now if place == 0 else min(one.closed_at + timedelta(hours=5), now - timedelta(minutes=1))
        rating = _asked(one, max(one.closed_at, answered - timedelta(hours=1)))
        async with runtime.database.work(KILN, actor="system", now=rating.asked_at) as work:
            await service.note_asked(work, rating)
        if place < len(ANSWERS):
            score, said = ANSWERS[place]
            async with runtime.database.work(KILN, actor="customer", now=answered) as work:
                text = text_for(said, one.language)
                await service.give(work, runtime.ports, rating.id, score, text, subject=follow_up)


def _asked(one: store.AnsweredBefore, at: datetime) -> Rating:
    return Rating(
        id=new_id(), interaction_id=one.id, conversation_id=one.conversation_id, customer_id=one.customer_id,
        channel=one.channel, queue_id=one.queue_id, agent_id=one.agent_id, kind=RatingKind.CSAT.value,
        question=text_for(QUESTION, one.language), language=one.language, asked_at=at, expires_at=at + VALID,
        score=None, comment="", answered_at=None, task_id=None,
    )  # fmt: skip
