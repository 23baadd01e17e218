"""The channel of tasks as it declares itself."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack

from channels.channel import Channel, Resources
from channels.task.adapter import CODE, TaskAdapter
from contact_center.kernel.contracts.channels import ChannelAdapter


class TaskChannel(Channel):
    """Its one account is made with the first task that is due; there is nothing to connect."""

    code = CODE
    connected = False

    async def adapters(self, resources: Resources, closing: AsyncExitStack) -> Sequence[ChannelAdapter]:
        return [TaskAdapter()]
