"""The published words of channel accounts."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import ChannelAccountId


@event_type("channel_account.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAccountChanged(Event):
    """Connected, set otherwise, switched off or on."""

    account_id: ChannelAccountId
