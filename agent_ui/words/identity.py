"""Who somebody is, in words: how it is proven, and what waits for it."""

from __future__ import annotations

from datetime import UTC, datetime

from agent_ui.words.languages import Words, load_translations, negotiate
from crm_core.identity.codes import MASK
from crm_core.identity.domain import Guarded, ProofQuestion

VALID_MINUTES = 10


def proof(words: Words, question: ProofQuestion) -> str:
    """What somebody has done who is verified."""
    return {
        ProofQuestion.ORDER_NUMBER: words.gettext("named the number of an order of theirs"),
        ProofQuestion.INVOICE_AMOUNT: words.gettext("named the amount of their last invoice"),
        ProofQuestion.INVOICE_DATE: words.gettext("named the date of their last invoice"),
        ProofQuestion.POSTAL_CODE: words.gettext("named their postal code"),
        ProofQuestion.CODE: words.gettext("read out the code that was sent to them"),
        ProofQuestion.DOCUMENT: words.gettext("named an order or invoice of theirs"),
        ProofQuestion.ADDRESS: words.gettext("named the address on file"),
        ProofQuestion.SECURITY: words.gettext("answered a security question"),
        ProofQuestion.CALLED_BACK: words.gettext("reached at the number on file"),
        ProofQuestion.SEEN: words.gettext("showed an identity document"),
    }[question]


def question(words: Words, question: ProofQuestion) -> str:
    """What the agent asks for, where the answer is compared; else what they judge."""
    asked = {
        ProofQuestion.ORDER_NUMBER: words.gettext("Number of an order"),
        ProofQuestion.INVOICE_AMOUNT: words.gettext("Amount of the last invoice"),
        ProofQuestion.INVOICE_DATE: words.gettext("Date of the last invoice"),
        ProofQuestion.POSTAL_CODE: words.gettext("Postal code"),
        ProofQuestion.CODE: words.gettext("Code sent to an address on file"),
    }
    return asked.get(question) or proof(words, question)


def waits(words: Words, what: Guarded) -> str:
    return {
        Guarded.ORDERS: words.gettext("Orders"),
        Guarded.INVOICES: words.gettext("Invoices"),
        Guarded.DELIVERIES: words.gettext("Deliveries"),
        Guarded.ADDRESSES: words.gettext("Addresses in full"),
        Guarded.CHANGES: words.gettext("Changes of their data"),
    }[what]


def how(words: Words, codes: str) -> str | None:
    """Of proofs joined by `+`; None for what is none."""
    known = {one.value: one for one in ProofQuestion}
    named = [known[code] for code in codes.split("+") if code in known]
    return words.gettext(", ").join(proof(words, one) for one in named) or None


def code_text(words: Words, sender: str) -> str:
    """What is sent to the customer; the mask stands for the code."""
    return words.gettext(
        "%(sender)s: your verification code is %(code)s, valid for %(minutes)s minutes. Tell it only to the person "
        "you are speaking with now.", sender=sender, code=MASK, minutes=VALID_MINUTES,
    )  # fmt: skip


def door_text(words: Words, sender: str) -> str:
    """To a customer who signs in by themselves; the mask stands for the code."""
    return words.gettext(
        "%(sender)s: your code to sign in is %(code)s, valid for %(minutes)s minutes. If you did not ask for it, "
        "ignore this message, and tell the code to nobody.", sender=sender, code=MASK, minutes=VALID_MINUTES,
    )  # fmt: skip


def code_message(language: str, sender: str) -> tuple[str, str]:
    """Subject and text of a code by which a customer signs in."""
    words = _words(language)
    return code_subject(words), door_text(words, sender)


def asked_code_message(language: str, sender: str) -> tuple[str, str]:
    """Subject and text of a code that somebody of ours asks for; `language`: any tag a customer may have."""
    words = _words(negotiate(language))
    return code_subject(words), code_text(words, sender)


def _words(language: str) -> Words:
    return Words(language, UTC, datetime.fromtimestamp(0, UTC), load_translations(language))


def code_subject(words: Words) -> str:
    return words.gettext("Your verification code")
