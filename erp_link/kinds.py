"""Which kinds of ERP can be connected: those of this product, and those of packages that name themselves.

A package names its kind under the entry point group `contact_center.erp`; it is found when it is installed beside the
product (`docs/how-to/add-an-erp.md`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from importlib.metadata import entry_points
from typing import Any, Protocol

import structlog

from contact_center.kernel.contracts.erp import FeedConnector, LiveConnector
from contact_center.kernel.contracts.erp_acts import ActingConnector
from contact_center.kernel.errors import Invalid
from erp_link.ports import AccountConnector

log = structlog.get_logger(__name__)

GROUP = "contact_center.erp"


class FullConnector(AccountConnector, FeedConnector, LiveConnector, Protocol):
    """All that is asked of an ERP. What it cannot give is missing from `probe`, and then never asked for."""


@dataclass(frozen=True, slots=True)
class ErpConnection:
    """Where an ERP is, who we are there, and how patiently it is asked."""

    url: str
    database: str
    login: str
    secret: str = field(repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)
    region: str = "TW"
    """Country (ISO 3166) in which national telephone numbers of this ERP are meant."""
    deadline: timedelta = timedelta(seconds=5)
    """For one question, signing in included."""
    in_flight: int = 4
    """Questions asked at the same time; the rest waits within its deadline."""
    folder: str = ""
    """Files of an ERP may be read from below it, and from nowhere else; empty: none."""


class Proven(StrEnum):
    """What this connector has been held to."""

    LIVE = "live"
    """The real program."""
    DOCUMENTED = "documented"
    """Its vendor's published interface: not tried on a live system."""


class NoSuchErpKind(Invalid):
    """No installed package brings a connector of this kind."""


@dataclass(frozen=True, slots=True)
class ErpKind:
    """A kind of ERP as it is offered to who connects one."""

    code: str
    name: str
    connect: Callable[[ErpConnection], FullConnector]
    """Raises `Invalid` where the settings cannot be used; asks nobody yet."""
    needs: tuple[str, ...] = ("url", "database", "login", "secret")
    """Of `ErpConnection`, what must be filled in."""
    settings: tuple[str, ...] = ()
    """Names of what else it takes, all of it text."""
    tried: Proven = Proven.DOCUMENTED
    acts: Callable[[ErpConnection], ActingConnector] | None = None
    """As it takes acts, which have more patience and a connection of their own; None where it takes none."""


def kinds(own: tuple[ErpKind, ...]) -> Mapping[str, ErpKind]:
    """By code; those of this product come first and cannot be replaced."""
    found = {one.code: one for one in own}
    for entry in entry_points(group=GROUP):
        try:
            kind = entry.load()
        except Exception:
            # Somebody else's package must not take the contact centre down with it.
            log.exception("connector of an ERP cannot be loaded", package=entry.value)
            continue
        if isinstance(kind, ErpKind) and kind.code not in found:
            found[kind.code] = kind
    return found
