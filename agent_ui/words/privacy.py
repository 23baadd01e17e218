"""What personal data, requests about it and retention are called."""

from __future__ import annotations

from collections.abc import Mapping

from agent_ui.words.languages import Words
from contact_center.directory.privacy.domain import DAYS, RequestKind, RequestOutcome, RetentionKind


def request_kind(words: Words, kind: str) -> str:
    return {
        RequestKind.ACCESS: words.gettext("wants to know what we hold"),
        RequestKind.CORRECTION: words.gettext("wants it corrected"),
        RequestKind.ERASURE: words.gettext("wants it erased"),
    }[RequestKind(kind)]


def request_kinds(words: Words) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            kind.value,
            words.gettext("%(what)s: %(days)s to answer", what=request_kind(words, kind), days=words.days(days)),
        )
        for kind, days in DAYS.items()
    )


def outcome(words: Words, code: str) -> str:
    return {
        RequestOutcome.DONE: words.gettext("done"), RequestOutcome.REFUSED: words.gettext("refused"),
    }[RequestOutcome(code)]  # fmt: skip


def kinds(words: Words) -> Mapping[RetentionKind, tuple[str, str]]:
    """By kind its name, and what goes of it."""
    return {
        RetentionKind.MESSAGES: (
            words.gettext("Messages"),
            words.gettext("Texts, subjects and files of closed conversations, counted from their last message."),
        ),
        RetentionKind.RATINGS: (
            words.gettext("Comments of ratings"), words.gettext("What customers wrote; the marks stay.")
        ),
        RetentionKind.CASES: (
            words.gettext("Closed cases"),
            words.gettext("What they say and what they are linked to, counted from closing; their figures stay."),
        ),
        RetentionKind.AUDIT: (words.gettext("Audit"), words.gettext("Who did what, and who read what.")),
    }  # fmt: skip


def room(words: Words, package: str) -> str:
    """What a room holds of a customer."""
    names = {
        "contact_center.interactions": words.gettext("Conversations, messages and files"),
        "contact_center.directory": words.gettext("Requests about personal data"),
        "channels.voice": words.gettext("Calls and recordings"),
        "channels.voice.flow": words.gettext("What callers chose"),
        "routing.flow": words.gettext("Callbacks"),
        "routing": words.gettext("Routing"),
        "erp_link": words.gettext("Facts of the ERP"),
        "crm_core.customers": words.gettext("The customer’s own record"),
        "crm_core.cases": words.gettext("Cases"),
        "crm_core.tasks": words.gettext("Tasks and promises"),
        "crm_core.consent": words.gettext("Consent"),
        "crm_core.care": words.gettext("Ratings"),
        "crm_core.identity": words.gettext("Verifications"),
        "crm_core.guides": words.gettext("Answers to guides"),
        "crm_core.knowledge": words.gettext("Articles used"),
        "crm_core.quality": words.gettext("Evaluations"),
        "crm_core.door": words.gettext("Sign-ins to the customers’ pages"),
    }
    return names.get(package, package.rpartition(".")[2])
