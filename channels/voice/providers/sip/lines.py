"""Trunks among the providers of an installation."""

from __future__ import annotations

from dataclasses import dataclass

from channels.voice.providers.builtin.client import BuiltinTelephony
from channels.voice.providers.sip.client import SipTelephony
from channels.voice.providers.sip.domain import ABILITIES, NAME
from channels.voice.registry import MediaPlace
from contact_center.kernel.contracts.telephony import Abilities


@dataclass(frozen=True, slots=True)
class SipLines:
    """See `registry.Provider`. Calls are where those of web pages are: in the media process."""

    media: BuiltinTelephony
    node: str
    name: str = NAME
    abilities: Abilities = ABILITIES

    async def telephony(self, place: MediaPlace) -> SipTelephony:
        return SipTelephony(self.media, place.account)
