"""What can go wrong with people and sign-in."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound, NotSignedIn


class WrongSignIn(NotSignedIn):
    """Name or password is wrong."""


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
