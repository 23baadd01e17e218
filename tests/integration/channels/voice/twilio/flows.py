"""Call flows of the number under test."""

from __future__ import annotations

from uuid import UUID

from channels.voice.flow import service
from channels.voice.flow.domain import CallFlow, FlowPrompt, FlowStep, StepKind
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.channels.voice.twilio.exchange import Switch


async def greeted_by(switch: Switch, sound: bytes) -> UUID:
    """The number plays this file as its greeting in English, and then queues; the id of the file."""
    centre = switch.centre
    queue = FlowStep("queue", StepKind.QUEUE, queue=centre.queues["general"])

    async def make(work: UnitOfWork) -> UUID:
        id = await service.create(work, "Main line", CallFlow((queue,)))
        kept = await service.add_sound(work, switch.ports.blobs, id, sound)
        said = FlowPrompt({"en": "Welcome.", "zh-Hant": "歡迎。"}, {"en": kept})
        greeting = FlowStep("welcome", StepKind.SAY, said, leads={"next": "queue"})
        await service.change(work, id, CallFlow((greeting, queue)), saw=0)
        await service.publish(work, id, set(centre.queues.values()), saw=1, note="first")
        await service.assign(work, switch.account.id, id)
        return kept

    return await centre.run(make)
