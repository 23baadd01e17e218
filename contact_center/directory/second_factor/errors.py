"""What can go wrong with second factors."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound, NotSignedIn, TooManyRequests


class SecondCodeWrong(Invalid):
    """`code` is not the one that the authenticator shows now, was used before, or is no recovery code that is left."""


class TooManySecondCodes(TooManyRequests):
    """Too many wrong codes; no code is taken before an hour has passed since the first of them."""


class SecondFactorThere(Conflict):
    """There is a second factor already; it is taken away before another is set up."""


class NoSecondFactor(NotFound):
    """There is no second factor."""


class SecondFactorNotBegun(Conflict):
    """Setting up took too long, or was not begun; begin it again."""


class SecondFactorRequired(Conflict):
    """The organisation requires a second factor of this role."""


class SignInTooOld(NotSignedIn):
    """Signing in took too long, or the password was changed in the meantime; begin it again."""
