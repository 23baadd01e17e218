"""How sure we are who it is, as the views say it, and how that can be proven."""

from __future__ import annotations

from datetime import datetime

from agent_ui.views import IdentityState, IdentityView
from agent_ui.words import identity as said
from agent_ui.words.languages import Words
from contact_center.kernel.errors import Invalid
from crm_core.customers.domain import Customer
from crm_core.identity.domain import ProofQuestion

_STATES = {
    "verified": IdentityState.VERIFIED,
    "claimed": IdentityState.CLAIMED,
    "ambiguous": IdentityState.SEVERAL,
    "unknown": IdentityState.UNKNOWN,
}


class NoSuchProof(Invalid):
    """Choose how it was proven: one of those that the dialog offers."""


def proof_of(chosen: str) -> ProofQuestion:
    """What a form posted. Raises `NoSuchProof`."""
    try:
        return ProofQuestion(chosen)
    except ValueError:
        raise NoSuchProof(field="how") from None


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
    }
    if how and how.startswith("ended:"):
        return words.gettext("Verified in an earlier contact; that ended with it.")
    return known.get(how) or said.how(words, how) or how if how else None
