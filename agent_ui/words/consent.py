"""What may be sent to a customer, in words."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from agent_ui.views import Tone
from agent_ui.words.languages import Words
from contact_center.kernel.contracts.consent import ConsentReason, SendDecision
from crm_core.consent.domain import Consent, ConsentPurpose, ConsentState, LegalBasis, SendPurpose, ToldHow, basis

TONES: Mapping[ConsentState, Tone] = {
    ConsentState.GIVEN: Tone.GOOD,
    ConsentState.WITHDRAWN: Tone.LATE,
    ConsentState.OBJECTED: Tone.LATE,
    ConsentState.UNKNOWN: Tone.PLAIN,
}


def purpose(words: Words, purpose: ConsentPurpose) -> str:
    return {
        ConsentPurpose.SERVICE: words.gettext("Notices about orders and service"),
        ConsentPurpose.SURVEY: words.gettext("Satisfaction surveys"),
        ConsentPurpose.MARKETING: words.gettext("Marketing"),
    }[purpose]


def rests_on(words: Words, purpose: ConsentPurpose) -> str:
    """The legal basis, as what it means for whoever sends."""
    return {
        LegalBasis.REQUEST: words.gettext("rests on their request"),
        LegalBasis.CONTRACT: words.gettext("rests on the contract: allowed until they object"),
        LegalBasis.CONSENT: words.gettext("rests on consent: allowed once they agree"),
    }[basis(purpose)]


def state(words: Words, purpose: ConsentPurpose, state: ConsentState) -> str:
    return {
        ConsentState.GIVEN: words.gettext("agreed"),
        ConsentState.WITHDRAWN: words.gettext("withdrawn"),
        ConsentState.OBJECTED: words.gettext("objected"),
        ConsentState.UNKNOWN: words.gettext("no objection")
        if basis(purpose) is LegalBasis.CONTRACT
        else words.gettext("not asked yet"),
    }[state]


def choice(words: Words, state: ConsentState) -> str:
    """What a customer says, as the button that records it."""
    return {
        ConsentState.GIVEN: words.gettext("Customer agrees"),
        ConsentState.WITHDRAWN: words.gettext("Customer withdraws"),
        ConsentState.OBJECTED: words.gettext("Customer objects"),
        ConsentState.UNKNOWN: words.gettext("Objection taken back"),
    }[state]


def source(words: Words, found: Consent, names: Mapping[UUID, str]) -> str:
    if found.clicked:
        return words.gettext("by the customer, on their own page")
    if found.recorded_by is None:
        return words.gettext("by a message from the customer")
    who = names.get(found.recorded_by, words.gettext("a former colleague"))
    if found.how is None:
        return words.gettext("%(who)s took back what was recorded", who=who)
    return {
        ToldHow.SPOKEN: words.gettext("told %(who)s in person or on the phone", who=who),
        ToldHow.WRITTEN: words.gettext("in writing, recorded by %(who)s", who=who),
        ToldHow.FORM: words.gettext("on a form, recorded by %(who)s", who=who),
    }[found.how]


def standing(words: Words, decision: SendDecision, found: Consent | None, names: Mapping[UUID, str]) -> str:
    """Why somebody may be written to first for this purpose, or must not be; `found` is what decided it."""
    how = source(words, found, names) if found else ""
    day = words.day_of(found.at) if found else ""
    match decision.reason:
        case ConsentReason.REQUEST:
            return words.gettext("May be sent: they asked for it.")
        case ConsentReason.CONTRACT:
            return words.gettext("May be written to about what they have with us: they have not objected.")
        case ConsentReason.CONSENT:
            return words.gettext("May be sent: they agreed, %(day)s, %(how)s.", day=day, how=how)
        case ConsentReason.OBJECTION:
            return words.gettext("Must not be sent: they objected, %(day)s, %(how)s.", day=day, how=how)
        case ConsentReason.WITHDRAWAL:
            return words.gettext("Must not be sent: they withdrew it, %(day)s, %(how)s.", day=day, how=how)
        case ConsentReason.NO_CONSENT:
            return words.gettext("Must not be sent: this needs their consent, and none is on file.")


def may_call(words: Words, decision: SendDecision, found: Consent | None, names: Mapping[UUID, str]) -> str:
    """Why somebody may be called for this purpose, or must not be; `found` is what decided it."""
    how = source(words, found, names) if found else ""
    day = words.day_of(found.at) if found else ""
    match decision.reason:
        case ConsentReason.REQUEST:
            return words.gettext("May be called: they asked for it.")
        case ConsentReason.CONTRACT:
            return words.gettext("May be called about what they have with us: they have not objected.")
        case ConsentReason.CONSENT:
            return words.gettext("May be called: they agreed, %(day)s, %(how)s.", day=day, how=how)
        case ConsentReason.OBJECTION:
            return words.gettext("Must not be called: they objected, %(day)s, %(how)s.", day=day, how=how)
        case ConsentReason.WITHDRAWAL:
            return words.gettext("Must not be called: they withdrew it, %(day)s, %(how)s.", day=day, how=how)
        case ConsentReason.NO_CONSENT:
            return words.gettext("Must not be called: this needs their consent, and none is on file.")


def purposes(words: Words) -> tuple[tuple[str, str], ...]:
    """What somebody may write first about: (code, name)."""
    return (
        (SendPurpose.CONTACT.value, words.gettext("What they have with us")),
        (SendPurpose.SURVEY.value, words.gettext("Survey")),
        (SendPurpose.MARKETING.value, words.gettext("Marketing")),
    )
