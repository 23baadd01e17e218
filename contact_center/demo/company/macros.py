"""What the agents of Kiln & Co do by one key."""

from __future__ import annotations

from typing import Final

from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.names import KILN, agent_id
from crm_core.macros import service
from crm_core.macros.domain import MacroActKind, MacroActs

MACROS: Final = (
    ("Ask for the serial number", "en", MacroActs(
        "Dear {{customer.name}}, please send us the serial number of your machine, on the plate under the drip tray.",
        ("serial number",),
    )),
    ("請提供序號", "zh-Hant", MacroActs("{{customer.addressed}}您好，請提供機身滴水盤下方的序號。", ("序號",))),
    ("Look again tomorrow", None, MacroActs(tags=("follow up",), ending=MacroActKind.SNOOZE, minutes=24 * 60)),
    ("Answered, wait", None, MacroActs(ending=MacroActKind.WAIT)),
)  # fmt: skip
"""Name, language, acts."""


async def write(runtime: Runtime) -> None:
    async with runtime.database.work(KILN, actor=f"user:{agent_id('admin')}") as work:
        for name, language, acts in MACROS:
            await service.write(work, name, acts, language=language, queue=None)
