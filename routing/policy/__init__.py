"""Queues, skills, rings and routing profiles as validated data."""

from __future__ import annotations

from routing.policy.document import from_document, to_document
from routing.policy.errors import PolicyInvalid, Problem
from routing.policy.validation import problems_of, profile_problems, validate

__all__ = [
    "PolicyInvalid",
    "Problem",
    "from_document",
    "problems_of",
    "profile_problems",
    "to_document",
    "validate",
]
