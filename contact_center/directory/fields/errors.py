"""What can go wrong with custom fields and their values."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NoSuchCustomField(NotFound):
    """There is no such custom field here, or it is no longer used."""


class TooManyFields(Conflict):
    """There are as many custom fields as there may be; retire one first."""


class FieldNameWrong(Invalid):
    """A field needs a name of visible characters, 60 at most."""


class ChoicesWrong(Invalid):
    """A choice needs two different values at least and forty at most, each of 60 characters at most."""


class TextTooLong(Invalid):
    """The text is too long; at most 500 characters."""


class NotAFieldNumber(Invalid):
    """This field takes a number."""


class NotAFieldDate(Invalid):
    """This field takes a date, such as 2026-11-27."""


class NotAFieldChoice(Invalid):
    """This field takes one of its choices; the detail lists them."""


class NotYesOrNo(Invalid):
    """This field takes yes or no."""


class NotAFieldAmount(Invalid):
    """This field takes an amount with its currency, such as TWD 12000."""
