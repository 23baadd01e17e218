"""What a browser shows Twilio to be let in as somebody: an access token, made by Twilio's own package."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from twilio.jwt.access_token import AccessToken  # type: ignore[import-untyped]
from twilio.jwt.access_token.grants import VoiceGrant  # type: ignore[import-untyped]

from channels.vendors.twilio.voice.domain import VoiceKey

LONGEST: Final = timedelta(hours=24)
"""Twilio takes no token that counts for longer."""
_IDENTITY: Final = re.compile(r"[A-Za-z0-9_]{1,121}")
"""Names that Twilio can also dial (`client:<name>`)."""


def voice_token(key: VoiceKey, identity: str, lasts: timedelta, *, application: str | None = None) -> str:
    """A token with which a browser is rung as `client:<identity>`, and calls out by `application` if one is given.

    Raises `ValueError` for a name that cannot be rung or a time that Twilio refuses.
    """
    if not _IDENTITY.fullmatch(identity):
        raise ValueError(f"{identity!r} is not letters, digits and underscores, 121 at most")
    if not timedelta(0) < lasts <= LONGEST:
        raise ValueError(f"{lasts} is not between a moment and 24 hours")
    token = AccessToken(key.account_sid, key.key_sid, key.secret, identity=identity, ttl=int(lasts.total_seconds()))
    token.add_grant(VoiceGrant(incoming_allow=True, outgoing_application_sid=application))
    return str(token.to_jwt())
