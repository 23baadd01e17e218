"""How sure we are who it is, as the views say it."""

from __future__ import annotations

from datetime import datetime

from agent_ui.console.views import IdentityState, IdentityView
from agent_ui.languages import Words

_STATES = {
    "verified": IdentityState.VERIFIED,
    "claimed": IdentityState.CLAIMED,
    "ambiguous": IdentityState.SEVERAL,
    "unknown": IdentityState.UNKNOWN,
}


def identity_view(words: Words, identity: str, how: str | None, at: datetime | None) -> IdentityView:
    state = _STATES.get(identity, IdentityState.UNKNOWN)
    if state is IdentityState.CLAIMED and not how:
        how = words.gettext("The address is on file; that proves nothing yet.")
    return IdentityView(state, _how(words, how), at)


def _how(words: Words, how: str | None) -> str | None:
    known = {
        "picked by the agent": words.gettext("chosen by a colleague or you"),
        "asked by the agent": words.gettext("they answered what was asked"),
        "host-token": words.gettext("signed in on the web site"),
    }
    return known.get(how, how) if how else None
