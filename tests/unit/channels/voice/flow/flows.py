"""A flow with every kind of step, for tests."""

from __future__ import annotations

from uuid import UUID

from channels.voice.flow.domain import CallFlow, ClaimKind, FlowKey, FlowPrompt, FlowStep, StepKind

ORDERS, REPAIRS = UUID(int=1), UUID(int=2)


def both(en: str, zh: str) -> FlowPrompt:
    return FlowPrompt({"en": en, "zh-Hant": zh})


def key(key: str, leads_to: str = "", language: str = "", label: str = "") -> FlowKey:
    return FlowKey(key, {"en": label, "zh-Hant": label}, leads_to, language)


def whole() -> CallFlow:
    return CallFlow(
        (
            FlowStep("welcome", StepKind.SAY, both("Welcome.", "歡迎。"), leads={"next": "tongue"}),
            FlowStep(
                "tongue", StepKind.LANGUAGE, both("For English press 2.", "中文請按一。"), leads={"next": "hours"},
                keys=(key("1", language="zh-Hant"), key("2", language="en")),
            ),
            FlowStep(
                "hours", StepKind.HOURS, queue=ORDERS,
                leads={"open": "menu", "closed": "shut", "holiday": "shut"},
            ),
            FlowStep("shut", StepKind.SAY, both("We are closed.", "已打烊。"), leads={"next": "message"}),
            FlowStep("message", StepKind.VOICEMAIL, both("Speak.", "請說。"), queue=ORDERS),
            FlowStep(
                "menu", StepKind.MENU, both("Orders 1, repairs 2.", "訂單按 1，維修按 2。"),
                second=both("That was no choice.", "沒有這個選項。"), leads={"no_choice": "busy"},
                keys=(
                    key("1", "order", label="Orders"), key("2", "busy", label="Repairs"), key("9", "menu"),
                    key("0", "outside"),
                ),
            ),
            FlowStep(
                "order", StepKind.IDENTIFY, both("Your order number?", "訂單號碼？"), claim=ClaimKind.ORDER,
                leads={"found": "busy", "not_found": "busy"},
            ),
            FlowStep(
                "busy", StepKind.OVERFLOW, queue=ORDERS, most_waiting=5, most_minutes=10,
                leads={"full": "offer", "next": "place"},
            ),
            FlowStep(
                "offer", StepKind.CALLBACK, both("Press 1 to be called back.", "按 1 回電。"),
                second=both("Your number?", "您的電話號碼？"), queue=ORDERS, leads={"declined": "place"},
            ),
            FlowStep(
                "place", StepKind.ANNOUNCE, both("You are number {place}. It takes {minutes} minutes.",
                                                 "您是第{place}位。約{minutes}分鐘。"),
                queue=ORDERS, leads={"next": "orders"},
            ),
            FlowStep("orders", StepKind.QUEUE, queue=ORDERS, priority=1, skills={"lang:zh": 3}),
            FlowStep("outside", StepKind.TRANSFER, number="+886222220000", leads={"failed": "bye"}),
            FlowStep("bye", StepKind.HANG_UP, both("Good-bye.", "再見。")),
        )
    )  # fmt: skip
