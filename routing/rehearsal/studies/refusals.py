"""Why a study has no result, as it is kept: the code of the error and the problems it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from contact_center.kernel.errors import ContactCenterError
from routing.policy.errors import HasProblems, Problem


@dataclass(frozen=True, slots=True)
class Refusal:
    code: str
    problems: tuple[Problem, ...] = ()


_ADAPTER = TypeAdapter(Refusal)


def refusal_of(error: ContactCenterError) -> Refusal:
    return Refusal(error.code, error.problems if isinstance(error, HasProblems) else ())


def dump(refusal: Refusal) -> dict[str, Any]:
    data: dict[str, Any] = _ADAPTER.dump_python(refusal, mode="json")
    return data


def load(data: dict[str, Any]) -> Refusal:
    return _ADAPTER.validate_python(data)
