"""What can go wrong when a customer is edited."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class EditedMeanwhile(Conflict):
    """Somebody else changed this in the meantime; nothing of theirs was overwritten.

    `now` has what it holds, `by` the actor and `at` the moment of that change, as far as they are known.
    """


class VersionGone(Conflict):
    """The customer was changed since this version was read; read it again, then send the change again."""


class TooLateToUndo(Conflict):
    """The time to undo this is over, or it was undone already; change it back by hand."""


class NoSuchItem(NotFound):
    """This address, affiliation or note is not there any more."""


class NameMissing(Invalid):
    """A customer has a name of visible characters, 200 at most."""


class NotAFormOfAddress(Invalid):
    """The form of address is mr, ms or none."""


class NotALanguageTag(Invalid):
    """The language is a tag such as en or zh-Hant (BCP 47)."""


class NotAZone(Invalid):
    """The time zone is one of the IANA database, such as Asia/Taipei."""


class NotTags(Invalid):
    """Tags are up to 30 short texts, each of 40 characters at most."""


class DetailTooLong(Invalid):
    """The text is too long; at most 2000 characters in a note, 200 elsewhere."""


class NotASegment(Invalid):
    """A value segment is a short name of at most 20 characters."""


class InACircle(Invalid):
    """An organisation cannot belong to itself, nor to one of those that belong to it."""


class NotAnOrganisation(Invalid):
    """Choose an organisation; this is a person."""


class NotAUse(Invalid):
    """An address is used for replies, private, work, billing or delivery."""


class NotAPeriod(Invalid):
    """Something is valid until a moment after it began."""


class NotAnOrderLimit(Invalid):
    """The limit of what may be ordered is an amount with its currency, such as TWD 20000."""


class PostalAddressIncomplete(Invalid):
    """A postal address has a country, a street and a city or region."""


class NotAPostalCode(Invalid):
    """The postal code is not one of this country; Taiwan's has three, five or six digits."""


class NotEditable(Invalid):
    """There is no such field to edit here."""
