"""What the pages of the customer's own door take: for one customer, who is signed in, and nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass

from agent_ui.views import ErpFacts, Tone
from agent_ui.views.help import HelpFrame


@dataclass(frozen=True, slots=True)
class DoorPlace:
    name: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class DoorFrame:
    """Around every page behind the door."""

    who: str
    places: tuple[DoorPlace, ...]
    leave: str
    csrf: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class DoorKnock:
    """Before it: for the address, then for the code."""

    frame: HelpFrame
    action: str
    typed: str = ""
    problem: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class DoorCode:
    frame: HelpFrame
    action: str
    again: str
    """Where another code is asked for."""
    knock: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class MatterLine:
    number: str
    href: str
    title: str
    opened: str
    state: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """Of the customer, or of an organisation in which they have a role; what the role does not permit is not in it."""

    name: str
    """Of the organisation; empty for their own."""
    facts: ErpFacts | None
    """None: no ERP is connected."""
    orders: bool
    invoices: bool


@dataclass(frozen=True, slots=True)
class DoorHome:
    frame: HelpFrame
    door: DoorFrame
    matters: tuple[MatterLine, ...]
    facts: tuple[OwnFacts, ...]
    no_role: bool
    """They work at an organisation that has given them no role to see anything by."""


@dataclass(frozen=True, slots=True)
class SaidLine:
    theirs: bool
    author: str
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class DoorMatter:
    frame: HelpFrame
    door: DoorFrame
    line: MatterLine
    next: str
    """What happens next."""
    about: tuple[tuple[str, str], ...]
    """What it is about: (kind, number)."""
    said: tuple[SaidLine, ...]
    action: str
    key: str
    goes_by: str
    """By what the answer to them comes back."""
    typed: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    purpose: str
    address: str
    state: str
    since: str
    """When and how it was decided; empty: never."""
    tone: Tone
    button: str
    change: str
    """What the button sends: state, purpose and address."""


@dataclass(frozen=True, slots=True)
class PurposeChoices:
    purpose: str
    means: str
    lines: tuple[ChoiceLine, ...]


@dataclass(frozen=True, slots=True)
class ChoiceChange:
    at: str
    text: str
    how: str


@dataclass(frozen=True, slots=True)
class DoorChoices:
    frame: HelpFrame
    door: DoorFrame
    action: str
    groups: tuple[PurposeChoices, ...]
    history: tuple[ChoiceChange, ...]


@dataclass(frozen=True, slots=True)
class DoorData:
    frame: HelpFrame
    door: DoorFrame
    pairs: tuple[tuple[str, str], ...]
    organisations: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Name, what they may there, addresses where they may see them."""
    everywhere: str
    """Where each of their sign-ins is ended."""
