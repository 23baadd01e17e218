# ruff: noqa: E501 - sentences stay in one piece, to be found by their text
"""What is asked of an ERP, how it stands, and what changes there, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from http import HTTPStatus

from agent_ui.views import Tone
from agent_ui.words.errors import error_words
from agent_ui.words.languages import Words
from agent_ui.words.records import erp_reason
from contact_center.kernel.contracts.erp_acts import ActOutcome, ErpAct, ProposalState
from contact_center.kernel.money import Money
from erp_link.proposals.domain import ActLeft, ErpProposal, SecondPerson

N_ = str
"""Marks a text for the catalogue."""

KINDS: Mapping[ErpAct, str] = {
    ErpAct.NOTE: N_("Note on the customer's record"),
    ErpAct.CONTACT: N_("Change an address or number"),
    ErpAct.QUOTE: N_("Make a quotation"),
    ErpAct.PLACE: N_("Turn a quotation into an order"),
    ErpAct.CHANGE: N_("Change day or quantities"),
    ErpAct.CANCEL: N_("Cancel an order"),
    ErpAct.RETURN: N_("Take goods back"),
    ErpAct.CREDIT: N_("Ask for a credit note"),
    ErpAct.RESEND: N_("Send an invoice again"),
    ErpAct.UNDO: N_("Undo"),
}
MEANINGS: Mapping[ErpAct, str] = {
    ErpAct.NOTE: N_("The back office reads it there."),
    ErpAct.CONTACT: N_("A new one, or one instead of another."),
    ErpAct.QUOTE: N_("Prices, taxes and stock are the ERP's."),
    ErpAct.PLACE: N_("The ERP checks the customer's credit."),
    ErpAct.CHANGE: N_("A confirmed order keeps its quantities."),
    ErpAct.CANCEL: N_("As long as it is not in processing."),
    ErpAct.RETURN: N_("With a replacement, if the customer wants one."),
    ErpAct.CREDIT: N_("Part of an invoice or all of it."),
    ErpAct.RESEND: N_("Only to the billing address that the ERP has."),
}
_STATES: Mapping[ProposalState, tuple[str, Tone]] = {
    ProposalState.PROPOSED: (N_("waits for a second person"), Tone.SOON),
    ProposalState.APPROVED: (N_("goes to the ERP"), Tone.PLAIN),
    ProposalState.SENT: (N_("being done"), Tone.PLAIN),
    ProposalState.DONE: (N_("done"), Tone.GOOD),
    ProposalState.REFUSED: (N_("refused by the ERP"), Tone.LATE),
    ProposalState.UNKNOWN: (N_("not known yet, being checked"), Tone.SOON),
    ProposalState.REJECTED: (N_("not agreed to"), Tone.LATE),
    ProposalState.WITHDRAWN: (N_("withdrawn"), Tone.PLAIN),
}
_OF_LETTERS: Mapping[ProposalState, tuple[str, Tone]] = {
    ProposalState.APPROVED: (N_("is being sent"), Tone.PLAIN),
    ProposalState.DONE: (N_("in the outbox"), Tone.GOOD),
    ProposalState.REFUSED: (N_("not sent"), Tone.LATE),
}
_FIELDS: Mapping[str, str] = {
    "note": N_("Note"), "email": N_("E-mail"), "phone": N_("Phone"), "mobile": N_("Mobile"), "state": N_("State"),
    "requested_on": N_("Requested"), "planned_on": N_("Planned delivery"), "expected_on": N_("Expected"),
    "untaxed": N_("Without tax"), "tax": N_("Tax"), "total": N_("Total"), "reason": N_("Reason"),
    "amount": N_("Amount, without tax"), "replacement": N_("Replacement"), "credit_used": N_("Credit used"),
    "credit_limit": N_("Credit limit"), "of": N_("About"), "sent_to": N_("Goes to"), "sent_from": N_("Goes out from"),
    "attached": N_("Attached"),
}  # fmt: skip
_OF_LINE: Mapping[str, str] = {
    "quantity": N_("Quantity, %(what)s"), "price": N_("Price, %(what)s"), "stock": N_("Free in stock, %(what)s"),
}  # fmt: skip
_MONEY = frozenset({"untaxed", "tax", "total", "amount", "credit_used", "credit_limit"})
_SOURCE_STATES: Mapping[str, str] = {
    "draft": N_("draft"), "quotation": N_("quotation"), "confirmed": N_("confirmed"), "processing": N_("in processing"),
    "done": N_("done"), "cancelled": N_("cancelled"), "waiting": N_("waits for a decision"),
    "approved": N_("approved"), "rejected": N_("rejected"),
}  # fmt: skip
_SECOND: Mapping[str, str] = {
    SecondPerson.NO_LIMIT: N_("A supervisor has to agree: no limit is set for this."),
    SecondPerson.ALONE: N_("A supervisor has to agree: it is more than one person decides."),
    SecondPerson.PER_RECORD: N_("A supervisor has to agree: with what was asked for before, it is much for this document."),
    SecondPerson.PER_CUSTOMER: N_("A supervisor has to agree: with what was asked for before, it is much for this customer."),
    SecondPerson.PER_AGENT: N_("A supervisor has to agree: who asks has asked for much lately."),
}  # fmt: skip


def second_person(words: Words, why: SecondPerson | None) -> str:
    return words.gettext(_SECOND[why]) if why is not None else ""


def left(words: Words, kind: ErpAct, found: Sequence[ActLeft]) -> str:
    """How far the reader decides alone about an act of this kind; empty where nothing limits it."""
    if not found:
        return words.gettext("No limit is set for this: a supervisor has to agree.") if kind is ErpAct.CREDIT else ""
    says = [
        words.gettext("You decide alone up to %(amount)s.", amount=_amount(words, one, one.alone))
        if one.alone > 0
        else words.gettext("Nothing is left in %(currency)s: a supervisor has to agree.", currency=one.limit.currency)
        for one in found
    ]
    return "\n".join(says)


def sums_left(words: Words, one: ActLeft) -> list[tuple[str, str]]:
    """What is left of each sum of a limit."""
    days = words.ngettext("in %(n)s day", "in %(n)s days", one.limit.days)
    parts = (
        (words.gettext("Left for this document, %(days)s", days=days), one.record),
        (words.gettext("Left for this customer, %(days)s", days=days), one.customer),
        (words.gettext("Left for you, %(days)s", days=days), one.agent),
    )
    return [(name, _amount(words, one, most)) for name, most in parts if most is not None]


def _amount(words: Words, one: ActLeft, amount: Decimal) -> str:
    return words.money(Money(one.limit.currency, amount))


def kind(words: Words, one: ErpAct) -> str:
    return words.gettext(KINDS[one])


def meaning(words: Words, one: ErpAct) -> str:
    return words.gettext(MEANINGS[one]) if one in MEANINGS else ""


def state(words: Words, one: ErpProposal) -> tuple[str, Tone]:
    if one.undone_by is not None:
        return words.gettext("done, and undone"), Tone.PLAIN
    text, tone = (_OF_LETTERS if one.kind is ErpAct.RESEND else _STATES).get(one.state, _STATES[one.state])
    return words.gettext(text), tone


def why(words: Words, one: ErpProposal) -> str:
    """Why it stands as it does: the ERP's or the second person's own words, or what it waits for."""
    if one.words:
        return one.words
    if one.state is ProposalState.PROPOSED and one.trouble in _SECOND:
        return words.gettext(_SECOND[one.trouble])
    if one.state is ProposalState.UNKNOWN:
        return words.gettext(
            "%(erp)s got it and has not answered. It is asked what became of it; nothing is sent twice.", erp=one.source
        )
    if one.trouble and one.state is ProposalState.REFUSED:
        return error_words(words, one.trouble, HTTPStatus.CONFLICT)
    if one.trouble and one.state is ProposalState.APPROVED:
        return erp_reason(words, one.source, one.trouble)
    return ""


def field(words: Words, name: str) -> str:
    what, _, rest = name.partition(" ")
    if rest and what in _OF_LINE:
        return words.gettext(_OF_LINE[what], what=rest)
    return words.gettext(_FIELDS[name]) if name in _FIELDS else name


def value(words: Words, name: str, text: str | None, currency: str | None) -> str:
    """A value of the ERP's as people read it."""
    if text is None:
        return "–"
    what = name.partition(" ")[0]
    if what == "state":
        return words.gettext(_SOURCE_STATES[text]) if text in _SOURCE_STATES else text
    if what.endswith("_on"):
        return _day(words, text)
    if what in _MONEY or what == "price":
        return _money(words, text, currency)
    return _number(words, text) if what in ("quantity", "stock") else text


def facts(words: Words, told: ActOutcome) -> tuple[tuple[str, str], ...]:
    """What the ERP computed beside it."""
    currency = told.facts.get("currency")
    return tuple(
        (field(words, name), value(words, name, text, currency))
        for name, text in told.facts.items()
        if name != "currency"
    )


def said(words: Words, one: ErpProposal) -> str:
    """What is told to the customer once it is done."""
    told = one.outcome
    if told is None:
        return ""
    number = told.number or one.number
    return {
        ErpAct.QUOTE: words.gettext("Your quotation is %(number)s: %(total)s.", number=number, total=_total(words, told)),
        ErpAct.PLACE: words.gettext("Your order %(number)s is confirmed: %(total)s.", number=number, total=_total(words, told)),
        ErpAct.CHANGE: words.gettext("Your order %(number)s has been changed as you asked.", number=number),
        ErpAct.CANCEL: words.gettext("Your order %(number)s has been cancelled.", number=number),
        ErpAct.RETURN: words.gettext("Your return has the number %(number)s.", number=number),
        ErpAct.CREDIT: words.gettext("Your request for a credit note has the number %(number)s.", number=number),
        ErpAct.RESEND: words.gettext("Invoice %(number)s is on its way to your billing address.", number=number),
        ErpAct.CONTACT: words.gettext("Your contact data has been changed as you asked."),
    }.get(one.kind, "")  # fmt: skip


def history(words: Words, kind_: str, state_: str, number: str) -> str:
    """A line in the history of a case."""
    known = {one.value: one for one in ErpAct}
    states = {one.value: one for one in ProposalState}
    what = kind(words, known[kind_]) if kind_ in known else kind_
    letter = kind_ == ErpAct.RESEND
    told = {**_STATES, **_OF_LETTERS} if letter else _STATES
    how = words.gettext(told[states[state_]][0]) if state_ in states else state_
    if letter:
        return words.gettext("%(what)s %(number)s, %(how)s", what=what, number=number, how=how)
    return words.gettext("In the ERP: %(what)s %(number)s, %(how)s", what=what, number=number, how=how)


def _total(words: Words, told: ActOutcome) -> str:
    return _money(words, told.facts.get("total", ""), told.facts.get("currency"))


def _day(words: Words, text: str) -> str:
    try:
        return words.date(date.fromisoformat(text))
    except ValueError:
        return text


def _money(words: Words, text: str, currency: str | None) -> str:
    try:
        return words.money(Money(currency or "", Decimal(text)))
    except (InvalidOperation, ValueError):
        return text


def _number(words: Words, text: str) -> str:
    try:
        return words.number(Decimal(text).normalize())
    except InvalidOperation:
        return text
