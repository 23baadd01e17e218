"""Products, serials and supplies of the ERP in the command bar, beside documents, by number or name."""

from __future__ import annotations

from collections.abc import Sequence

from agent_ui.commands.compose import SHOWN
from agent_ui.commands.views import CommandGroup, CommandHit
from agent_ui.compose.lens import Lens
from agent_ui.words import records as said
from contact_center.kernel.contracts.erp import Entity
from erp_link.reading import RecordFound

ICONS = {
    Entity.ORDER: "shopping-cart", Entity.INVOICE: "file-invoice", Entity.DELIVERY: "truck", Entity.PRODUCT: "package",
    Entity.ACCOUNT: "building",
}  # fmt: skip


def records(lens: Lens, found: Sequence[RecordFound]) -> CommandGroup:
    """Each opens its own page."""
    hits = tuple(
        CommandHit(
            f"/erp/{one.entity}/{one.external_id}", ICONS.get(one.entity, "file-text"), one.number,
            one.label, said.entity(lens.words, one.entity),
        )
        for one in found[:SHOWN]
    )  # fmt: skip
    return CommandGroup(lens.words.gettext("From the ERP"), hits)
