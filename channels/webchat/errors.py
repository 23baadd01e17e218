"""What can go wrong between a web page and us, in words for the site's owner or the visitor."""

from __future__ import annotations

from typing import ClassVar

from contact_center.kernel.errors import Forbidden, Invalid, NotFound, NotSignedIn, TooManyRequests


class NoSuchWidget(NotFound):
    """There is no web chat under this account id; copy the script tag again from the channel's page."""


class OriginNotAllowed(Forbidden):
    """This site may not show the chat: an administrator has to add its origin to the allowed origins."""


class TokenRefused(NotSignedIn):
    """The token does not prove who the visitor is."""


class HostTokenRefused(TokenRefused):
    """The token of the web site was refused; the site has to sign a fresh one with the account's secret."""


class VisitorTokenRefused(TokenRefused):
    """The chat's own token has run out or is not ours; ask for a new one."""


class FrameRefused(Invalid):
    """The chat sent something that cannot be used."""

    close_code: ClassVar[int] = 4400


class MessageTooLong(FrameRefused):
    """The message is too long; shorten it or send it in parts."""


class MessageEmpty(FrameRefused):
    """The message has no text."""


class FrameTooLarge(FrameRefused):
    """The frame is larger than the chat allows."""

    close_code = 1009


class TooFast(TooManyRequests):
    """Too many messages in a short time; wait a moment, nothing is lost."""


class CallsNotOffered(NotFound):
    """This chat does not offer calls."""
