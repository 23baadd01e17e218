"""Samples of call flows, as administrators write and try them."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.admin.call_flows import compose, forms
from agent_ui.admin.call_flows.trying import TriedWith, tried
from agent_ui.admin.call_flows.views import (
    CallAccountLine,
    CallerBlockLine,
    CallFlowLine,
    CallFlowPage,
    CallFlowsPage,
    FlowChangeLine,
    FlowCountsLine,
    FlowVersionLine,
    TriedCallPage,
)
from agent_ui.gallery.people import sample_id
from agent_ui.words.languages import Words
from channels.voice.flow.checking import problems
from channels.voice.flow.domain import LANGUAGES, CallFlow, FlowKey, FlowPrompt, FlowStep, StepKind, StoredFlow
from channels.voice.flow.service import FlowDraft

FLOW, QUEUE = sample_id(81), sample_id(61)


def _said(en: str, zh: str) -> FlowPrompt:
    return FlowPrompt({"en": en, "zh-Hant": zh})


def sample() -> CallFlow:
    return CallFlow(
        (
            FlowStep("language", StepKind.LANGUAGE, _said("For English press 2.", "中文請按 1。"),
                     leads={"next": "hours"},
                     keys=(FlowKey("1", language="zh-Hant"), FlowKey("2", language="en"))),
            FlowStep("hours", StepKind.HOURS, queue=QUEUE,
                     leads={"open": "menu", "closed": "message", "holiday": "message"}),
            FlowStep("menu", StepKind.MENU, _said("For orders press 1, for repairs 2.", "訂單請按 1，維修請按 2。"),
                     leads={"no_choice": "orders"},
                     keys=(FlowKey("1", {"en": "Orders", "zh-Hant": "訂單"}, "number"),
                           FlowKey("2", {"en": "Repairs", "zh-Hant": "維修"}, "orders"),
                           FlowKey("9", {"en": "Again", "zh-Hant": "重聽"}, "menu"))),
            FlowStep("number", StepKind.IDENTIFY, _said("Please type your order number.", "請輸入訂單編號。"),
                     leads={"found": "orders", "not_found": "orders"}),
            FlowStep("orders", StepKind.QUEUE, queue=QUEUE),
            FlowStep("message", StepKind.VOICEMAIL, FlowPrompt({"en": "We are closed. Please leave a message."}),
                     queue=QUEUE),
        )
    )  # fmt: skip


def listed(now: datetime) -> CallFlowsPage:
    return CallFlowsPage(
        (
            CallFlowLine(FLOW, "Main line 總機", "version 3 is live, with changes that are not published", ("Calls",)),
            CallFlowLine(sample_id(82), "Night line", "a draft, not published yet", ()),
        ),
        (CallAccountLine(sample_id(83), "Calls 電話", "+886 2 2711 0480", str(FLOW)),),
        ((str(FLOW), "Main line 總機"),),
        (FlowCountsLine("Calls 電話", "214", "151", "18", "9", "0", "22", "11", "2", "1"),),
        (CallerBlockLine(sample_id(84), "+886 912 000 111", now - timedelta(hours=3), "Mei"),),
        notice="Calls that come from now on enter this way.",
        error="Calls enter by this flow; give its lines another one first.",
    )


def page(words: Words) -> CallFlowPage:
    flow = sample()
    wrong = problems(flow, {QUEUE})
    return CallFlowPage(
        FLOW, "Main line 總機", 4, 3, forms.forms(words, flow, wrong),
        tuple((one, one, True) for one in LANGUAGES), forms.kinds(words), forms.goals(words, flow),
        (("", "choose a queue"), (str(QUEUE), "Orders")), forms.claims(words), tuple((one, one) for one in LANGUAGES),
        compose.drawn(words, flow, wrong), tuple((one.step, forms.said(words, one)) for one in wrong),
        (FlowChangeLine("menu: key 9", "", "Again · menu"), FlowChangeLine("number is new")),
        (
            FlowVersionLine(3, words.now, "Ada", "Repairs have a key of their own", True),
            FlowVersionLine(2, words.now - timedelta(days=9), "Ada", "", False),
        ),
        ("Calls",), True, 2, "Saved as a draft.", "This flow cannot be published yet.",
    )  # fmt: skip


def trying(words: Words) -> TriedCallPage:
    flow = sample()
    stored = StoredFlow(FLOW, "Main line 總機", flow, 4, 3, words.now, "")
    world, inputs = TriedWith(), ["2", "1"]
    draft = FlowDraft(stored, None, ())
    return compose.tried_page(words, draft, tried(words, flow, world, inputs), world, inputs)
