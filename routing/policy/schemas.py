"""Answers about the policy, as programs read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from routing.policy import errors, service
from routing.policy.model import PolicyDocument
from routing.policy.ports import Sentences


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """What is wrong at a place of a document, and what to do about it."""

    place: str
    """As a path: `queues[billing].rings[1].after`; with the line and the column where a text was sent."""
    reason: str
    remedy: str
    code: str
    """Stable; for programs to test."""
    args: Mapping[str, Any]
    """What the sentence names."""


@dataclass(frozen=True, slots=True)
class PolicyDraftOut:
    """What is wrong with it, and what it would change against what is followed now."""

    revision: int
    """To be named when saving again: whoever saves second is told."""
    based_on: int
    at: datetime
    author: str
    document: PolicyDocument
    problems: list[PolicyProblem]
    changes: list[str]


def problem_of(problem: errors.Problem, sentences: Sentences) -> PolicyProblem:
    return PolicyProblem(*sentences.problem(problem), code=problem.code, args=problem.args)


def draft_of(draft: service.PolicyDraft, sentences: Sentences) -> PolicyDraftOut:
    problems = [problem_of(one, sentences) for one in draft.problems]
    changes = [sentences.difference(one) for one in draft.changes]
    return PolicyDraftOut(draft.revision, draft.based_on, draft.at, draft.author, draft.document, problems, changes)
