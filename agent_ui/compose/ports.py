"""What the composers ask rooms that they do not know; the composition root connects them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from urllib.parse import quote
from uuid import UUID

from agent_ui.views import CallView, ErpFacts, Tab, TalkedCallView, VoicemailView
from channels.voice.parking.service import ParkedCall
from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.erp import Entity, ErpFile
from contact_center.kernel.ids import AgentId, CustomerId, TenantId
from contact_center.platform.unit_of_work import Reader
from erp_link.reading import RecordFound, RecordView


@dataclass(frozen=True, slots=True)
class Document:
    """A customer whose order, invoice or delivery has the number that was asked for."""

    customer: CustomerId
    tab: Tab
    """Where the customer's page shows it."""
    number: str

    @property
    def href(self) -> str:
        """The customer's page where the document stands."""
        return f"/customers/{self.customer}?tab={self.tab.value}#document-{quote(self.number)}"


@dataclass(frozen=True, slots=True)
class DocumentSearch:
    """What a number found. `unanswered`: why the ERP `source` could not be asked, in the words of `erp_link`."""

    documents: tuple[Document, ...] = ()
    source: str = ""
    unanswered: str | None = None


class Facts(Protocol):
    """What the ERP says about a customer, from its cache or within its deadline."""

    async def facts(self, tenant: TenantId, customer: CustomerId, *, anew: bool = False) -> ErpFacts:
        """`anew`: the ERP is asked now, whatever is known."""
        ...

    async def renew(self, tenant: TenantId, entity: Entity, id: str) -> str | None:
        """Asks the ERP for one record now; why it could not be asked, in the words of `erp_link`."""
        ...

    async def holders(self, tenant: TenantId, text: str, *, ask: bool = True) -> DocumentSearch:
        """Whose document a text is the number of; nothing for a text that is no such number.

        Without `ask` only documents that have been read before: the ERP is not waited for.
        """
        ...

    async def record(self, tenant: TenantId, entity: Entity, id: str, today: date, account: str = "") -> RecordView:
        """One record with what belongs to it, within the deadline; a product with the price of one account."""
        ...

    async def file(self, tenant: TenantId, entity: Entity, id: str, paper: str | None = None) -> ErpFile | str:
        """The ERP's print of a record, or a paper beside it; why there is none, in the words of `erp_link`."""
        ...

    async def found(self, tenant: TenantId, text: str) -> tuple[RecordFound, ...]:
        """Records that a text is the number, serial or name of; the ERP is not waited for."""
        ...

    async def numbered(self, tenant: TenantId, entity: Entity, number: str) -> RecordFound | None: ...


class Calls(Protocol):
    """Calls as the console shows them."""

    async def of(
        self, reader: Reader, tenant: TenantId, interaction: UUID, who: str, reader_id: UUID
    ) -> CallView | None:
        """The call of this interaction with `who` on the other end, as this agent sees it; None if it has none."""
        ...

    async def message(
        self, reader: Reader, tenant: TenantId, interaction: UUID, agent: AgentId
    ) -> VoicemailView | None:
        """The message a caller left that this interaction is about, as this agent may hear it; None if it is not."""
        ...

    async def parked(self, reader: Reader, tenant: TenantId) -> list[ParkedCall]:
        """Calls that wait to be picked up, the longest parked first."""
        ...

    async def talked(self, reader: Reader, tenant: TenantId, who: UUID) -> tuple[TalkedCallView, ...]:
        """Calls that a supervisor may listen to now: those of agents who talk with a customer, but their own."""
        ...

    async def recordings(self, reader: Reader, who: SignedIn, interactions: Sequence[UUID]) -> dict[UUID, str]:
        """Where what was recorded of these interactions is played, for those that this person may hear."""
        ...
