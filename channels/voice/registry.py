"""Which provider carries a call: the account it came to names one, and the call keeps its name.

Calls of web pages are carried by the media process (`builtin`); a number's account says in its setting `provider` who
carries its calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID

from channels.vendors.twilio.voice import provider as twilio
from channels.voice.errors import CarriedOtherwise, NoSuchProvider
from channels.voice.providers.sip import domain as sip
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.contracts.telephony import (
    Abilities,
    AnsweredLegs,
    BrowserLegs,
    BrowserTelephony,
    DeviceLegs,
    DialledLegs,
    Telephony,
)
from contact_center.kernel.ids import TenantId

BUILTIN: Final = "builtin"
WEB: Final = Abilities(browsers=True)


@dataclass(frozen=True, slots=True)
class MediaPlace:
    """Where the media of a call is."""

    tenant: TenantId
    account: UUID
    provider: str
    node: str


class Provider(Protocol):
    """A way to carry calls, as an installation has it."""

    @property
    def name(self) -> str: ...
    @property
    def abilities(self) -> Abilities: ...
    @property
    def node(self) -> str:
        """Which of several of its kind takes new calls here, e.g. the address of a media process."""
        ...

    async def telephony(self, place: MediaPlace) -> Telephony:
        """What commands the calls of this account. Raises what says why it cannot."""
        ...


@dataclass(frozen=True, slots=True)
class WebCalls:
    """The media process of this installation."""

    media: BrowserTelephony
    node: str
    name: str = BUILTIN
    abilities: Abilities = WEB

    async def telephony(self, place: MediaPlace) -> Telephony:
        return self.media


class Providers:
    """Those of this installation, by name."""

    def __init__(self, *providers: Provider) -> None:
        self._named = {one.name: one for one in providers}

    def named(self, name: str) -> Provider:
        """Raises `NoSuchProvider`."""
        try:
            return self._named[name]
        except KeyError:
            raise NoSuchProvider(name, field="provider") from None

    @property
    def nodes(self) -> tuple[str, ...]:
        return tuple(one.node for one in self._named.values())

    def abilities(self, provider: str) -> Abilities:
        """Nothing, if it is none of this installation's."""
        found = self._named.get(provider)
        return found.abilities if found else Abilities()

    def place(self, tenant: TenantId, account: UUID, provider: str) -> MediaPlace:
        """Of a new call. Raises `NoSuchProvider`."""
        return MediaPlace(tenant, account, provider, self.named(provider).node)

    async def of(self, place: MediaPlace) -> Telephony:
        """Raises `NoSuchProvider`."""
        return await self.named(place.provider).telephony(place)

    async def browsers(self, place: MediaPlace) -> BrowserLegs:
        """Raises `CarriedOtherwise` where pages do not join by an offer of their own."""
        found = await self.of(place)
        if not isinstance(found, BrowserLegs):
            raise CarriedOtherwise
        return found

    async def devices(self, place: MediaPlace) -> DeviceLegs:
        """Raises `CarriedOtherwise` where pages are no devices of the provider."""
        found = await self.of(place)
        if not isinstance(found, DeviceLegs):
            raise CarriedOtherwise
        return found

    async def dialled(self, place: MediaPlace) -> DialledLegs:
        """Raises `CarriedOtherwise` where no numbers can be rung."""
        found = await self.of(place)
        if not isinstance(found, DialledLegs):
            raise CarriedOtherwise
        return found

    async def answered(self, place: MediaPlace) -> AnsweredLegs:
        """Raises `CarriedOtherwise` where no numbers can be called."""
        found = await self.of(place)
        if not isinstance(found, AnsweredLegs):
            raise CarriedOtherwise
        return found


def abilities_of(provider: str) -> Abilities:
    """What a provider of this name can do, for who shows a call; nothing, if it is none of ours any more."""
    return {BUILTIN: WEB, sip.NAME: sip.ABILITIES, twilio.NAME: twilio.ABILITIES}.get(provider, Abilities())


def provider_of(account: ChannelAccount) -> str:
    """The provider that an account of voice names."""
    return provider_named(account.settings)


def provider_named(settings: Mapping[str, Any]) -> str:
    """By the settings of an account of voice."""
    return str(settings.get("provider") or BUILTIN)
