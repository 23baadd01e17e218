"""What lies outside of the product: in the demo it is simulated, and pages say so."""

from __future__ import annotations

from agent_ui.words.languages import Words
from channels.voice.registry import abilities_of, provider_named
from contact_center.interactions.domain import AccountRow


def reaches_outside(words: Words, account: AccountRow) -> bool:
    """Whether somebody else carries what comes and goes there: a mail server, a carrier. Browsers speak with us."""
    known = words.channels.get(account.channel)
    if known is None:
        return False
    return not known.session or abilities_of(provider_named(account.settings)).answers
