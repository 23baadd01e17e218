"""What is said about consent: where it stands, how we know, and whether somebody may be written to first."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from agent_ui.words.languages import Words
from crm_core.consent.domain import CONTACT, Consent, ConsentPurpose, ConsentState, ToldHow


def purpose(words: Words, which: ConsentPurpose) -> str:
    return {
        ConsentPurpose.SERVICE: words.gettext("Notices about orders and service"),
        ConsentPurpose.SURVEY: words.gettext("Satisfaction surveys"),
        ConsentPurpose.MARKETING: words.gettext("Marketing"),
    }[which]


def state(words: Words, which: ConsentState) -> str:
    return {
        ConsentState.GIVEN: words.gettext("agreed"),
        ConsentState.WITHDRAWN: words.gettext("withdrawn"),
        ConsentState.UNKNOWN: words.gettext("not asked yet"),
    }[which]


def source(words: Words, found: Consent, names: Mapping[UUID, str]) -> str:
    """How we know."""
    if found.recorded_by is None or found.how is None:
        return words.gettext("by a message from the customer")
    who = names.get(found.recorded_by, words.gettext("a former colleague"))
    return {
        ToldHow.SPOKEN: words.gettext("told %(who)s in person or on the phone", who=who),
        ToldHow.WRITTEN: words.gettext("in writing, recorded by %(who)s", who=who),
        ToldHow.FORM: words.gettext("on a form, recorded by %(who)s", who=who),
    }[found.how]


def standing(words: Words, purpose: str, found: Consent | None, names: Mapping[UUID, str]) -> str:
    """Why somebody may be written to first for this purpose, or must not be."""
    state = ConsentState(found.state) if found else ConsentState.UNKNOWN
    if found is None or state is ConsentState.UNKNOWN:
        if purpose == CONTACT:
            return words.gettext("May be written to about what they have with us: they have not asked us to stop.")
        return words.gettext("Must not be sent: this needs their consent, and none is on file.")
    how, day = source(words, found, names), words.day_of(found.at)
    if state is ConsentState.GIVEN:
        return words.gettext("May be sent: they agreed, %(day)s, %(how)s.", day=day, how=how)
    return words.gettext("Must not be sent: they withdrew it, %(day)s, %(how)s.", day=day, how=how)


def purposes(words: Words) -> tuple[tuple[str, str], ...]:
    """What somebody may write first about: (code, name)."""
    return (
        (CONTACT, words.gettext("What they have with us")),
        (ConsentPurpose.SURVEY.value, words.gettext("Survey")),
        (ConsentPurpose.MARKETING.value, words.gettext("Marketing")),
    )
