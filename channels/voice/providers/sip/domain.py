"""Trunks, numbers and the reasons of telephones, as SIP has them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from contact_center.kernel.contracts.telephony import Abilities, NotPickedUp

NAME: Final = "sip"
ABILITIES: Final = Abilities(browsers=True, dials=True, answers=True, keys=True)
SIP_PORT: Final = 5060

PCMU, PCMA = 0, 8
CODECS: Final[Mapping[str, tuple[int, ...]]] = {"pcmu": (PCMU, PCMA), "pcma": (PCMA, PCMU)}
"""What is offered, by the codec that is preferred: µ-law (America, Japan, Taiwan) or A-law (elsewhere)."""


@dataclass(frozen=True, slots=True)
class Trunk:
    """A line of ours at a SIP trunk or a PBX."""

    account: UUID
    tenant: UUID
    number: str
    """Ours, in E.164."""
    host: str
    port: int = SIP_PORT
    user: str = ""
    """With a user we register, and answer for it; without, the other side knows our address."""
    password: str = field(default="", repr=False)
    domain: str = ""
    """What stands behind the @; empty: the host."""
    codec: str = "pcmu"
    plus: bool = True
    """Numbers are dialled as +886…; False: without the plus."""

    @property
    def realm(self) -> str:
        return self.domain or self.host

    @property
    def registers(self) -> bool:
        return bool(self.user)

    @property
    def our_uri(self) -> str:
        return f"sip:{self.user or self.dialled(self.number)}@{self.realm}"

    def uri_of(self, number: str) -> str:
        return f"sip:{self.dialled(number)}@{self.realm}"

    def dialled(self, number: str) -> str:
        return number if self.plus else number.removeprefix("+")

    def is_called_by(self, user: str) -> bool:
        """Whether a call for this user of an address is for this line: by its number, or as we are registered."""
        return self.has_number(user) or (user != "" and user == self.user)

    def has_number(self, user: str) -> bool:
        """Written with its country, or as it is dialled at home."""
        ours, theirs = self.number.lstrip("+"), user.lstrip("+")
        national = theirs.lstrip("0")
        return theirs == ours or (len(national) >= _SHORTEST and ours.endswith(national))


_SHORTEST = 6
"""Digits that a national number must have to be taken for the end of an international one."""

_REASONS: Final[Mapping[int, NotPickedUp]] = {
    408: NotPickedUp.NO_ANSWER,
    480: NotPickedUp.NO_ANSWER,
    486: NotPickedUp.BUSY,
    487: NotPickedUp.NO_ANSWER,
    600: NotPickedUp.BUSY,
    603: NotPickedUp.NO_ANSWER,
}


def reason_of(status: int) -> str:
    """Why a telephone did not pick up, by SIP's answer."""
    return _REASONS.get(status, NotPickedUp.FAILED).value


def number_of(user: str | None) -> str:
    """What stands before the @ of an address, without what may follow a number there (`;phone-context=…`)."""
    return (user or "").partition(";")[0]


WITHHELD: Final = frozenset({"", "anonymous", "unknown", "restricted", "unavailable", "private"})
"""What networks write for a number that is not told."""
