"""What a customer reads of their own cases, consent and data, in words for outside."""

from __future__ import annotations

from agent_ui.views.common import Tone
from agent_ui.words.labels import short_channel
from agent_ui.words.languages import Words
from crm_core.cases.domain import Case, CaseLinkKind, WaitFor
from crm_core.cases.model import CaseState
from crm_core.consent.domain import Consent, ConsentPurpose, ConsentState, LegalBasis, ToldHow, basis
from crm_core.door.domain import RoleIn


def state(words: Words, case: Case) -> tuple[str, Tone]:
    """Where a case stands, in one glance."""
    if case.state == CaseState.WAITING and case.wait_for == WaitFor.CUSTOMER:
        return words.gettext("We wait for your answer"), Tone.SOON
    return {
        CaseState.NEW: (words.gettext("Received"), Tone.PLAIN),
        CaseState.OPEN: (words.gettext("Being worked on"), Tone.PLAIN),
        CaseState.WAITING: (words.gettext("Being worked on"), Tone.PLAIN),
        CaseState.RESOLVED: (words.gettext("Solved"), Tone.GOOD),
        CaseState.CLOSED: (words.gettext("Closed"), Tone.PLAIN),
    }[CaseState(case.state)]


def next_step(words: Words, case: Case) -> str:
    """What happens next, or what the customer can do."""
    if case.state == CaseState.WAITING and case.wait_for == WaitFor.CUSTOMER:
        return words.gettext("Please answer below, so that we can go on.")
    if case.state == CaseState.WAITING and case.wait_for == WaitFor.DATE and case.wake_at is not None:
        day = words.long_date(case.wake_at.astimezone(words.zone).date())
        return words.gettext("We go on with it on %(day)s.", day=day)
    match CaseState(case.state):
        case CaseState.NEW:
            return words.gettext("It is in our hands, and a colleague will look into it.")
        case CaseState.RESOLVED:
            return words.gettext("If it is not solved for you, answer below and we look at it again.")
        case CaseState.CLOSED:
            return words.gettext("Nothing more is planned. If something is left, answer below.")
        case _:
            return words.gettext("A colleague is working on it and will write to you.")


def about(words: Words, kind: str) -> str:
    return {
        CaseLinkKind.ORDER: words.gettext("Order"),
        CaseLinkKind.INVOICE: words.gettext("Invoice"),
        CaseLinkKind.DELIVERY: words.gettext("Delivery"),
        CaseLinkKind.PRODUCT: words.gettext("Product"),
    }[CaseLinkKind(kind)]


def means(words: Words, purpose: ConsentPurpose) -> str:
    """What a customer decides about."""
    return {
        ConsentPurpose.SERVICE: words.gettext("News about your orders and cases. You get them until you object."),
        ConsentPurpose.SURVEY: words.gettext("Short questions after a contact. Only if you agree."),
        ConsentPurpose.MARKETING: words.gettext("Offers and news of ours. Only if you agree."),
    }[purpose]


def choice(words: Words, state: ConsentState) -> str:
    """A button of theirs."""
    return {
        ConsentState.GIVEN: words.gettext("I agree"),
        ConsentState.WITHDRAWN: words.gettext("Stop it"),
        ConsentState.OBJECTED: words.gettext("I object"),
        ConsentState.UNKNOWN: words.gettext("Allow it again"),
    }[state]


def standing(words: Words, purpose: ConsentPurpose, state: ConsentState) -> tuple[str, Tone]:
    if state is ConsentState.GIVEN:
        return words.gettext("You agreed"), Tone.GOOD
    if state is ConsentState.WITHDRAWN:
        return words.gettext("You withdrew it"), Tone.PLAIN
    if state is ConsentState.OBJECTED:
        return words.gettext("You objected"), Tone.PLAIN
    if basis(purpose) is LegalBasis.CONTRACT:
        return words.gettext("Allowed"), Tone.GOOD
    return words.gettext("Not agreed"), Tone.PLAIN


def told(words: Words, one: Consent) -> str:
    """How we know: never who of us wrote it down."""
    if one.clicked:
        return words.gettext("by you, on this page")
    if one.recorded_by is None:
        return words.gettext("by a message of yours")
    return {
        ToldHow.SPOKEN: words.gettext("you told us in person or on the phone"),
        ToldHow.WRITTEN: words.gettext("you wrote it to us"),
        ToldHow.FORM: words.gettext("you filled in a form"),
        None: words.gettext("corrected by us"),
    }[one.how]


def place(words: Words, channel: str, address: str) -> str:
    """By what and where to."""
    name = short_channel(words, channel)
    return words.gettext("%(channel)s to %(address)s", channel=name, address=words.phone(address))


def proof(words: Words, purpose: str, where: str, state: str) -> str:
    """What is kept as proof of a click: what the customer read and decided."""
    return words.gettext("“%(state)s”: %(purpose)s, %(where)s", state=state, purpose=purpose, where=where)


def role(words: Words, one: RoleIn) -> str:
    may = [
        *([words.gettext("order, and see orders and deliveries")] if one.orders else []),
        *([words.gettext("see invoices")] if one.invoices else []),
        *([words.gettext("change the organisation’s data")] if one.data else []),
    ]
    return words.gettext(", ").join(may)
