"""What callers of the company hear before an agent: a menu in two languages, for its line of calls."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from channels.voice.flow import service
from channels.voice.flow.domain import CallFlow, ClaimKind, FlowKey, FlowPrompt, FlowStep, StepKind
from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.names import KILN, QUEUES, TELEPHONE, VOICE, agent_id, queue_id

NAME: Final = "Main line 總機"
NOTE: Final = "Repairs have a key of their own 維修改為獨立選項"


def _said(en: str, zh: str) -> FlowPrompt:
    return FlowPrompt({"en": en, "zh-Hant": zh})


def _key(key: str, en: str, zh: str, leads_to: str) -> FlowKey:
    return FlowKey(key, {"en": en, "zh-Hant": zh}, leads_to)


def flow() -> CallFlow:
    orders, repairs = queue_id("Orders"), queue_id("Repairs")
    again = _said("Sorry, that is not one of the choices.", "抱歉，沒有這個選項。")
    return CallFlow(
        (
            FlowStep(
                "language", StepKind.LANGUAGE,
                _said("Welcome to Kiln and Co. For English, press 2.", "歡迎致電窯坊，中文請按 1。"),
                leads={"next": "hours"},
                keys=(FlowKey("1", {}, "", "zh-Hant"), FlowKey("2", {}, "", "en")), tries=1,
            ),
            FlowStep(
                "hours", StepKind.HOURS, queue=orders,
                leads={"open": "menu", "closed": "closed", "holiday": "holiday"},
            ),
            FlowStep(
                "menu", StepKind.MENU,
                _said(
                    "For an order, press 1. For a repair, press 2. To hear this again, press 9.",
                    "查詢訂單請按 1，維修請按 2，重聽請按 9。",
                ),
                again, {"no_choice": "busy"},
                (
                    _key("1", "An order", "訂單", "order"), _key("2", "A repair", "維修", "case"),
                    _key("9", "Hear it again", "重聽", "menu"),
                ),
            ),
            FlowStep(
                "order", StepKind.IDENTIFY,
                _said(
                    "Please type your order number, then press hash. If you have none at hand, just wait.",
                    "請輸入訂單編號的數字後按 #，手邊沒有編號請稍候。",
                ),
                _said("We do not find this number.", "查無此編號。"),
                {"found": "busy", "not_found": "busy"}, claim=ClaimKind.ORDER, digits=8,
            ),
            FlowStep(
                "case", StepKind.IDENTIFY,
                _said(
                    "If we know about it already, please type the case number, then press hash. Else just wait.",
                    "若已有案件編號，請輸入數字後按 #，沒有編號請稍候。",
                ),
                leads={"found": "repairs", "not_found": "repairs"}, claim=ClaimKind.CASE, digits=8, tries=1,
            ),
            FlowStep(
                "busy", StepKind.OVERFLOW, queue=orders, most_waiting=8, most_minutes=10,
                leads={"full": "offer", "next": "place"},
            ),
            FlowStep(
                "offer", StepKind.CALLBACK,
                _said(
                    "Many callers are waiting. To be called back within half an hour, press 1. Or hold the line.",
                    "目前等候人數較多。若希望我們在半小時內回電，請按 1；繼續等候請不要掛斷。",
                ),
                _said("Please type your telephone number, then press hash.", "請輸入您的電話號碼後按 #。"),
                {"declined": "place"}, queue=orders,
            ),
            FlowStep(
                "place", StepKind.ANNOUNCE,
                _said(
                    "You are number {place} in line. It takes about {minutes} minutes. Please hold the line.",
                    "您是第 {place} 位。預計等候約 {minutes} 分鐘。請稍候。",
                ),
                queue=orders, leads={"next": "orders"},
            ),
            FlowStep("orders", StepKind.QUEUE, queue=orders),
            FlowStep("repairs", StepKind.QUEUE, _said("One moment, please.", "請稍候。"), queue=repairs),
            FlowStep(
                "holiday", StepKind.SAY, _said("Today is a holiday.", "今天是國定假日。"), leads={"next": "closed"},
            ),
            FlowStep(
                "closed", StepKind.VOICEMAIL,
                _said(
                    "We are closed now. Please leave your name, your number and a few words after the tone.",
                    "目前非營業時間，請在嗶聲後留下姓名、電話與事由。",
                ),
                queue=orders,
            ),
        )
    )  # fmt: skip


async def write(runtime: Runtime) -> None:
    """Two versions, so that there is something to look back at; calls of the company's line enter by the second."""
    queues = {queue_id(name) for name in QUEUES}
    now = flow()
    first = CallFlow(tuple(one for one in now.steps if one.name not in ("case", "holiday")))
    async with runtime.database.work(KILN, actor=f"user:{agent_id('admin')}") as work:
        made = await service.create(work, NAME, _without_case(first))
        await service.publish(work, made, queues, saw=0)
        await service.change(work, made, now, saw=1)
        await service.publish(work, made, queues, saw=2, note=NOTE)
        for account in (VOICE, TELEPHONE):
            await service.assign(work, account, made)


def _without_case(flow: CallFlow) -> CallFlow:
    """As it was before repairs had a key."""
    steps = []
    for one in flow.steps:
        keys = tuple(key for key in one.keys if key.leads_to != "case")
        leads = {branch: "closed" if goal == "holiday" else goal for branch, goal in one.leads.items()}
        steps.append(replace(one, keys=keys, leads=leads))
    return CallFlow(tuple(one for one in steps if one.name != "repairs"))
