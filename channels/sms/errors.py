from __future__ import annotations

from contact_center.kernel.errors import GiveUp


class TooLong(GiveUp):
    """The text is longer than an SMS may be; shorten it or send it in parts."""


class NothingToSend(GiveUp):
    """An SMS needs text."""


class TextOnly(GiveUp):
    """SMS carries no attachments; send a link instead."""
