"""The visitor's site of the demo: who can be played there, taken from the story."""

from __future__ import annotations

from contact_center.demo import names
from contact_center.demo.company.story.model import Person, Reason, Story
from contact_center.demo.peers.visitor_site.config import Customer, SiteConfig
from contact_center.platform.settings import PlatformSettings

STRANGER = Customer(id="stranger", name="A visitor", email="visitor@guests.example", phone="+886900000001")
_LEAD = 16
"""People with a story of their own come first; so many people can be played at the most."""


def played(story: Story) -> list[Person]:
    """Those whom a person may play; no simulator ever speaks for them."""
    return [person for person in story.people[:_LEAD] if not person.key.removeprefix("p-").isdigit()]


def site_config(story: Story, settings: PlatformSettings) -> SiteConfig:
    return SiteConfig(
        account_id=names.WEBCHAT,
        host_secret=names.HOST_TOKEN_SECRET,
        sms_number=names.OUR_NUMBER,
        mailbox=names.MAILBOX,
        carrier_url=f"http://127.0.0.1:{settings.carrier_port}",
        smtp_port=settings.smtp_port,
        imap_port=settings.imap_port,
        stranger=STRANGER,
        customers=tuple(customer(story, person) for person in played(story)),
    )


def customer(story: Story, person: Person) -> Customer:
    reasons = story.reasons_of(person.key)
    return Customer(
        id=person.key,
        name=person.name,
        email=person.email,
        phone=person.phone,
        language="zh-Hant" if person.language == "zh-TW" else "en",
        about=_about(story, person, reasons),
        says=tuple(dict.fromkeys(words for reason in reasons for words in (reason.chat, reason.sms))),
    )


def _about(story: Story, person: Person, reasons: tuple[Reason, ...]) -> str:
    account = story.account(person.account)
    who = f"{person.role}, {account.name}" if account.organisation and person.role else account.name
    return f"{who}. {reasons[0].subject}." if reasons else f"{who}."
