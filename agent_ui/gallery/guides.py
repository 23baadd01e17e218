"""Samples of guides, beside a call and as administrators write them, and of the assistant."""

from __future__ import annotations

from agent_ui.admin.assistant.views import AssistantPage
from agent_ui.admin.guides.views import ChoiceForm, GuideLine, GuidePage, GuidesPage, GuideVersionLine, StepForm
from agent_ui.gallery.people import sample_id
from agent_ui.views.assisting import AssistedView, AssistView
from agent_ui.views.guides import (
    CallWorkView,
    Disposition,
    GuideAnswerLine,
    GuideOption,
    GuideStepView,
    GuideView,
    OpensCase,
)

QUEUE = sample_id(61)
_DONE = (
    GuideAnswerLine("who", "Who is it?", "David Okafor", "Mei, 14:33"),
    GuideAnswerLine("which", "Which machine, and its serial number?", "E1, K1-6102", "Mei, 14:34"),
)


def beside() -> tuple[GuideView, ...]:
    step = GuideStepView(
        "day", "“Thursday the 26th works. Morning from 9 to 12, or afternoon from 13 to 17?”", "choice", optional=True,
        options=(
            GuideOption("morning", "9 to 12"),
            GuideOption("noon", "13 to 17"),
            GuideOption("other", "another day"),
        ),
    )  # fmt: skip
    return (GuideView(QUEUE, "Repairs", _DONE, step, 3, 5, can_answer=True),)


def answered() -> tuple[GuideView, ...]:
    done = (*_DONE, GuideAnswerLine("day", "Which day?", "9 to 12", "Mei, 14:35"))
    return (GuideView(QUEUE, "Repairs", done, finished=True),)


def asked(kind: str) -> tuple[GuideView, ...]:
    step = GuideStepView("floor", "“Is there a lift, and which floor?”", kind, optional=kind == "number")
    return (GuideView(QUEUE, "Repairs", _DONE, step, 3, 5, can_answer=True),)


def call_work() -> CallWorkView:
    return CallWorkView(
        (Disposition("0", "Second visit", "Repair › Heating", "complaint"), Disposition("1", "Late", "Order")),
        "0",
        required=True,
        opens=OpensCase("complaint", "Complaint"),
    )


def queues() -> GuidesPage:
    return GuidesPage(
        (GuideLine(QUEUE, "Repairs", "5 steps, changed 09:12"), GuideLine(sample_id(62), "Orders", "no guide"))
    )


def page() -> GuidePage:
    fixed = (
        ChoiceForm("yes", "", "", "day", named=False, label="Yes"),
        ChoiceForm("no", "", "", "", named=False, label="No"),
    )
    named = (ChoiceForm("morning", "9 to 12", "9 點到 12 點", ""), ChoiceForm("other", "another day", "改天", "end"))
    spare = ChoiceForm("", "", "", "")
    return GuidePage(
        QUEUE, "Repairs", 2,
        (
            StepForm(0, "urgent", "Does it leak?", "有漏水嗎？", "yes_no", False, "", (*fixed, spare)),
            StepForm(1, "day", "Morning or afternoon?", "上午或下午？", "choice", True, "end", (*fixed, *named, spare)),
            StepForm(2, "", "", "", "say", False, "", (*fixed, spare)),
        ),
        (("say", "nothing, it is only said"), ("yes_no", "yes or no"), ("choice", "one of several")),
        (("", "the next step"), ("day", "2. Morning or afternoon?"), ("end", "the end")),
        (GuideVersionLine(2, "09:12", "Ada", 2), GuideVersionLine(1, "Fri 27 Nov", "Ada", 1)),
        error="Step 2: A step or an answer leads to an earlier step or to none; choose a later one, or the end.",
        shown=1,
    )  # fmt: skip


def assist() -> AssistView:
    return AssistView(
        QUEUE, ((sample_id(71), "我們週五早上開幕，至少要先有一台能用。"), (sample_id(72), "您好，我們訂單"))
    )


def assisted() -> AssistedView:
    return AssistedView(
        "draft", "佳穎您好，一台今天出貨，明天到店。第二台 [ ] 到。", "local-model", cut=True, can_insert=True
    )


def assistant() -> AssistantPage:
    return AssistantPage(
        True, "http://localhost:11434/v1", "local-model", 30, True, "It answers: local-model.",
        "The assistant did not answer in time; try again, or have it given more time.",
    )  # fmt: skip
