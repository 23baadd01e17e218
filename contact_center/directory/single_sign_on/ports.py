"""What sign-on asks of the world: a provider's document, its keys, and what it gives for a code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from contact_center.directory.single_sign_on.domain import Discovered


class OpenIdProvider(Protocol):
    """Each raises `SignOnFailed`."""

    async def discover(self, issuer: str) -> Discovered: ...

    async def keys(self, at: Discovered) -> Sequence[Mapping[str, Any]]: ...

    async def exchange(
        self, at: Discovered, client: tuple[str, str], code: str, verifier: str, back: str
    ) -> Mapping[str, Any]:
        """The tokens for a code. `client`: its id, and its secret if it has one."""
        ...

    async def about(self, at: Discovered, access_token: str) -> Mapping[str, Any]:
        """What its page about the person says."""
        ...
