"""Whether a webhook of a channel account is genuine. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from channels.sms.accounts import keys
from channels.vendors.twilio.verify import SETTINGS_HEADER, SIGNATURE_HEADER, SignedRequest, genuine
from contact_center.kernel.contracts.channels import ChannelAccount


def is_genuine(account: ChannelAccount, url: str, headers: Mapping[str, str], body: bytes) -> bool:
    """`url` is the public one, query included; `headers` are looked up without regard to case."""
    request = SignedRequest(
        url=url,
        signature=headers.get(SIGNATURE_HEADER, ""),
        settings=headers.get(SETTINGS_HEADER, ""),
        content_type=headers.get("Content-Type", ""),
        body=body,
    )
    return genuine(request, keys(account))
