"""What the codes of closed work are called: by their paths, in the reader's language, in the words of their time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from agent_ui.views import Disposition
from agent_ui.words.languages import Words
from contact_center.interactions.dispositions.domain import PARTED, DispositionNode, DispositionTree
from contact_center.kernel.languages import text_for


def own_name(words: Words, tree: DispositionTree, code: str, at: datetime | None = None) -> str:
    """Without its branches; a code that nobody defined is its own name."""
    names = tree.name(code, at)
    return text_for(names, words.language) if names else code


def full_name(words: Words, tree: DispositionTree, code: str, at: datetime | None = None) -> str:
    """With its branches before it. `at`: in the words of then."""
    return PARTED.join(own_name(words, tree, one, at) for one in tree.path(code, at))


def choices(words: Words, tree: DispositionTree, queue: UUID | None) -> tuple[Disposition, ...]:
    """What work of this queue can be closed with."""
    return _choices(words, tree, tree.offered(queue))


def all_choices(words: Words, tree: DispositionTree) -> tuple[Disposition, ...]:
    """What can be chosen in some queue."""
    return _choices(words, tree, tree.in_use())


def _choices(words: Words, tree: DispositionTree, found: Iterable[DispositionNode]) -> tuple[Disposition, ...]:
    return tuple(
        Disposition(
            one.code, own_name(words, tree, one.code),
            full_name(words, tree, one.parent) if one.parent else "", one.case_type,
        )
        for one in found
    )  # fmt: skip
