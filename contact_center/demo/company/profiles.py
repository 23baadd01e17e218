"""What the demo's people keep of the customers with a story of their own: forms of address, tags, warnings, own fields.

Written through the CRM's own commands, as a colleague would have, so that history and undo are as real as the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from contact_center.demo.company.story.model import Account, Person, Story
from contact_center.demo.names import agent_id, demo_id
from contact_center.directory.fields import service as own_fields
from contact_center.directory.fields.domain import FieldKind, FieldSubject, JsonValue
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import OWN, EditOrigin, EditSource
from crm_core.customers.profile.postal import PostalParts
from crm_core.customers.profile.service import AffiliationParts
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded, ProofQuestion, policy

IMPORTED: Final = EditSource(EditOrigin.IMPORT)
DISTRICTS: Final = {"106": "大安區", "103": "大同區", "104": "中山區", "400": "中區", "300": "東區", "800": "新興區"}
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Kept:
    form: str | None = None
    owner: str | None = None
    segment: str | None = None
    tags: tuple[str, ...] = ()
    warning: str | None = None
    order_limit: str | None = None
    """None: may not order."""
    invoices: bool = False
    own: dict[str, JsonValue] = field(default_factory=dict)


PEOPLE: Final = {
    "p-lin": Kept("ms", "mei", "A", ("café", "two shops"), "Deliver before 10:30: the lane closes for the market.", "",
                  True),
    "p-hale": Kept("mr", invoices=True),
    "p-okafor": Kept("mr", "wei", "B", ("roastery",), order_limit="TWD 50000"),
    "p-nair": Kept("ms", tags=("at home",)),
    "p-chen": Kept("mr", "mei", "B", ("café",), order_limit="TWD 20000"),
    "p-brooks": Kept("ms", "wei", "B", ("café",), order_limit=""),
    "p-bell": Kept("mr", tags=("at home",)),
    "p-wu": Kept("ms", "mei", "A", ("roastery",), "Asks for a call before each delivery.", ""),
    "p-huang": Kept("mr", tags=("at home",)),
    "p-ellison": Kept("ms", "mei", "A", ("hotel",), order_limit="", invoices=True),
    "p-zhang": Kept("ms", tags=("at home",)),
}  # fmt: skip
ORGANISATIONS: Final = {
    "a-mosslane": Kept(None, "mei", "A", ("café",), own={"business": "café", "machines": "2"}),
    "a-northgate": Kept(None, "wei", "B", ("roastery",), own={"business": "roastery", "machines": "1"}),
    "a-richang": Kept(None, "mei", "B", ("café",), own={"business": "café", "machines": "1"}),
    "a-fold": Kept(None, "wei", "B", ("café",), own={"business": "café"}),
    "a-dadaocheng": Kept(None, "mei", "A", ("roastery",), own={"business": "roastery", "machines": "3"}),
    "a-ellison": Kept(None, "mei", "A", ("hotel",), "Deliveries by the service entrance only.",
                      own={"business": "hotel", "machines": "6"}),
}  # fmt: skip


ASKED: Final = policy(
    (ProofQuestion.ORDER_NUMBER, ProofQuestion.INVOICE_AMOUNT, ProofQuestion.POSTAL_CODE, ProofQuestion.CODE,
     ProofQuestion.CALLED_BACK),
    1, (Guarded.CHANGES,), 3, timedelta(minutes=15), own_door=True,
)  # fmt: skip
"""One answer before anybody's data is changed; customers may sign in by themselves, by a code."""


def parts_of_name(person: Person) -> tuple[str, str]:
    """Family and given name of a person of the story."""
    if person.name.isascii() or " " in person.name:
        given, _, family = person.name.rpartition(" ")
        return family, given
    return person.name[0], person.name[1:]


async def keep(work: UnitOfWork, story: Story) -> None:
    """After the customers are there."""
    await _fields(work)
    await identity.set_policy(work, ASKED)
    for account in story.accounts:
        kept = ORGANISATIONS.get(account.key)
        if kept is not None:
            await _kept(work, account.key, kept)
            await _address(work, account.key, account)
    for person in story.people:
        kept = PEOPLE.get(person.key)
        if kept is not None:
            await _person(work, person, story.account(person.account), kept, story.anchor)


async def _fields(work: UnitOfWork) -> None:
    await own_fields.define(work, FieldSubject.CUSTOMER, "Opening", FieldKind.DATE)
    await own_fields.define(work, FieldSubject.CUSTOMER, "Business", FieldKind.CHOICE, ("café", "roastery", "hotel"))
    await own_fields.define(work, FieldSubject.CUSTOMER, "Machines", FieldKind.NUMBER)


async def _kept(work: UnitOfWork, key: str, kept: Kept) -> None:
    id = _id(key)
    values: dict[str, JsonValue] = {f"{OWN}{code}": value for code, value in kept.own.items()}
    if kept.form:
        values["form_of_address"] = kept.form
    if kept.owner:
        values["owner_id"] = str(agent_id(kept.owner))
    values |= {"segment": kept.segment, "tags": list(kept.tags)}
    await profile.edit(work, id, values, IMPORTED)
    if kept.warning:
        await profile.put_note(work, id, kept.warning, IMPORTED, warning=True)


async def _person(work: UnitOfWork, person: Person, account: Account, kept: Kept, anchor: date) -> None:
    await _kept(work, person.key, kept)
    id = _id(person.key)
    if person.key == "p-lin":
        opening = anchor + timedelta((FRIDAY - anchor.weekday()) % 7 or 7)
        await profile.edit(work, id, {f"{OWN}opening": opening.isoformat()}, IMPORTED)
    if not account.organisation:
        await _address(work, person.key, account)
        return
    [first, *_] = await profile.affiliations(work, work.tenant_id, [id])
    may_order = kept.order_limit is not None
    parts = AffiliationParts(
        _id(account.key),
        person.role or None,
        may_order,
        kept.order_limit,
        kept.invoices,
        may_order and not kept.order_limit,
    )
    await profile.put_affiliation(work, id, parts, IMPORTED, item=first.id)


async def _address(work: UnitOfWork, key: str, account: Account) -> None:
    district = DISTRICTS.get(account.postal_code, "")
    parts = PostalParts("TW", account.postal_code, account.city, district, account.street)
    await profile.put_postal(work, _id(key), parts, IMPORTED, use="delivery")


def _id(key: str) -> CustomerId:
    return CustomerId(demo_id("customer", key))
