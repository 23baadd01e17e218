"""What customers with a story of their own have told Kiln & Co about being written to, each with its proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.company.story.model import Story
from contact_center.demo.names import KILN, agent_id, demo_id
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.ids import CustomerId, UserId
from crm_core.consent import service
from crm_core.consent.domain import ConsentProof, ConsentPurpose, ConsentState, ToldHow

TOLD: Final = (
    ("p-lin", "mei", 41, "sms", ConsentPurpose.MARKETING, ConsentState.GIVEN, ToldHow.SPOKEN,
     "可以，有新豆子再傳簡訊給我"),
    ("p-lin", "mei", 41, "sms", ConsentPurpose.SURVEY, ConsentState.GIVEN, ToldHow.SPOKEN, "調查可以，不要太常"),
    ("p-lin", "wei", 12, "email", ConsentPurpose.MARKETING, ConsentState.WITHDRAWN, ToldHow.SPOKEN,
     "電子報太多了，請取消"),
    ("p-huang", "wei", 20, "email", ConsentPurpose.SURVEY, ConsentState.GIVEN, ToldHow.FORM, "維修單上勾選"),
    ("p-brooks", "mei", 30, "email", ConsentPurpose.MARKETING, ConsentState.GIVEN, ToldHow.FORM,
     "Ticked on the stand's form at the coffee fair"),
    ("p-bell", "sam", 9, "sms", ConsentPurpose.SERVICE, ConsentState.OBJECTED, ToldHow.WRITTEN,
     "Please e-mail me, no texts about deliveries"),
)  # fmt: skip
"""Whose, recorded by whom, how many days ago, by which channel, for what, how, and what they said."""


async def note(runtime: Runtime, story: Story) -> None:
    """Each by the colleague who was told, on that day."""
    now, people = runtime.clock.now(), {one.key: one for one in story.people}
    for key, login, days, channel, purpose, state, how, words in TOLD:
        person, by = people[key], UserId(agent_id(login))
        mail = channel == "email"
        address = Address(AddressKind.EMAIL, person.email) if mail else Address(AddressKind.PHONE, person.phone)
        told = service.NewConsent(
            address=address, channel=channel, purpose=purpose, state=state, how=how, proof=ConsentProof(note=words)
        )
        async with runtime.database.work(KILN, actor=f"user:{by}", now=now - timedelta(days=days)) as work:
            await service.record(work, CustomerId(demo_id("customer", key)), told, by=by)
