"""Why sign-on through a provider failed: for who stands at the door, and for who sets it up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from agent_ui.words.languages import Words
from contact_center.directory.single_sign_on.errors import SignOnTrouble

N_ = str
"""Marks a text for the catalogue."""

SAID: Final[Mapping[SignOnTrouble, str]] = {
    SignOnTrouble.LATE: N_("It took too long, or was begun anew in another window. Please begin again."),
    SignOnTrouble.DECLINED: N_("The provider did not let you in."),
    SignOnTrouble.UNREACHABLE: N_("The provider does not answer."),
    SignOnTrouble.NOT_A_DOCUMENT: N_("What the provider says cannot be read, or is about somebody else."),
    SignOnTrouble.UNSAFE_ADDRESS: N_("The provider names an address that is not safe: https:// is needed."),
    SignOnTrouble.NO_CODE_FLOW: N_("The provider does not offer the code flow."),
    SignOnTrouble.NO_KEYS: N_("The provider publishes no keys that can be used."),
    SignOnTrouble.CODE_REFUSED: N_("The provider does not know this contact centre: its client or secret is wrong."),
    SignOnTrouble.UNKNOWN_KEY: N_("The answer was signed with a key that the provider does not publish."),
    SignOnTrouble.WRONG_SIGNATURE: N_("The answer is not signed as it must be."),
    SignOnTrouble.WRONG_ISSUER: N_("The answer is from another provider."),
    SignOnTrouble.WRONG_AUDIENCE: N_("The answer was meant for another program."),
    SignOnTrouble.EXPIRED: N_("The answer is too old, or a clock is wrong."),
    SignOnTrouble.WRONG_NONCE: N_("The answer belongs to another attempt."),
    SignOnTrouble.NO_ACCOUNT: N_("You have no account here; ask an administrator."),
    SignOnTrouble.NO_MATCH: N_("Your groups at the provider give you no role here; ask an administrator."),
    SignOnTrouble.EMAIL_NOT_VOUCHED: N_(
        "There is an account with your e-mail address, but the provider does not vouch for it; ask an administrator."
    ),
    SignOnTrouble.SWITCHED_OFF: N_("Your account is switched off."),
}


def trouble(words: Words, one: SignOnTrouble) -> str:
    return words.gettext(SAID[one])
