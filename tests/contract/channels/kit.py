"""What a channel brings to be held against the contract of all channels (D19).

A channel under test is a subclass of `ChannelKit`: it makes envelopes as the channel's own door makes
them, and stands for the channel's provider, with the faults a provider can have. The suite
(`test_conformance.py`) runs the real adapter through the real intake and outbox on a real database.

A fault or a side that the channel does not have is left as it is here: the tests that need it are
skipped and say why. See `docs/how-to/add-a-channel.md`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from contact_center.kernel.contracts.channels import ChannelAccount, ChannelAdapter, RawEnvelope

if TYPE_CHECKING:
    from tests.centre import Centre
    from tests.contract.channels.stage import Stage


class ChannelKit(ABC):
    """One channel with its provider. Made anew for each test."""

    channel: str
    """The adapter's `channel`."""
    address: str
    """The address of the channel account under test."""

    # The account and its surroundings

    @abstractmethod
    def opened(self, centre: Centre) -> AbstractAsyncContextManager[ChannelAdapter]:
        """Starts the provider and builds the adapter; ends both."""

    @asynccontextmanager
    async def connected(self, stage: Stage) -> AsyncIterator[None]:
        """What needs the account and the intake: the product's own doors, if the provider knocks at them."""
        yield

    def settings(self) -> dict[str, Any]:
        """Settings of the account, once the provider runs."""
        return {}

    def secrets(self) -> dict[str, str]:
        return {}

    # The customer's side

    @abstractmethod
    def customer(self, number: int) -> str:
        """The normalised address of a customer; each number is somebody else."""

    @abstractmethod
    def envelope(
        self, account: ChannelAccount, number: int, text: str, *, customer: int = 0, name: str | None = None
    ) -> RawEnvelope:
        """A message as the channel's door hands it to intake. `number` makes its provider id; the same number
        with the same text is the same message delivered again."""

    @abstractmethod
    def malformed(self, account: ChannelAccount) -> Sequence[RawEnvelope]:
        """Envelopes nobody can understand, each broken in a way of its own and each with an id of its own."""

    async def provider_brings(self, stage: Stage, texts: Sequence[str]) -> None:
        """The provider itself delivers these to our door: each twice, in any order. Returns when it is done."""
        self._lacks("no provider that delivers by itself")

    # The provider's side

    async def received(self, customer: int = 0) -> list[str]:
        """What the provider has taken for this customer, in the order in which it took it; each begins
        with the text as it was written."""
        self._lacks("no written messages")

    async def rate_limit(self, on: bool) -> None:
        """The provider wants to be asked more slowly."""
        self._lacks("no provider that limits the rate")

    async def outage(self, on: bool) -> None:
        """The provider does not work at all."""
        self._lacks("no provider that can be down")

    async def lose_answers(self, on: bool) -> None:
        """The provider takes messages, but the connection breaks before it can say so."""
        self._lacks("no provider whose answer can be lost")

    async def shuffle_reports(self, on: bool) -> None:
        """The provider brings delivery reports twice and in any order."""
        self._lacks("no delivery reports")

    def _lacks(self, what: str) -> NoReturn:
        pytest.skip(f"{self.channel} has {what}")
