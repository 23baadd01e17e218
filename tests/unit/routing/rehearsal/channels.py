"""The channels of an installation, as rehearsals are told of them."""

from __future__ import annotations

from contact_center.kernel.contracts.channels import Capabilities, Tier
from routing.router.translate import ChannelTraits

MEDIA = ChannelTraits.of(
    {
        "email": Capabilities(Tier.DEFERRED, subject=True),
        "sms": Capabilities(Tier.MESSAGING),
        "webchat": Capabilities(Tier.LIVE, session=True),
        "voice": Capabilities(Tier.LIVE, text=False, media=True, session=True),
    }
)
