"""Codes of a second factor: which one fits, and what is too much. Pure.

The codes are those of RFC 6238 in the form that every authenticator knows: six digits, SHA-1, 30 seconds.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import pyotp

STEP: Final = 30
SLACK: Final = 1
"""Steps by which a telephone's clock may be wrong, either way."""
DIGITS: Final = 6
MOST_WRONG: Final = 10
"""Wrong codes in an `SPAN`, from wherever: a guess has three chances in a million."""
SPAN: Final = timedelta(hours=1)
SET_UP_WITHIN: Final = timedelta(minutes=15)
RECOVERY_CODES: Final = 10
_RECOVERY_LENGTH: Final = 16
"""Letters of 5 bits: too many to try, so a plain digest keeps them."""
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is taken for another when it is read from paper."""


class CodeAttempt(StrEnum):
    """What became of a code."""

    FINE = "fine"
    RECOVERED = "recovered"
    """By a recovery code, which is spent."""
    WRONG = "wrong"
    TOO_MANY = "too many"


class DoorStep(StrEnum):
    """What is asked of somebody whose password was right."""

    NOTHING = "nothing"
    CODE = "code"
    SET_UP = "set up"
    """Their role requires a second factor, and they have none."""


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What is kept of somebody's second factor. `secret` is sealed."""

    secret: bytes
    begun_at: datetime
    confirmed_at: datetime | None
    last_step: int
    wrong: int
    wrong_since: datetime | None

    def set_up_ends(self, now: datetime) -> bool:
        """It was begun too long ago to be confirmed."""
        return self.confirmed_at is None and now - self.begun_at > SET_UP_WITHIN

    def wrong_now(self, now: datetime) -> int:
        """Wrong codes that still count."""
        return self.wrong if self.wrong_since is not None and now - self.wrong_since < SPAN else 0


def new_secret() -> str:
    """160 bits, as RFC 4226 recommends."""
    return pyotp.random_base32()


def address(secret: str, account: str, organisation: str) -> str:
    """What an authenticator reads from the picture (`otpauth://`)."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=organisation)


def step_of(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The step whose code this is, if it is a later one than the last that was used; None where none is."""
    here = int(now.timestamp()) // STEP
    known = pyotp.TOTP(secret)
    fitting = [
        step
        for step in range(here - SLACK, here + SLACK + 1)
        if secrets.compare_digest(known.at(step * STEP), code) and step > last_step
    ]
    return fitting[0] if fitting else None


def plain(typed: str) -> str:
    """A code in the one spelling in which it is compared, whatever was typed between and around."""
    text = unicodedata.normalize("NFKC", typed[:100]).lower()
    return "".join(c for c in text if c.isascii() and c.isalnum())


def is_of_authenticator(code: str) -> bool:
    return len(code) == DIGITS and code.isdecimal()


def new_recovery_codes() -> tuple[str, ...]:
    """As they are shown, this once."""
    made = ("".join(secrets.choice(_LETTERS) for _ in range(_RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES))
    return tuple("-".join(one[at : at + 4] for at in range(0, _RECOVERY_LENGTH, 4)) for one in made)
