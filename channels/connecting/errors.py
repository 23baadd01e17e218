"""What can go wrong when accounts are connected."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid


class NoSuchChannel(Invalid):
    """There is no channel of this name."""


class AccountNameMissing(Invalid):
    """An account has a `name` of 1 to 100 characters, by which people here tell it from others."""


class AccountAddressMissing(Invalid):
    """An account has an `address` of 1 to 200 characters."""


class AlreadyConnected(Conflict):
    """This `address` is connected on this channel already."""


class SettingMissing(Invalid):
    """A setting or secret that this channel needs is missing; the field is named."""


class SettingNotUsable(Invalid):
    """A setting is not what this channel takes: the field is named."""


class NoSuchAccountQueue(Invalid):
    """`queue_id` is no queue of this organisation."""
