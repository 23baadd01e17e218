"""The guides of the story: what agents of Orders and Repairs are led through on the telephone."""

from __future__ import annotations

from typing import Final

from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.names import KILN, agent_id, queue_id
from crm_core.guides import service
from crm_core.guides.domain import END, YES, AnswerKind, GuideChoice, GuideStep


def _step(
    key: str, en: str, zh: str, kind: AnswerKind = AnswerKind.SAY, *choices: GuideChoice, optional: bool = False,
    leads_to: str | None = None,
) -> GuideStep:  # fmt: skip
    return GuideStep(key, {"en": en, "zh-Hant": zh}, kind, optional, leads_to, choices)


def _choice(key: str, en: str, zh: str, leads_to: str | None = None) -> GuideChoice:
    return GuideChoice(key, {"en": en, "zh-Hant": zh}, leads_to)


GUIDES: Final = {
    "Orders": (
        _step("order", "Which order is it about?", "請問是哪一張訂單？", AnswerKind.TEXT),
        _step(
            "wish", "What would you like to change?", "您想更改什麼？", AnswerKind.CHOICE,
            _choice("day", "the day", "日期"), _choice("address", "the address", "地址", "where"),
            _choice("nothing", "nothing, only ask", "只是詢問", "summary"),
        ),
        _step("new_day", "Which day suits you?", "哪一天方便？", AnswerKind.DATE, leads_to="summary"),
        _step("where", "Where should it go? Is there a lift?", "要送到哪裡？有電梯嗎？", AnswerKind.TEXT),
        _step("summary", "I repeat what we agreed; is that right?", "我重複一次我們的約定，請問正確嗎？"),
    ),
    "Repairs": (
        _step("serial", "What is the serial number, on the plate under the drip tray?", "請問滴水盤下方的機身序號？",
              AnswerKind.TEXT, optional=True),
        _step("leaks", "Does water leak from the machine?", "機器有漏水嗎？", AnswerKind.YES_NO,
              GuideChoice(YES, {}, "unplug")),
        _step("since", "Since when?", "從什麼時候開始？", AnswerKind.DATE, optional=True, leads_to="pickup"),
        _step("unplug", "Please unplug it and do not use it until we have seen it.",
              "請先拔掉插頭，在我們檢查前請勿使用。"),
        _step(
            "pickup", "Shall we pick it up, or do you bring it?", "要我們到府收件，還是您送來？", AnswerKind.CHOICE,
            _choice("pickup", "pick it up", "到府收件"), _choice("bring", "they bring it", "自行送修", END),
        ),
        _step("floor", "Which floor is it on?", "請問在幾樓？", AnswerKind.NUMBER),
    ),
}  # fmt: skip


async def write(runtime: Runtime) -> None:
    async with runtime.database.work(KILN, actor=f"user:{agent_id('admin')}") as work:
        for queue, steps in GUIDES.items():
            await service.change(work, queue_id(queue), steps, saw=0)
