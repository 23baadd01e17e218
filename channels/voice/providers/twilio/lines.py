"""Twilio among the providers of an installation."""

from __future__ import annotations

from contextlib import AsyncExitStack

import httpx

from channels.channel import Centre
from channels.vendors.twilio.section import TwilioSection
from channels.vendors.twilio.transport import Transport
from channels.vendors.twilio.voice.client import VoiceClient
from channels.vendors.twilio.voice.pacing import Turns
from channels.vendors.twilio.voice.provider import ABILITIES, NAME, TwilioLine, TwilioTelephony
from channels.voice.providers.twilio.account import line_of
from channels.voice.providers.twilio.sealing import SealedKeys
from channels.voice.providers.twilio.store import StoredLines
from channels.voice.registry import MediaPlace
from contact_center.interactions.accounts import ChannelAccounts, NoSuchChannelAccount
from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.telephony import Abilities
from contact_center.kernel.ids import ChannelAccountId
from contact_center.platform.settings import section
from contact_center.platform.unit_of_work import Database


class TwilioLines:
    """See `registry.Provider`. Numbers of all accounts; holds no state of calls."""

    def __init__(
        self,
        client: VoiceClient,
        database: Database,
        accounts: ChannelAccounts,
        clock: Clock,
        keys: SealedKeys,
        *,
        public_url: str,
        signal_url: str = "",
    ) -> None:
        self.client = client
        self._database = database
        self._accounts = accounts
        self._clock = clock
        self._keys = keys
        self._public_url = public_url
        self._signal_url = signal_url

    @property
    def name(self) -> str:
        return NAME

    @property
    def abilities(self) -> Abilities:
        return ABILITIES

    @property
    def node(self) -> str:
        return NAME

    async def telephony(self, place: MediaPlace) -> TwilioTelephony:
        """Raises `NoSuchChannelAccount`, and `ReauthNeeded` for an account that lacks something."""
        stored = StoredLines(self._database, place.tenant, place.account)
        return TwilioTelephony(self.client, await self.line(place), stored, self._clock, self._keys.seal)

    async def line(self, place: MediaPlace) -> TwilioLine:
        account = await self._accounts.get(ChannelAccountId(place.account))
        if account is None or account.tenant_id != place.tenant:
            raise NoSuchChannelAccount(place.account)
        return line_of(account, self._public_url, self._signal_url)


def open_lines(centre: Centre, closing: AsyncExitStack) -> TwilioLines:
    """Until the stack is closed, in the event loop that used it."""
    settings = section(centre.settings, TwilioSection)
    http = httpx.AsyncClient(timeout=httpx.Timeout(15.0, connect=5.0), follow_redirects=False)
    closing.push_async_callback(http.aclose)
    client = VoiceClient(Transport(http, settings.twilio_url), Turns())
    return TwilioLines(
        client, centre.database, centre.accounts, centre.clock, SealedKeys(centre.vault),
        public_url=settings.public_url, signal_url=settings.twilio_voice_signal_url,
    )  # fmt: skip
