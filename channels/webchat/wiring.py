"""The web chat as it declares itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import ClassVar

from fastapi import Depends

from channels.channel import Centre, Channel, Endpoints, Resources, WebPart
from channels.declaring import ConnectionFinding
from channels.webchat import endpoints
from channels.webchat.adapter import CODE, WebChatAdapter
from channels.webchat.domain import SETTINGS, look, tested
from channels.webchat.ports import Announcements, Articles, Ratings, VisitorCalls, WebChatPorts
from channels.webchat.service import ChatService
from channels.webchat.visitors import Visitors
from contact_center.directory.access import public
from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.channels import ChannelAccount, ChannelAdapter
from contact_center.kernel.errors import Tell, bare
from contact_center.platform.live import Hub
from contact_center.platform.settings import PlatformSettings
from contact_center.platform.unit_of_work import Database

CallsOf = Callable[[Centre, AsyncExitStack], VisitorCalls]
AnnouncementsOf = Callable[[Database], Announcements]
ArticlesOf = Callable[[Database], Articles]
RatingsOf = Callable[[Database, Ports], Ratings]


class WebChatChannel(Channel):
    """`calls`: the exchange behind "Call us"; without one the widget offers no calls.

    `announcements`: what visitors are told before they write; `articles`: what they may read instead; `ratings`:
    how it went, asked once a chat was closed. `tell`: errors
    in English, for the console of the host page, which its makers read.
    """

    code = CODE
    account_words = "site_chat"
    settings = SETTINGS
    capabilities: ClassVar = {CODE: WebChatAdapter.capabilities}

    def __init__(
        self,
        calls: CallsOf | None = None,
        tell: Tell = bare,
        announcements: AnnouncementsOf | None = None,
        articles: ArticlesOf | None = None,
        ratings: RatingsOf | None = None,
    ) -> None:
        self._calls = calls
        self._tell = tell
        self._announcements = announcements
        self._articles = articles
        self._ratings = ratings

    async def adapters(self, resources: Resources, closing: AsyncExitStack) -> Sequence[ChannelAdapter]:
        return [WebChatAdapter()]

    def check(self, account: ChannelAccount) -> None:
        look(account)

    def next_step(self, account: ChannelAccount, public_url: str) -> str:
        return f"Put this on the page:\n{self.to_copy(account, public_url)}"

    def to_copy(self, account: ChannelAccount, public_url: str) -> str:
        return f'<script src="{public_url}/widget.js" data-account="{account.id}" async></script>'

    async def test(self, account: ChannelAccount, settings: PlatformSettings) -> Sequence[ConnectionFinding]:
        return tested(account)

    def web(self, centre: Centre, hub: Hub, closing: AsyncExitStack) -> WebPart:
        visitors = Visitors(centre.database, process=centre.process_id)
        calls = self._calls(centre, closing) if self._calls else None
        ratings = self._ratings(centre.database, centre.ports) if self._ratings else None
        chats = ChatService(
            centre.database, centre.intake, hub, centre.wakeups, visitors, centre.waits, calls, ratings
        )  # fmt: skip
        ports = WebChatPorts(
            accounts=centre.accounts,
            desk=chats,
            clock=centre.clock,
            signing_key=centre.vault.key("web chat visitors"),
            former_keys=centre.vault.former_keys("web chat visitors"),
            calls=calls if calls and calls.off is None else None,
            limits=centre.limits,
            tell=self._tell,
            announcements=self._announcements(centre.database) if self._announcements else None,
            articles=self._articles(centre.database) if self._articles else None,
        )
        access = Depends(public("visitors carry a signed token of their own"))
        return WebPart([Endpoints(endpoints.router(ports), [access])], [visitors.watch])
