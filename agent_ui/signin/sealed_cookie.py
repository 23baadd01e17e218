"""What a browser keeps while somebody comes in: sealed, for ten minutes, of one kind, so it proves nothing else."""

from __future__ import annotations

import json
from dataclasses import Field, asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

from starlette.requests import HTTPConnection
from starlette.responses import Response

from contact_center.platform.vault import Vault, WrongKey


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Kept = TypeVar("Kept", bound=_Dataclass)
PATH: Final = "/sign-in"
LASTS: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SealedCookie(Generic[Kept]):
    name: str
    kind: str
    shape: type[Kept]

    def keep(self, response: Response, vault: Vault, what: Kept, now: datetime, *, secure: bool) -> None:
        """Values that JSON knows alone."""
        said = {**asdict(what), "kind": self.kind, "until": (now + LASTS).isoformat()}
        value, age = vault.seal(json.dumps(said).encode()).decode(), int(LASTS.total_seconds())
        response.set_cookie(
            self.name, value, max_age=age, path=PATH, httponly=True, secure=secure, samesite="lax"
        )  # fmt: skip

    def opened(self, connection: HTTPConnection, vault: Vault, now: datetime) -> Kept | None:
        """None where there is none of ours, or its time is over."""
        sealed = connection.cookies.get(self.name, "").encode(errors="replace")
        try:
            said: dict[str, Any] = json.loads(vault.open(sealed))
            kind, until = said.pop("kind"), datetime.fromisoformat(said.pop("until"))
            return self.shape(**said) if kind == self.kind and until > now else None
        except (WrongKey, ValueError, TypeError, KeyError, AttributeError):
            return None

    def forget(self, response: Response, *, secure: bool) -> None:
        response.delete_cookie(self.name, path=PATH, httponly=True, secure=secure, samesite="lax")
