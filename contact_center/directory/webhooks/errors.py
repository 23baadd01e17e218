"""What can go wrong with webhooks; and why one was not taken, as codes."""

from __future__ import annotations

from enum import StrEnum

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NoSuchWebhook(NotFound):
    """There is no such endpoint."""


class NoSuchWebhookDelivery(NotFound):
    """There is no such delivery, or it is kept no longer."""


class WebhookNameWrong(Invalid):
    """An endpoint needs a name of visible characters, 60 at most."""


class WebhookUrlWrong(Invalid):
    """Only https is called, or this machine where the installation itself is one of one's own."""


class WebhookKindWrong(Invalid):
    """A kind of event that nobody records, or none at all; the detail names it."""


class TooManyWebhooks(Conflict):
    """There are as many endpoints as there may be; remove one first."""


class WebhookTrouble(StrEnum):
    """Why the other side has not taken it."""

    NO_NAME = "no_name"
    """The host is not found."""
    INTERNAL = "internal"
    """The host is at an address of an internal network, which is never called."""
    UNREACHABLE = "unreachable"
    NOT_TRUSTED = "not_trusted"
    """Its certificate is not valid for this host."""
    TOO_SLOW = "too_slow"
    REDIRECTED = "redirected"
    REFUSED = "refused"
    """It answered, and not with 2xx."""
    GONE = "gone"
    """410: it wants no more."""
    NOT_HTTP = "not_http"
