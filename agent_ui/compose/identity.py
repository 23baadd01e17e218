"""How sure we are who it is, as the views say it, and how that can be proven."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from agent_ui.views import IdentityState, IdentityView
from agent_ui.words.languages import Words
from contact_center.kernel.errors import Invalid
from crm_core.customers.domain import Customer

_STATES = {
    "verified": IdentityState.VERIFIED,
    "claimed": IdentityState.CLAIMED,
    "ambiguous": IdentityState.SEVERAL,
    "unknown": IdentityState.UNKNOWN,
}


class Proof(StrEnum):
    """How somebody has shown who they are, as the agent says it."""

    DOCUMENT = "document"
    ADDRESS = "address"
    QUESTION = "question"
    CALLED_BACK = "called_back"
    SEEN = "seen"


class NoSuchProof(Invalid):
    """Choose how it was proven: one of those that the dialog offers."""


def proof_of(chosen: str) -> Proof:
    """What a form posted. Raises `NoSuchProof`."""
    try:
        return Proof(chosen)
    except ValueError:
        raise NoSuchProof(field="how") from None


def proofs(words: Words) -> tuple[tuple[str, str], ...]:
    """What an agent can choose from: code and name."""
    return tuple((proof.value, _proof(words, proof)) for proof in Proof)


def _proof(words: Words, proof: Proof) -> str:
    return {
        Proof.DOCUMENT: words.gettext("named an order or invoice of theirs"),
        Proof.ADDRESS: words.gettext("named the address on file"),
        Proof.QUESTION: words.gettext("answered a security question"),
        Proof.CALLED_BACK: words.gettext("reached at the number on file"),
        Proof.SEEN: words.gettext("showed an identity document"),
    }[proof]


def is_new(known: Customer | None, began: datetime) -> bool:
    """Nobody knew of this customer before the conversation began: the address is on file because they wrote."""
    return known is not None and known.created_at >= began


def identity_view(
    words: Words, identity: str, how: str | None, at: datetime | None, *, new: bool = False
) -> IdentityView:
    state = _STATES.get(identity, IdentityState.UNKNOWN)
    if state is IdentityState.CLAIMED and not how:
        how = (
            words.gettext("First contact from this address; the person is not known yet.")
            if new
            else words.gettext("The address is on file; that does not verify the person.")
        )
    return IdentityView(state, _how(words, how), at)


def _how(words: Words, how: str | None) -> str | None:
    known = {
        "picked by the agent": words.gettext("chosen by a colleague or you"),
        "asked by the agent": words.gettext("answered the verification question"),
        "taken back": words.gettext("the verification was withdrawn"),
        "choice taken back": words.gettext("the choice of a customer was taken back"),
        "host-token": words.gettext("signed in on the web site"),
        **{proof.value: _proof(words, proof) for proof in Proof},
    }
    return known.get(how, how) if how else None
