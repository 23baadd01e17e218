"""What the ERP may ask of us, as JSON: `/api/v1/back-office`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, status
from pydantic import AwareDatetime

from contact_center.directory.access import AnyUser
from erp_link.back_office.domain import LONGEST_LINK, USUAL_LINK, WhoIsMeant, who_is_meant
from erp_link.back_office.schemas import (
    BackOfficeNoteIn,
    BackOfficeNoteOut,
    CustomerHistoryOut,
    Name,
    TimelineLinkOut,
)
from erp_link.back_office.service import BackOffice


def _meant(
    account: Annotated[Name | None, Query(description="the ERP's own id of the customer")] = None,
    number: Annotated[Name | None, Query(description="the ERP's number of the customer")] = None,
    email: Annotated[Name | None, Query(description="an address of theirs")] = None,
    phone: Annotated[Name | None, Query(description="a telephone number of theirs, as people write it")] = None,
) -> WhoIsMeant:
    return who_is_meant(account, number, email, phone)


Meant = Annotated[WhoIsMeant, Depends(_meant)]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=64,
        pattern=r"^[!-~]+$",
        description="Chosen by the caller, another one for each note: the same key and text again write nothing.",
    ),
]


def router(back_office: BackOffice) -> APIRouter:
    """For everybody: each reads what they may read, and their keys no more than they."""
    routes = APIRouter(prefix="/api/v1/back-office", tags=["back office"])

    @routes.get("/history")
    async def read_history(
        who: AnyUser,
        meant: Meant,
        before: Annotated[AwareDatetime | None, Query(description="only contacts that began up to then")] = None,
        limit: Annotated[int, Query(ge=1, le=100, description="contacts")] = 30,
    ) -> CustomerHistoryOut:
        """Contacts, open cases, promises, consent, the last rating and what is due next.

        Of whoever is known by exactly one of the ERP's id, its number, an e-mail address or a telephone number."""
        return CustomerHistoryOut.of(await back_office.history(who, meant, before, limit))

    @routes.get("/timeline-link")
    async def make_timeline_link(
        who: AnyUser,
        meant: Meant,
        minutes: Annotated[int, Query(ge=1, le=LONGEST_LINK // timedelta(minutes=1))] = USUAL_LINK
        // timedelta(minutes=1),
    ) -> TimelineLinkOut:
        """The address of a page with this history that needs nobody to sign in, for a window of the ERP. It shows what
        you may read, and can stand inside pages of the sites that an administrator has named."""
        url, until = await back_office.link(who, meant, timedelta(minutes=minutes))
        return TimelineLinkOut(url=url, expires_at=until)

    @routes.post("/notes", status_code=status.HTTP_201_CREATED)
    async def write_back_office_note(who: AnyUser, body: BackOfficeNoteIn, key: Key) -> BackOfficeNoteOut:
        """A note to our agents: in the conversation where somebody is in contact, else beside the customer. It bears
        the name of who wrote it."""
        return BackOfficeNoteOut.of(await back_office.note(who, body.meant(), body.note(key)))

    return routes
