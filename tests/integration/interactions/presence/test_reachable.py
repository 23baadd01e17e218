"""Who can be asked: a page that is open, or that is just coming, is there whether or not the router has noticed."""

from __future__ import annotations

from uuid import uuid4

import pytest

from contact_center.interactions.presence import connections
from contact_center.interactions.presence import service as presence
from contact_center.interactions.presence.service import NotAvailable
from contact_center.kernel.contracts.interactions import Presence
from tests.centre import Centre


async def test_whoever_was_lost_can_be_asked_again_once_they_are_back(centre: Centre) -> None:
    wei = await centre.agent("Wei")
    centre.clock.pass_(minutes=5)
    await centre.run(presence.set_reachable, wei, False)
    with pytest.raises(NotAvailable):
        await centre.run(presence.require_available, wei)

    page = await centre.run(connections.opened, wei, uuid4())
    await centre.run(presence.require_available, wei)
    await centre.run(connections.closed, page)
    with pytest.raises(NotAvailable):
        await centre.run(presence.require_available, wei)

    await centre.run(presence.choose, wei, Presence.AVAILABLE)
    await centre.run(presence.require_available, wei)
    centre.clock.pass_(seconds=presence.SILENT_AFTER.total_seconds())
    with pytest.raises(NotAvailable):
        await centre.run(presence.require_available, wei)


async def test_who_is_on_a_break_is_not_asked_however_many_pages_are_open(centre: Centre) -> None:
    wei = await centre.agent("Wei")
    await centre.run(connections.opened, wei, uuid4())
    await centre.run(presence.set_reachable, wei, False)
    await centre.run(presence.choose, wei, Presence.AWAY, "lunch")
    with pytest.raises(NotAvailable):
        await centre.run(presence.require_available, wei)
