"""What Twilio and we speak about. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks: an account with its auth token, or with an API key (`SK…`) and its secret."""

    account_sid: str
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MessageResource:
    """A message as Twilio keeps it."""

    sid: str
    sender: str
    recipient: str
    body: str
    status: str
    direction: str
    created: datetime | None
    error_code: int | None = None
    messaging_service_sid: str | None = None
    num_media: int = 0
    num_segments: int = 1


@dataclass(frozen=True, slots=True)
class Listing:
    messages: tuple[MessageResource, ...]
    complete: bool
    """False if there were more pages than asked for."""


@dataclass(frozen=True, slots=True)
class MediaFile:
    content_type: str
    content: bytes = field(repr=False)
