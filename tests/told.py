"""Errors and problems as their readers get them: in English, from the one table there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pydantic import ValidationError

from agent_ui.words.english import English
from contact_center.kernel.contracts.channels import Unparseable
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.phrases import Phrase
from routing.explanation.domain import OfferMade
from routing.policy.differences import Difference
from routing.policy.errors import Problem
from routing.policy.ports import ProblemText

ENGLISH = English()


def told(problem: Problem) -> ProblemText:
    return ENGLISH.problem(problem)


def explained_line(offer: OfferMade) -> str:
    """Why an offer was made, as programs read it."""
    return ENGLISH.explanation([Phrase(one.key, one.args) for one in offer.why])


def change(one: Difference) -> str:
    return ENGLISH.difference(one)


@contextmanager
def refused(kind: type[ContactCenterError], *, match: str) -> Iterator[pytest.ExceptionInfo[ContactCenterError]]:
    """As `pytest.raises`; what the reader is told contains `match`, a regular expression."""
    with pytest.raises(kind) as caught:
        yield caught
    line = ENGLISH.error_line(caught.value)
    assert re.search(match, line), f"{match!r} is not in {line!r}"


@contextmanager
def unread(*, match: str) -> Iterator[None]:
    """What cannot be understood, for the reason that quarantine shows."""
    with pytest.raises(Unparseable) as caught:
        yield
    line = ENGLISH.phrase(caught.value.reason)
    assert re.search(match, line), f"{match!r} is not in {line!r}"


@contextmanager
def misshapen(*, match: str) -> Iterator[None]:
    """A value that a model refuses for a reason of ours, told as `match`."""
    with pytest.raises(ValidationError) as caught:
        yield
    lines = "; ".join(ENGLISH.shape(error) for error in caught.value.errors())
    assert re.search(match, lines), f"{match!r} is not in {lines!r}"
