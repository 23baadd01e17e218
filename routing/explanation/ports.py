"""What answers to programs need from outside: sentences for what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from contact_center.kernel.phrases import Phrase
from routing.rules.applied import RuleApplied


class Sentences(Protocol):
    """In English."""

    def explanation(self, why: Sequence[Phrase]) -> str: ...
    def rule(self, applied: RuleApplied) -> str: ...
