"""Samples of the customer's own door."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from agent_ui.door.views import (
    ChoiceChange,
    ChoiceLine,
    DoorChoices,
    DoorCode,
    DoorData,
    DoorFrame,
    DoorHome,
    DoorKnock,
    DoorMatter,
    DoorPlace,
    MatterLine,
    OwnFacts,
    PurposeChoices,
    SaidLine,
)
from agent_ui.frame.page import Page
from agent_ui.gallery import people
from agent_ui.views import Tone
from agent_ui.views.help import HelpFrame, HelpLanguage

ROOT = "/help/kiln/en"
FRAME = HelpFrame(
    "Kiln & Co", ROOT, f"{ROOT}/search",
    (HelpLanguage("en", "English", ROOT, True), HelpLanguage("zh-Hant", "繁體中文", "/help/kiln/zh-Hant", False)),
    door=f"{ROOT}/own",
)  # fmt: skip
MATTER = MatterLine("CS-1191-4", f"{ROOT}/own/cases/CS-1191-4", "Complaint: quality", "since Mon 23 Nov",
                    "We wait for your answer", Tone.SOON)  # fmt: skip


def frame(here: int, notice: str = "") -> DoorFrame:
    names = ("Cases and orders", "What we may send you", "Your data")
    places = tuple(DoorPlace(name, f"{ROOT}/own", n == here) for n, name in enumerate(names))
    return DoorFrame("林素芬", places, f"{ROOT}/own/leave", "token", notice)


def pages(now: datetime) -> dict[str, tuple[str, Page, dict[str, Any]]]:
    page = Page("Kiln & Co", "")
    knock = DoorKnock(FRAME, f"{ROOT}/own/sign-in")
    code = DoorCode(FRAME, f"{ROOT}/own/code", f"{ROOT}/own/sign-in", "1")
    solved = replace(MATTER, number="CS-1187-0", title="Return: wrong item", state="Solved", tone=Tone.GOOD)
    known = OwnFacts("Moss Lane Café", people.customer(now).erp, True, True)
    home = DoorHome(FRAME, frame(0), (MATTER, solved), (known,), False)
    said = (
        SaidLine(True, "You", "Mon 23 Nov, 10:12", "The grinder rattles.\nAgain."),
        SaidLine(False, "Mei", "Mon 23 Nov, 10:40", "Could you send us the serial number?"),
    )
    case = DoorMatter(
        FRAME, frame(-1, "Your answer is with us."), MATTER, "Please answer below, so that we can go on.",
        (("Order", "SO-20418"),), said, f"{MATTER.href}/answers", "1", "lin@mosslane.example",
    )  # fmt: skip
    agreed = ChoiceLine(
        "Satisfaction surveys", "E-mail to lin@mosslane.example",
        "You agreed", "Mon 23 Nov, by you, on this page", Tone.GOOD, "Stop it", "withdrawn survey email x",
    )  # fmt: skip
    open_ = replace(
        agreed, purpose="Marketing", state="Not agreed", since="",
        tone=Tone.PLAIN, button="I agree",
    )  # fmt: skip
    choices = DoorChoices(
        FRAME, frame(1, "Saved. It counts from now on."), f"{ROOT}/own/choices",
        (PurposeChoices("Satisfaction surveys", "Short questions after a contact. Only if you agree.", (agreed,)),
         PurposeChoices("Marketing", "Offers and news of ours. Only if you agree.", (open_,))),
        (ChoiceChange("Mon 23 Nov, 10:12", "You agreed: Satisfaction surveys", "by you, on this page"),),
    )  # fmt: skip
    data = DoorData(
        FRAME, frame(2), (("Name", "林素芬"), ("E-mail", "lin@mosslane.example"), ("Mobile", "+886 932 555 081")),
        (("Moss Lane Café", "order, see invoices", ("106 臺北市大安區永康街 6 巷 11 號",)),),
        f"{ROOT}/own/leave?everywhere=yes",
    )  # fmt: skip
    return {
        "own-sign-in": ("door/sign_in.html", page, {"knock": knock}),
        "own-refused": (
            "door/sign_in.html", page, {"knock": replace(knock, typed="lin@", problem="Type an e-mail address.")}
        ),
        "own-code": ("door/code.html", page, {"asked": replace(code, problem="This is not the code.")}),
        "own-empty": ("door/home.html", page, {"home": replace(home, matters=(), facts=(), no_role=True)}),
        "own": ("door/home.html", page, {"home": home}),
        "own-case": ("door/case.html", page, {"matter": case}),
        "own-choices": ("door/choices.html", page, {"choices": choices}),
        "own-data": ("door/data.html", page, {"data": data}),
    }  # fmt: skip
