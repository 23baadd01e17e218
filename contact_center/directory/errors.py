"""What can go wrong with people and sign-in."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound, NotSignedIn, TooManyRequests


class WrongSignIn(NotSignedIn):
    """Name or password is wrong."""


class OrganisationSuspended(NotSignedIn):
    """Your organisation is suspended here: nothing of it is lost; ask whoever runs this installation."""


class AmbiguousSignIn(NotSignedIn):
    """Several organisations have this name; sign in as name@organisation."""


class NoSuchUser(NotFound):
    """There is no such user here."""


class NoSuchTenant(NotFound):
    """There is no such organisation here."""


class BlankName(Invalid):
    """`name` and `login` are written with something that can be seen, and at most 100 characters."""


class LoginTaken(Conflict):
    """This sign-in name is taken; choose another `login`."""


class WeakPassword(Invalid):
    """`password` is too short; use at least 10 characters."""


class PasswordTooLong(Invalid):
    """`password` is too long; use at most 200 characters."""


class CommonPassword(Invalid):
    """`password` is one of those that are tried first; use several words that do not belong together."""


class PasswordSaysName(Invalid):
    """`password` is little more than the person's own name; use something that only they know."""


class WrongPassword(Invalid):
    """`current` is not your present password."""


class TooBusy(TooManyRequests):
    """Many people sign in at this moment; try again in a few seconds."""


class EmailTaken(Conflict):
    """Somebody here has this e-mail address already; `email` must be their own."""


class NotALogin(Invalid):
    """`login` is a name without spaces, or an e-mail address; give at least one of `login` and `email`."""


class KeySpent(NotFound):
    """This link was used, is too old, or was replaced by a newer one; ask an administrator for another."""


class NotACard(Invalid):
    """One line of at most 100 characters (the organisation's address: 300), without braces."""
