"""What can go wrong with sign-on through a provider."""

from __future__ import annotations

from enum import StrEnum

from contact_center.kernel.errors import Conflict, Invalid, NotFound, NotSignedIn


class SignOnTrouble(StrEnum):
    """Why somebody did not come in, or a provider cannot be used."""

    LATE = "late"
    """It took too long, or another window began anew."""
    DECLINED = "declined"
    """The provider says no."""
    UNREACHABLE = "unreachable"
    NOT_A_DOCUMENT = "not_a_document"
    """Its description of itself cannot be read, or names another issuer."""
    UNSAFE_ADDRESS = "unsafe_address"
    NO_CODE_FLOW = "no_code_flow"
    NO_KEYS = "no_keys"
    CODE_REFUSED = "code_refused"
    """It does not exchange the code: the client or its secret is wrong."""
    UNKNOWN_KEY = "unknown_key"
    WRONG_SIGNATURE = "wrong_signature"
    WRONG_ISSUER = "wrong_issuer"
    WRONG_AUDIENCE = "wrong_audience"
    EXPIRED = "expired"
    WRONG_NONCE = "wrong_nonce"
    NO_ACCOUNT = "no_account"
    NO_MATCH = "no_match"
    EMAIL_NOT_VOUCHED = "email_not_vouched"
    SWITCHED_OFF = "switched_off"


class SignOnFailed(NotSignedIn):
    """Signing in through the provider failed; `reason` says why."""

    def __init__(self, reason: SignOnTrouble) -> None:
        super().__init__(reason=reason.value)
        self.reason = reason


class LocalSignInClosed(NotSignedIn):
    """This organisation signs in through its provider; passwords are for administrators alone."""


class NoSignOnProvider(NotFound):
    """No provider is set up."""


class SignOnNameWrong(Invalid):
    """`name` is written with something that can be seen, and at most 60 characters."""


class NotAnIssuer(Invalid):
    """`issuer` is an address that begins with https://, without a query; http:// on this machine alone."""


class SignOnClientWrong(Invalid):
    """`client_id` is what the provider calls this contact centre; at most 200 characters."""


class SignOnRuleWrong(Invalid):
    """Each line of `rules` needs a value of visible characters; there are at most 100, and none twice."""


class SignOnClaimWrong(Invalid):
    """`claim` names what the lines are compared with, such as groups."""


class SignOnMakesNobody(Conflict):
    """People are made at their first sign-in only where a line says as what."""
