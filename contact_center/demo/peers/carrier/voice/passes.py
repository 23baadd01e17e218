"""What an access token of a browser allows: Twilio's format, checked as strictly as Twilio does. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import jwt

from contact_center.demo.peers.carrier.config import Account

CONTENT: Final = "twilio-fpa;v=1"
LONGEST_SECONDS: Final = 24 * 3600
FAILED, UNUSABLE, EXPIRED, TOO_LONG, UNSIGNED = 31201, 31204, 31205, 31207, 31202


class NotAllowed(Exception):
    """`code` is one of Twilio's for its browser SDK."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True, slots=True)
class Pass:
    account_sid: str
    identity: str
    incoming: bool
    """May be rung as `client:<identity>`."""
    application: str | None
    """The TwiML app by which it may call out."""
    expires: float
    """Seconds since 1970."""

    def ttl(self, now: float) -> int:
        return max(0, int(self.expires - now))


def read_pass(token: str, accounts: Mapping[str, Account], now: float) -> Pass:
    """Raises `NotAllowed`. `now` in seconds since 1970."""
    try:
        header = jwt.get_unverified_header(token)
        claimed = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError as error:
        raise NotAllowed(UNUSABLE, f"JWT is invalid: {error}") from error
    if header.get("cty") != CONTENT or header.get("alg") != "HS256":
        raise NotAllowed(UNUSABLE, f"not an access token: cty={header.get('cty')!r}, alg={header.get('alg')!r}")
    account = accounts.get(str(claimed.get("sub")))
    secret = account.api_keys.get(str(claimed.get("iss"))) if account else None
    if account is None or secret is None:
        raise NotAllowed(FAILED, "neither the account (sub) nor its API key (iss) is known")
    try:
        jwt.decode(
            token, secret, algorithms=["HS256"],
            options={"verify_exp": False, "verify_nbf": False, "verify_iat": False, "require": ["exp", "jti"]},
        )  # fmt: skip
    except jwt.InvalidSignatureError as error:
        raise NotAllowed(UNSIGNED, "signed with another secret than the API key's") from error
    except jwt.PyJWTError as error:
        raise NotAllowed(UNUSABLE, f"JWT is invalid: {error}") from error
    return _granted(claimed, account, now)


def _granted(claimed: Mapping[str, Any], account: Account, now: float) -> Pass:
    expires, begins = float(claimed["exp"]), float(claimed.get("nbf") or claimed.get("iat") or now)
    if expires <= now:
        raise NotAllowed(EXPIRED, "JWT is expired")
    if expires - begins > LONGEST_SECONDS:
        raise NotAllowed(TOO_LONG, "JWT counts for longer than 24 hours")
    grants = claimed.get("grants") or {}
    voice = grants.get("voice")
    if not isinstance(voice, dict) or not grants.get("identity"):
        raise NotAllowed(UNUSABLE, "a voice grant and an identity are needed")
    incoming = (voice.get("incoming") or {}).get("allow") is True
    application = (voice.get("outgoing") or {}).get("application_sid")
    return Pass(account.sid, str(grants["identity"]), incoming, application, expires)
