"""The score card of Kiln & Co, and what Sam has evaluated with it in the last days."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.names import KILN, agent_id
from contact_center.interactions.reading import agent_day_queries
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.quality import service
from crm_core.quality.domain import CardQuestion, GivenPoints, QuestionKind

CARD: Final = (
    CardQuestion("Greets the customer by name 以姓名稱呼客戶"),
    CardQuestion("Verifies who it is before saying anything of an order 說明訂單前先確認身分", weight=3, fatal=True),
    CardQuestion("Answers what was asked 針對問題回答", QuestionKind.SCALE, 3),
    CardQuestion("Says what happens next, and by when 說明後續步驟與時間", QuestionKind.SCALE, 3),
)
GIVEN: Final = (
    ("mei", (1, 1, 4, 4), "Clear and warm. A date with every promise.", ""),
    ("mei", (1, 1, 3, 2), "Next time: say by when.", ""),
    ("wei", (1, 0, 4, 3), "", "The customer had been verified in the call before."),
    ("wei", (0, 1, 3, 4), "說明清楚，別忘了稱呼客戶。", ""),
)
"""Agent, points, comment, what a disputing agent says."""
LOOKED_BACK: Final = timedelta(days=7)


async def evaluate(runtime: Runtime) -> None:
    async with runtime.database.work(KILN, actor=f"user:{agent_id('sam')}") as work:
        card = await service.write_card(work, "Every contact 所有聯繫", CARD, queue=None)
        for login in dict.fromkeys(one[0] for one in GIVEN):
            pieces = iter(await _finished(work, login))
            for who, points, comment, dispute in GIVEN:
                piece = next(pieces, None) if who == login else None
                if piece is None:
                    continue
                answers = {n: GivenPoints(value) for n, value in enumerate(points)}
                made = await service.begin(work, card, piece, agent_id(login), agent_id("sam"))
                await service.answer(work, made, agent_id("sam"), answers, comment, publish=True)
                if dispute:
                    await service.reply(work, made, agent_id(login), dispute, disputed=True)


async def _finished(work: UnitOfWork, login: str) -> list[UUID]:
    """What the agent had in hand in the last days, the latest first."""
    found = await agent_day_queries.parts(work, KILN, agent_id(login), work.now - LOOKED_BACK, work.now)
    done = [one for one in found if one.connected_at is not None and one.channel in ("voice", "webchat", "email")]
    return list(dict.fromkeys(one.interaction_id for one in reversed(done)))
