"""The channels of this installation: ours, and those of installed packages.

A package adds one by an entry point of the group `contact_center.channels` that names its `Channel`, a class or
an instance (docs/how-to/add-a-channel.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib.metadata import entry_points

from agent_ui.words.english import English
from channels.channel import Channel
from channels.email.wiring import EmailChannel
from channels.sms.wiring import SmsChannel
from channels.task.wiring import TaskChannel
from channels.voice.wiring import VoiceChannel, visitor_calls
from channels.webchat.wiring import WebChatChannel
from contact_center.bootstrap.joins.call_flows import call_flow_facts
from contact_center.bootstrap.joins.care import ChatRatings
from contact_center.bootstrap.joins.cases import AnnouncedIncidents
from contact_center.bootstrap.joins.knowledge import CustomerArticles
from contact_center.kernel.contracts.channels import Capabilities
from contact_center.kernel.errors import Invalid

GROUP = "contact_center.channels"


class NotAChannel(Invalid):
    """An installed package offers something under `contact_center.channels` that is no channel of its own code."""


def channels() -> tuple[Channel, ...]:
    """Each once. Raises `NotAChannel` for what an installed package offers and is none, or has the code of another."""
    found: dict[str, Channel] = {}
    for one in (
        EmailChannel(),
        SmsChannel(),
        WebChatChannel(
            calls=partial(visitor_calls, facts=call_flow_facts),
            tell=English().error,
            announcements=AnnouncedIncidents,
            articles=CustomerArticles,
            ratings=ChatRatings,
        ),
        VoiceChannel(call_flow_facts),
        TaskChannel(),
        *_installed(),
    ):
        if one.code in found:
            raise NotAChannel(f"{type(one).__module__}: the code {one.code!r} is taken")
        found[one.code] = one
    return tuple(found.values())


def declared() -> dict[str, Capabilities]:
    """What the channels can do, by code, without anything of them opened."""
    return {code: can for one in channels() for code, can in one.capabilities.items()}


def _installed() -> Iterator[Channel]:
    for point in entry_points(group=GROUP):
        offered = point.load()
        channel = offered() if isinstance(offered, type) else offered
        if not isinstance(channel, Channel):
            raise NotAChannel(point.value)
        yield channel
