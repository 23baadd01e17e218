"""Sample customers who may be one. Nobody here exists."""

from __future__ import annotations

from dataclasses import replace

from agent_ui.gallery.people import sample_id
from agent_ui.merging.views import (
    ComparedField,
    CompareView,
    MergedView,
    PairsView,
    PairView,
    PerhapsView,
    SideView,
    SignView,
)
from agent_ui.views import UndoView


def pair() -> PairView:
    return PairView(
        SideView(
            sample_id(70), "林佳穎", "known since 3 Mar, last contact today: Chat",
            ("chiaying@mosslane.example", "+886 912 345 081"),
        ),
        SideView(
            sample_id(71), "Chia-Ying Lin", "known since 2 Nov, last contact 20 Nov: WhatsApp",
            ("cy.lin@mail.example", "+886 912 345 081"),
        ),
        (
            SignView("same address, proven: +886 912 345 081", good=True),
            SignView("same organisation", good=True),
            SignView("different e-mail: cy.lin@mail.example", good=False),
        ),
    )  # fmt: skip


def perhaps() -> PerhapsView:
    merged = MergedView("Merged with 林小姐 on 12 Oct by Mei.", "/customers/merges/1/end")
    return PerhapsView(sample_id(70), pair(), 2, (merged,), UndoView("Merged into one customer.", "/undo"))


def compare() -> CompareView:
    return CompareView(
        pair(),
        (
            ComparedField(
                "name", "Name", "林佳穎", "Chia-Ying Lin", takes_other=False, why="of the one who is verified"
            ),
            ComparedField("job", "Job", "", "Owner", takes_other=True, why="the other has none"),
            ComparedField("language", "Language", "Chinese", "Chinese", takes_other=False, why="the same", same=True),
            ComparedField("segment", "Segment", "B", "A", takes_other=True, why="newer"),
        ),
        "/customers/1/merge/2",
        "/customers/2/compare/1",
    )


def pairs() -> PairsView:
    other = replace(pair(), one=SideView(sample_id(72), "Tom Hale", "known since 4 May, no contact yet"))
    return PairsView((pair(), other), "2", "/customers/duplicates?after=1.2")
