"""The flow an administrator begins with: a greeting, the hours, the queue. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from channels.voice.flow.domain import CallFlow, FlowPrompt, FlowStep, StepKind


def first_flow(queue: UUID | None, greeting: Mapping[str, str], closed: Mapping[str, str]) -> CallFlow:
    """What nearly every line needs; it can be published as it is, once its queue is there."""
    return CallFlow(
        (
            FlowStep("hours", StepKind.HOURS, queue=queue,
                     leads={"open": "greeting", "closed": "closed", "holiday": "closed"}),
            FlowStep("greeting", StepKind.SAY, FlowPrompt(dict(greeting)), leads={"next": "queue"}),
            FlowStep("queue", StepKind.QUEUE, queue=queue),
            FlowStep("closed", StepKind.VOICEMAIL, FlowPrompt(dict(closed)), queue=queue),
        )
    )  # fmt: skip
