"""What the agents of Kiln & Co need not write again."""

from __future__ import annotations

from typing import Final

from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.names import KILN, agent_id, queue_id
from contact_center.directory import cards
from crm_core.snippets import service

SNIPPETS: Final = (
    ("Greeting", "en", None, "Dear {{customer.name}},\n\nthank you for writing to Kiln & Co.\n\n{{agent.name}}"),
    ("問候", "zh-Hant", None, "{{customer.addressed}}您好，\n\n感謝您的來訊。\n\n{{agent.name}}"),
    (
        "Order is late", "en", "Orders",
        "I am sorry that {{order.number}} is late. I have asked the carrier and will write again by tomorrow.",
    ),
    ("訂單延遲", "zh-Hant", "Orders", "很抱歉，訂單 {{order.number}} 尚未送達。我已向物流查詢，明天前會再回覆您。"),
    (
        "Serial number", "en", "Repairs",
        "Please send us the serial number of your machine: it is on the plate under the drip tray.",
    ),
)  # fmt: skip
"""Name, language, queue, text."""

SIGNATURES: Final = (
    (
        "en",
        "{{agent.name}}\n{{agent.title}}, {{agent.team}}\n{{company.name}}, {{company.address}}\nTel. {{agent.phone}}\n"
        "Your case: {{case.number}}",
    ),
    (
        "zh-Hant",
        "{{agent.name}}\n{{agent.team}}　{{agent.title}}\n{{company.name}}　{{company.address}}\n電話 {{agent.phone}}\n"
        "案件編號 {{case.number}}",
    ),
)
CARDS: Final = (
    ("mei", "Service adviser 客服專員", "Service 客服", "+886 2 2552 0101"),
    ("wei", "Technician 技師", "Repairs 維修", "+886 2 2552 0102"),
    ("sam", "Head of service 客服主管", "Service 客服", "+886 2 2552 0100"),
)
"""Login, title, team, telephone."""


async def write(runtime: Runtime) -> None:
    async with runtime.database.work(KILN, actor=f"user:{agent_id('admin')}") as work:
        for name, language, queue, text in SNIPPETS:
            await service.write(work, name, text, language=language, queue=queue_id(queue) if queue else None)
        for language, text in SIGNATURES:
            await service.set_signature(work, None, language, text)
        await cards.set_address(work, "台北市大同區迪化街一段 88 號 · 88 Dihua St. Sec. 1, Taipei")
        for login, title, team, phone in CARDS:
            await cards.set_card(work, agent_id(login), title=title, team=team, phone=phone)
