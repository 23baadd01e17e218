"""What several benchmarks need beside their floor."""

from __future__ import annotations

from hashlib import md5
from uuid import UUID


def id_of(name: str) -> UUID:
    """As `md5(name)::uuid` makes it in the database."""
    return UUID(md5(name.encode(), usedforsecurity=False).hexdigest())


def p95(seconds: list[float]) -> float:
    """In milliseconds."""
    return round(sorted(seconds)[int(len(seconds) * 0.95)] * 1000, 2)
