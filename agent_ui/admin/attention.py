"""What needs an administrator, from all rooms of the product: each with the page where it is mended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from agent_ui.admin.views import AttentionLine, QuarantineLine
from agent_ui.compose.lens import Lens
from agent_ui.frame.parts import Parts
from agent_ui.words import records
from agent_ui.words.languages import Words
from contact_center.directory.webhooks import service as webhooks
from contact_center.interactions.domain import AccountRow
from contact_center.interactions.reading import account_health_queries
from contact_center.platform.unit_of_work import Reader
from erp_link.connecting import ErpState
from erp_link.copying_domain import lag
from routing.flow.official import missing_years
from routing.policy import service as policy

BEHIND: Final = timedelta(minutes=15)
"""A copy of the ERP that may be older than this is told."""


async def erp_state(parts: Parts, lens: Lens) -> ErpState | None:
    """Of where an ERP is connected; asked apart, as it reads for itself."""
    return await parts.erp_connecting.state(lens.tenant) if parts.erp_connecting is not None else None


async def attention(
    reader: Reader,
    lens: Lens,
    accounts: Sequence[AccountRow],
    quarantine: Sequence[QuarantineLine],
    erp: ErpState | None,
) -> tuple[AttentionLine, ...]:
    """The worst first."""
    words = lens.words
    found = [
        *await _accounts(reader, lens, accounts),
        *_erp(words, erp),
        *(
            AttentionLine(
                words.gettext("The webhook “%(name)s” has stopped: the other side takes nothing.", name=name),
                "/admin/webhooks",
            )
            for name in await webhooks.failed(reader, lens.tenant)
        ),
    ]
    if quarantine:
        text = words.ngettext(
            "%(n)s delivery in quarantine could not be read.", "%(n)s deliveries in quarantine could not be read.",
            len(quarantine),
        )  # fmt: skip
        found.append(AttentionLine(text, "/admin#quarantine"))
    document = (await policy.current(reader, lens.tenant)).document
    for name, year in missing_years(document.calendars, words.today).items():
        text = words.gettext("The opening hours “%(name)s” have no holidays of %(year)s yet.", name=name, year=year)
        found.append(AttentionLine(text, "/admin/routing/calendars#official"))
    return tuple(found)


async def _accounts(reader: Reader, lens: Lens, accounts: Sequence[AccountRow]) -> list[AttentionLine]:
    """Those of whose last messages some did not arrive."""
    health = await account_health_queries.health(reader, lens.tenant)
    failed = [(one, health[one.id].failed) for one in accounts if one.active and one.id in health]
    return [
        AttentionLine(
            lens.words.ngettext(
                "%(name)s: %(n)s message of the last 7 days was not delivered.",
                "%(name)s: %(n)s messages of the last 7 days were not delivered.", count, name=one.name,
            ),
            f"/admin/channels/{one.id}",
        )
        for one, count in failed
        if count
    ]  # fmt: skip


def _erp(words: Words, state: ErpState | None) -> list[AttentionLine]:
    if state is None or state.row is None:
        return []
    if state.trouble is not None:
        return [AttentionLine(records.erp_reason(words, state.source, state.trouble[0]), "/admin/erp")]
    late = max((one for feed in state.feeds if (one := lag(feed.agreed_at, words.now)) is not None), default=None)
    if late is None or late <= BEHIND:
        return []
    return [
        AttentionLine(words.gettext("What we know of the ERP is %(span)s old.", span=words.span(late)), "/admin/erp")
    ]
