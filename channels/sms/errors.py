from __future__ import annotations

from contact_center.kernel.errors import Forbidden, GiveUp, Invalid


class SignatureMismatch(Forbidden):
    """The request is not signed with the key of this channel account; check its auth token and public URL."""


class PayloadTooLarge(Invalid):
    """The request is larger than any message of this channel can be."""

    status = 413


class TooLong(GiveUp):
    """The text is longer than an SMS may be; shorten it or send it in parts."""


class NothingToSend(GiveUp):
    """An SMS needs text."""


class TextOnly(GiveUp):
    """SMS carries no attachments; send a link instead."""
