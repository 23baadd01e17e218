"""The demo's first data: two tenants, their people, queues, channel accounts and customers."""

from __future__ import annotations

from decimal import Decimal

from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.company import profiles, store
from contact_center.demo.company.policy import first_policy
from contact_center.demo.company.story.model import Account, Person, Story
from contact_center.demo.names import (
    ACCOUNT_SID,
    API_KEY_SECRET,
    API_KEY_SID,
    EMAIL,
    HOST_TOKEN_SECRET,
    KILN,
    LANTERN,
    MAILBOX,
    OUR_NUMBER,
    QUEUES,
    SMS,
    TELEPHONE,
    VOICE,
    WEBCHAT,
    agent_id,
    demo_id,
    queue_id,
)
from contact_center.demo.peers.erp.layout import DATABASE, READER, READER_PASSWORD, BackOfficeAccess, ErpFiles
from contact_center.directory import service as directory
from contact_center.directory.api_keys import service as api_keys
from contact_center.directory.api_keys.domain import MOST_DAYS, NewApiKey
from contact_center.directory.service import Role
from contact_center.interactions.presence import service as presence
from contact_center.kernel.contracts.erp_acts import ErpAct
from contact_center.kernel.ids import AgentId, CustomerId, UserId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from erp_link.back_office import service as back_office
from erp_link.proposals import limits as act_limits
from erp_link.proposals.domain import ActLimit
from routing.control import pulling
from routing.policy import queues_store as routing
from routing.policy import service as publishing

DIALLING = {
    "prefixes": ["+886", "+1"], "prices": {"+886": "2.50", "+1": "0.45"}, "currency": "TWD", "most_a_day": "2000",
    "most_a_day_each": "300", "hours": {"contact": ["00:00", "23:59"]},
    "message": {
        "en": "This is Kiln and Company, returning your call. Please call us back at a time that suits you.",
        "zh-Hant": "您好，這裡是窯坊，特地回覆您的來電。方便時請再與我們聯絡，謝謝。",
    },
}  # fmt: skip
"""Customers may be called at any hour here, since the demo is tried at any hour."""
GREETING = {"en": "Kiln and Company. One moment, please.", "zh-Hant": "窯坊您好，請稍候。"}
PASSWORD = "demo"  # noqa: S105 - accepted in demo mode on loopback only
CAPACITY = {"*": 6, "webchat": 3, "sms": 3, "email": 4, "voice": 1, "voicemail": 1, "task": 2}
PEOPLE: tuple[tuple[str, str, Role, str, dict[str, int]], ...] = (
    ("mei", "Mei Chen 陳美", Role.AGENT, "en", {"lang:zh": 5, "lang:en": 4, "machines": 3, "accounts": 3}),
    ("wei", "Wei Huang 黃偉", Role.AGENT, "zh-Hant", {"lang:zh": 5, "lang:en": 3, "machines": 5, "accounts": 3}),
    ("sam", "Sam Rivers", Role.SUPERVISOR, "en", {"lang:en": 5}),
    ("admin", "Ada Lin", Role.ADMIN, "en", {}),
)
COLLEAGUES: tuple[tuple[str, str, dict[str, int]], ...] = (
    ("rosa", "Rosa Lim (simulated)", {"lang:zh": 4, "lang:en": 5, "machines": 2, "accounts": 4}),
    ("james", "James Ward (simulated)", {"lang:en": 5, "machines": 4, "accounts": 1}),
    ("anna", "Anna Kovač (simulated)", {"lang:en": 5, "accounts": 5}),
    ("jiahao", "許家豪（模擬）", {"lang:zh": 5, "machines": 3}),
    ("yijun", "陳怡君（模擬）", {"lang:zh": 5, "lang:en": 3, "accounts": 3}),
    ("grace", "Grace Obi (simulated)", {"lang:en": 5, "machines": 3, "accounts": 2}),
)
"""Simulated agents: their names say so, to colleagues and customers alike."""
DISPOSITIONS = (
    ("order_status", {"en": "Order status", "zh-Hant": "訂單狀況"}),
    ("delivery_changed", {"en": "Delivery changed", "zh-Hant": "更改交貨"}),
    ("repair_booked", {"en": "Repair booked", "zh-Hant": "安排維修"}),
    ("invoice_question", {"en": "Invoice question", "zh-Hant": "帳單問題"}),
    ("advice_given", {"en": "Advice given", "zh-Hant": "使用諮詢"}),
    ("other", {"en": "Other", "zh-Hant": "其他"}),
)


async def seeded(runtime: Runtime) -> bool:
    return any(tenant.tenant_id == KILN for tenant in await directory.tenants(runtime.database))


async def seed(runtime: Runtime, story: Story) -> None:
    """Everything in one unit of work per tenant: a start that was interrupted leaves nothing half-made."""
    await _lantern(runtime)
    database = runtime.database
    await directory.create_tenant(
        database, slug="kiln", name="Kiln & Co", locale="en", time_zone="Asia/Taipei", id=KILN
    )

    async def fill(work: UnitOfWork) -> None:
        await _queues(work)
        await _people(work)
        await _policy(work)
        await pulling.allow(work, True)
        await _accounts(runtime, work)
        await _erp(runtime, work)
        await _customers(work, story)
        await profiles.keep(work, story)

    await database.run(KILN, fill, actor="demo")


async def _policy(work: UnitOfWork) -> None:
    now = await publishing.current(work, work.tenant_id)
    document = first_policy(now.document, work.now.date())
    await publishing.publish(work, document, note="as the demo begins", source=publishing.Source.EDIT)


async def _queues(work: UnitOfWork) -> None:
    for position, name in enumerate(QUEUES):
        await routing.add_queue(
            work,
            name,
            id=queue_id(name),
            position=position,
            offer_seconds={"voice": 20, "webchat": 30, "*": 60},
            sl_seconds={"voice": 20, "webchat": 40, "sms": 300, "email": 14400},
            sl_percent=80,
            wrap_mode={"voice": "timed", "webchat": "optional", "*": "none"},
            wrap_seconds={"voice": 60},
            skills={"machines": 3} if name == "Repairs" else {},
            first_reply_seconds=14400,
            next_reply_seconds=3600,
            settings={"route_by_language": False},
        )
    for position, (code, names) in enumerate(DISPOSITIONS):
        await store.add_disposition(work, code, names, position)


async def _people(work: UnitOfWork) -> None:
    for login, name, role, locale, skills in PEOPLE:
        await _person(work, login, name, role, locale, skills)
    for login, name, skills in COLLEAGUES:
        await _person(work, login, name, Role.AGENT, "en", skills)


async def _person(work: UnitOfWork, login: str, name: str, role: Role, locale: str, skills: dict[str, int]) -> None:
    user = UserId(agent_id(login))
    await directory.create_user(
        work, login=login, name=name, role=role, password=PASSWORD, locale=locale, demo=True, id=user
    )
    if role is Role.ADMIN:
        return
    queues = {} if role is Role.SUPERVISOR else {str(queue_id(q)): {"priority": 1, "delay": 0} for q in QUEUES}
    await routing.set_profile(work, user, skills=skills, queues=queues, capacity=CAPACITY)
    await presence.set_capacity(work, AgentId(user), CAPACITY)


async def _accounts(runtime: Runtime, work: UnitOfWork) -> None:
    settings = runtime.settings
    shop = f"http://127.0.0.1:{settings.visitor_port}"
    await runtime.accounts.create(
        work, channel="webchat", name="Kiln & Co", address="shop", id=WEBCHAT, queue_id=queue_id("Orders"),
        settings={"allowed_origins": [shop], "calls": True, "voice_account": str(VOICE)},
        secrets={"host_secret": HOST_TOKEN_SECRET},
    )  # fmt: skip
    await runtime.accounts.create(
        work, channel="voice", name="Web calls", address="web", id=VOICE, queue_id=queue_id("Orders"), settings={},
        secrets={},
    )  # fmt: skip
    await runtime.accounts.create(
        work, channel="sms", name="SMS", address=OUR_NUMBER, id=SMS, queue_id=queue_id("Orders"),
        settings={"account_sid": ACCOUNT_SID}, secrets={"auth_token": "0" * 32},
    )  # fmt: skip
    await runtime.accounts.create(
        work, channel="voice", name="Telephone", address=OUR_NUMBER, id=TELEPHONE, queue_id=queue_id("Orders"),
        settings={
            "provider": "twilio", "account_sid": ACCOUNT_SID, "api_key_sid": API_KEY_SID, "greeting": GREETING,
            "dialling": DIALLING,
        },
        secrets={"auth_token": "0" * 32, "api_key_secret": API_KEY_SECRET},
    )  # fmt: skip
    await runtime.accounts.create(
        work, channel="email", name="Service", address=MAILBOX, id=EMAIL, queue_id=queue_id("Invoices"),
        settings={
            "imap_host": "127.0.0.1", "imap_port": settings.imap_port, "imap_tls": "none",
            "smtp_host": "127.0.0.1", "smtp_port": settings.smtp_port, "smtp_tls": "none", "user": MAILBOX,
            "sent_copy": "server",
        },
        secrets={"password": "demo"},
    )  # fmt: skip


ACT_LIMITS = (
    ActLimit(ErpAct.CREDIT, "TWD", Decimal(500), Decimal(1000), Decimal(3000), Decimal(20000)),
    ActLimit(ErpAct.PLACE, "TWD", Decimal(100_000)),
)
"""What agents of the shop decide alone in the ERP."""


async def _erp(runtime: Runtime, work: UnitOfWork) -> None:
    sealed = runtime.vault.seal(READER_PASSWORD.encode())
    await store.connect_erp(work, runtime.settings.erp_url, DATABASE, READER, sealed)
    await act_limits.set_limits(work, ACT_LIMITS)
    wanted = NewApiKey("Tryton", agent_id("sam"), ["back office:write"], MOST_DAYS)
    _, key = await api_keys.make(work, wanted, {"back office"}, agent_id("admin"))
    BackOfficeAccess(runtime.settings.public_url, key).write(ErpFiles.of(runtime.settings.data_dir))
    await back_office.set_sites(work, [runtime.settings.erp_url])


async def _customers(work: UnitOfWork, story: Story) -> None:
    accounts = {account.key: account for account in story.accounts}
    for account in story.accounts:
        if account.organisation:
            await customers.create_customer(
                work, name=account.name, kind="organisation", language=account.language, tax_id=account.tax_id,
                external={"erp": account.number}, id=_customer_id(account.key),
            )  # fmt: skip
    for person in story.people:
        await _customer(work, person, accounts[person.account])


async def _customer(work: UnitOfWork, person: Person, account: Account) -> None:
    family, given = profiles.parts_of_name(person)
    await customers.create_customer(
        work, name=person.name, family_name=family, given_name=given,
        emails=[person.email], phones=[person.phone], web_ids=[person.key],
        language=person.language, organisation_id=_customer_id(account.key) if account.organisation else None,
        job=person.role or None, time_zone="Asia/Taipei", external={"erp": account.number},
        id=_customer_id(person.key),
    )  # fmt: skip


def _customer_id(key: str) -> CustomerId:
    return CustomerId(demo_id("customer", key))


async def _lantern(runtime: Runtime) -> None:
    await directory.create_tenant(
        runtime.database, slug="lantern", name="Lantern Works", locale="en", time_zone="Europe/London", id=LANTERN
    )

    async def fill(work: UnitOfWork) -> None:
        queue = await routing.add_queue(work, "Service", id=queue_id("lantern service"))
        for login, name, role in (("lea", "Lea Stone", Role.AGENT), ("lars", "Lars Holm", Role.ADMIN)):
            user = await directory.create_user(
                work, login=login, name=name, role=role, password=PASSWORD, demo=True, id=UserId(agent_id(login))
            )
            profile: dict[str, dict[str, int]] = {str(queue): {"priority": 1, "delay": 0}}
            await routing.set_profile(work, user, skills={}, queues=profile, capacity=CAPACITY)
            await presence.set_capacity(work, AgentId(user), CAPACITY)
        await publishing.edited(work, "as the demo begins")

    await runtime.database.run(LANTERN, fill, actor="demo")
