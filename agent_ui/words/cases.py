"""Cases in words: types, states, reasons and causes by their codes, and what each line of a case's history says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from agent_ui.words import erp_acts
from agent_ui.words.languages import Words
from contact_center.kernel.languages import text_for
from crm_core.cases.clocks import CaseClockKind
from crm_core.cases.domain import CaseChange, CaseLinkKind, ChangeCode, Missing, WaitFor
from crm_core.cases.model import CaseState, CaseType, Priority
from crm_core.cases.numbers import short

N_ = str
"""Marks a text for the catalogue."""

NAMES: Mapping[str, str] = {
    # types
    "complaint": N_("Complaint"),
    "question": N_("Question"),
    "return": N_("Return"),
    "repair": N_("Repair"),
    "request": N_("Request"),
    # reasons
    "quality": N_("quality"),
    "delivery": N_("delivery"),
    "billing": N_("billing"),
    "service": N_("service"),
    "repair_not_lasting": N_("repair not lasting"),
    "other": N_("other"),
    "product": N_("product"),
    "order": N_("order"),
    "changed_mind": N_("changed their mind"),
    "wrong_item": N_("wrong item"),
    "damaged": N_("damaged in transit"),
    "defective": N_("defective"),
    "defect": N_("defect"),
    "wear": N_("wear"),
    "maintenance": N_("maintenance"),
    "accident": N_("accident"),
    "information": N_("information"),
    "change_of_data": N_("change of data"),
    "appointment": N_("appointment"),
    # parts of causes
    "material": N_("material"),
    "part": N_("part"),
    "lot": N_("lot"),
    "carrier": N_("carrier"),
    "warehouse": N_("warehouse"),
    "promise": N_("promise not kept"),
    "use": N_("use by the customer"),
    # remedies
    "explained": N_("Explained"),
    "replaced": N_("Replaced at no cost"),
    "repaired": N_("Repaired"),
    "refunded": N_("Refunded"),
    "credited": N_("Credited"),
    "goodwill": N_("Goodwill"),
    "none": N_("Nothing to be done"),
    # sub-states
    "part_on_its_way": N_("part on its way"),
    "part_ordered": N_("part ordered"),
    "announced": N_("announced"),
    "goods_on_their_way": N_("goods on their way"),
    "inspection": N_("inspection"),
}
"""Of the codes of the default types; a tenant's own codes bring their names along."""


def named(words: Words, code: str, names: Mapping[str, str]) -> str:
    """As the tenant calls it, else as we do, else the code with spaces."""
    if names:
        return text_for(names, words.language)
    return words.gettext(NAMES[code]) if code in NAMES else code.replace("_", " ")


def type_name(words: Words, type: CaseType) -> str:
    return named(words, type.code, type.names)


def reason(words: Words, type: CaseType, code: str | None) -> str:
    return _chosen(words, {one.code: one.names for one in type.reasons}, code)


def remedy(words: Words, type: CaseType, code: str | None) -> str:
    return _chosen(words, {one.code: one.names for one in type.remedies}, code)


def cause(words: Words, type: CaseType | None, code: str | None) -> str:
    """`product/lot`: Product › lot."""
    if not code:
        return ""
    names = {one.code: one.names for one in type.causes} if type is not None else {}
    if names.get(code):
        return text_for(names[code], words.language)
    return " › ".join(named(words, part, {}) for part in code.split("/"))


def sub_state(words: Words, type: CaseType, code: str | None) -> str:
    return _chosen(words, {one.code: one.names for one in type.sub_states}, code)


def _chosen(words: Words, names: Mapping[str, Mapping[str, str]], code: str | None) -> str:
    return named(words, code, names.get(code, {})) if code else ""


def state(words: Words, code: str) -> str:
    return {
        CaseState.NEW: words.gettext("New"),
        CaseState.OPEN: words.gettext("Open"),
        CaseState.WAITING: words.gettext("Waiting"),
        CaseState.RESOLVED: words.gettext("Resolved"),
        CaseState.CLOSED: words.gettext("Closed"),
    }[CaseState(code)]


def priority(words: Words, code: str) -> str:
    return {
        Priority.LOW: words.gettext("Low"),
        Priority.NORMAL: words.gettext("Normal"),
        Priority.HIGH: words.gettext("High"),
        Priority.URGENT: words.gettext("Urgent"),
    }[Priority(code)]


def wait(words: Words, code: str) -> str:
    return {
        WaitFor.CUSTOMER: words.gettext("For the customer"),
        WaitFor.COLLEAGUE: words.gettext("For a colleague"),
        WaitFor.ERP: words.gettext("For the ERP"),
        WaitFor.DATE: words.gettext("Until a date"),
    }[WaitFor(code)]


def clock(words: Words, kind: CaseClockKind, days: int | None) -> str:
    return {
        CaseClockKind.FIRST_ANSWER: words.gettext("First answer"),
        CaseClockKind.SOLVE: words.gettext("Solution"),
        CaseClockKind.STATUTORY: words.gettext("Consumer law, %(days)s", days=words.days(days or 0)),
    }[kind]


def link(words: Words, kind: str) -> str:
    return {
        CaseLinkKind.CONVERSATION: words.gettext("Conversation"),
        CaseLinkKind.ORDER: words.gettext("Order"),
        CaseLinkKind.INVOICE: words.gettext("Invoice"),
        CaseLinkKind.DELIVERY: words.gettext("Delivery"),
        CaseLinkKind.PRODUCT: words.gettext("Product"),
        CaseLinkKind.SERIAL: words.gettext("Serial number"),
        CaseLinkKind.LOT: words.gettext("Lot"),
        CaseLinkKind.ARTICLE: words.gettext("Article"),
        CaseLinkKind.CASE: words.gettext("Case"),
    }[CaseLinkKind(kind)]


def missing(words: Words, type: CaseType, what: Missing, about: str) -> str:
    """What resolving still needs, within a sentence."""
    if what is Missing.FIELD:
        found = next((one for one in type.fields if one.code == about), None)
        return named(words, about, found.names if found else {})
    return {
        Missing.CAUSE: words.gettext("the cause"),
        Missing.REMEDY: words.gettext("the remedy"),
        Missing.APPROVAL: words.gettext("an answer to the question for approval"),
    }[what]


EDITED: Mapping[str, str] = {
    "title": N_("title"),
    "wants": N_("what the customer wants"),
    "told": N_("what the customer was told"),
    "priority": N_("priority"),
    "reason": N_("reason"),
    "contract": N_("contract"),
    "fields": N_("fields"),
    "cause": N_("cause"),
    "remedy": N_("remedy"),
    "resolution": N_("resolution"),
    "cost": N_("cost"),
    "currency": N_("currency"),
    "cost_note": N_("note on the cost"),
    "customer_id": N_("customer"),
}
WOKEN: Mapping[str, str] = {
    "customer": N_("The customer wrote: open again"),
    "erp": N_("The ERP has news: open again"),
    "date": N_("Its date has come: open again"),
}


def change(words: Words, type: CaseType, line: CaseChange, names: Mapping[UUID, str]) -> str:
    """One line of the history, without who did it."""
    code, args = ChangeCode(line.code), line.args
    made = _MADE.get(code)
    if made is not None:
        return made(words, type, args, names)
    return {
        ChangeCode.OPENED: words.gettext("Opened"),
        ChangeCode.FOLLOWS: words.gettext("Follows an earlier case"),
        ChangeCode.TOOK: words.gettext("Took the case"),
        ChangeCode.RELEASED: words.gettext("Gave the case back"),
        ChangeCode.WENT_ON: words.gettext("Waiting → open"),
        ChangeCode.RESOLVED: words.gettext("Resolved"),
        ChangeCode.CLOSED: words.gettext("Closed"),
        ChangeCode.REOPENED: words.gettext("Opened again; the clocks go on"),
        ChangeCode.ANSWERED: words.gettext("First answer to the customer"),
        ChangeCode.ANSWER_TAKEN_BACK: words.gettext("The answer was taken back before it was sent; the clock runs on"),
        ChangeCode.CUSTOMER_WROTE: words.gettext("The customer wrote again"),
        ChangeCode.INCIDENT: words.gettext("Declared a known incident"),
        ChangeCode.NOT_INCIDENT: words.gettext("The known incident is over"),
        ChangeCode.UPDATED: words.gettext("Sent an update to all affected"),
        ChangeCode.APPROVAL_ASKED: words.gettext("Asked for approval"),
        ChangeCode.APPROVED: words.gettext("Approved"),
        ChangeCode.REFUSED: words.gettext("Refused"),
        ChangeCode.UNDONE: words.gettext("Took the last step back"),
    }[code]


def _who(args: Mapping[str, Any], names: Mapping[UUID, str], words: Words) -> str:
    return names.get(UUID(args["user"]), words.gettext("a former colleague"))


def _waits(words: Words, type: CaseType, args: Mapping[str, Any], _: Mapping[UUID, str]) -> str:
    what = sub_state(words, type, args.get("sub_state")) or wait(words, args["reason"])
    return words.gettext("Waiting: %(what)s", what=what)


def _sub_state(words: Words, type: CaseType, args: Mapping[str, Any], _: Mapping[UUID, str]) -> str:
    what = sub_state(words, type, args.get("sub_state"))
    return words.gettext("Now: %(what)s", what=what) if what else words.gettext("No sub-state any more")


def _edited(words: Words, type: CaseType, args: Mapping[str, Any], _: Mapping[UUID, str]) -> str:
    if args.get("priority_to"):
        return words.gettext("Priority: %(now)s", now=priority(words, args["priority_to"]))
    if args.get("cause_to"):
        return words.gettext("Cause: %(now)s", now=cause(words, type, args["cause_to"]))
    if args.get("remedy_to"):
        return words.gettext("Remedy: %(now)s", now=remedy(words, type, args["remedy_to"]))
    what = [words.gettext(EDITED[one]) if one in EDITED else one for one in args.get("what", ())]
    return words.gettext("Changed: %(what)s", what=words.gettext(", ").join(what))


def _woke(words: Words, _: CaseType, args: Mapping[str, Any], __: Mapping[UUID, str]) -> str:
    by = WOKEN[args["woken_by"]]
    return words.gettext(by)


def _numbered(one: str) -> Callable[[Words, CaseType, Mapping[str, Any], Mapping[UUID, str]], str]:
    def made(words: Words, _: CaseType, args: Mapping[str, Any], __: Mapping[UUID, str]) -> str:
        return words.gettext(one, number=short(int(args["number"])))

    return made


_MADE: Mapping[ChangeCode, Callable[[Words, CaseType, Mapping[str, Any], Mapping[UUID, str]], str]] = {
    ChangeCode.ASSIGNED: lambda words, _, args, names: words.gettext(
        "Gave the case to %(who)s", who=_who(args, names, words)
    ),
    ChangeCode.WATCHES: lambda words, _, args, names: words.gettext("%(who)s watches", who=_who(args, names, words)),
    ChangeCode.WATCHES_NOT: lambda words, _, args, names: words.gettext(
        "%(who)s no longer watches", who=_who(args, names, words)
    ),
    ChangeCode.WAITS: _waits,
    ChangeCode.SUB_STATE: _sub_state,
    ChangeCode.WOKE: _woke,
    ChangeCode.EDITED: _edited,
    ChangeCode.LINKED: lambda words, _, args, __: _link_line(words, N_("Linked: %(what)s"), args),
    ChangeCode.UNLINKED: lambda words, _, args, __: _link_line(words, N_("No longer linked: %(what)s"), args),
    ChangeCode.MERGED_INTO: _numbered(N_("Merged into %(number)s")),
    ChangeCode.MERGED_FROM: _numbered(N_("Merged with %(number)s")),
    ChangeCode.SPLIT_INTO: _numbered(N_("A part became %(number)s")),
    ChangeCode.SPLIT_FROM: _numbered(N_("Split from %(number)s")),
    ChangeCode.ERP_ACT: lambda words, _, args, __: erp_acts.history(words, args["kind"], args["state"], args["number"]),
}


def _link_line(words: Words, sentence: str, args: Mapping[str, Any]) -> str:
    kind = CaseLinkKind(args["kind"])
    known = kind in (CaseLinkKind.CONVERSATION, CaseLinkKind.CASE, CaseLinkKind.ARTICLE)
    return words.gettext(sentence, what=link(words, kind) if known else f"{link(words, kind)} {args['ref']}")
