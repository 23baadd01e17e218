"""What can go wrong when customers are merged or taken apart again."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class SameCustomer(Conflict):
    """These two are one customer already."""


class MergedMeanwhile(Conflict):
    """Somebody has merged this customer into another in the meantime; open that one and compare again."""


class DifferentKinds(Conflict):
    """A person and an organisation are never one customer: connect them by the person's organisation."""


class ErasedCustomer(Conflict):
    """This customer was erased; there is nothing left to merge."""


class NotMerged(Conflict):
    """These customers are two again already."""


class NoSuchMerge(NotFound):
    """There was no such merge here."""


class NoSuchField(Invalid):
    """This is no field that can be chosen when customers are merged."""
