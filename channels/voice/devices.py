"""Pages of ours that a provider reaches itself: under which name, and with what they sign in there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from uuid import UUID

from channels.voice.service import CallService
from contact_center.kernel.ids import CallId, TenantId


def device_name(user: UUID, page: str) -> str:
    """One for each page, so that no two tabs are rung for one leg: letters and digits."""
    return f"u{user.hex}p{hashlib.sha256(page.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class DeviceSignIn:
    """What a page needs to be rung."""

    name: str
    token: str = field(repr=False)
    signal_url: str
    """Empty for the provider's own address."""
    seconds: int


async def access(calls: CallService, tenant: TenantId, user: UUID, call_id: CallId, page: str) -> DeviceSignIn:
    """For the provider that carries this call. Raises `NoSuchCall` and `CarriedOtherwise`."""
    devices = await calls.providers.devices(await calls.place_of(tenant, call_id))
    name = device_name(user, page)
    given = devices.device_access(name)
    return DeviceSignIn(name, given.token, given.signal_url, given.seconds)
