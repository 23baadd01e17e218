"""What can go wrong with customers."""

from __future__ import annotations

from contact_center.kernel.errors import Invalid, NotFound


class NoSuchCustomer(NotFound):
    """There is no such customer here."""


class NotAnAddress(Invalid):
    """This is neither an e-mail address nor a phone number with its country code."""


class NotATaxNumber(Invalid):
    """This is no tax number; eight digits must fit Taiwan's check digit."""
