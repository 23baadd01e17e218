"""Each tier's minimum share of the capacity freed, by credit.

Whenever an agent's freed capacity could go to several tiers, each of these earns its share in percent.
A tier whose credit has reached 100 is served first (the richest one; the more urgent of equals) and pays
100; otherwise the most urgent tier is served. So over any run of contested offers a tier with share s gets
at least s of 100, up to a rounding of one. Agents who serve the same queues share one account: one
account for all could starve the deferred work of one group by always falling due at another.
"""

from __future__ import annotations

from contact_center.kernel.ids import QueueId
from routing.engine.model import TierShares

FULL = 100

Account = list[int]
"""Credit by tier, most urgent first."""


class Shares:
    def __init__(self) -> None:
        self._earn = (0, 0, 0)
        self.accounts: dict[tuple[QueueId, ...], Account] = {}

    def set(self, shares: TierShares) -> None:
        self._earn = (shares.live, shares.messaging, shares.deferred)

    def account(self, queues: tuple[QueueId, ...]) -> Account:
        """The account of the agents who serve exactly these queues (sorted)."""
        return self.accounts.setdefault(queues, [0, 0, 0])

    def choose(self, account: Account, lanes: list[int]) -> int:
        """Which of several `lanes` (tiers by urgency, ascending) this capacity goes to."""
        for lane in lanes:
            account[lane] += self._earn[lane]
        due = [lane for lane in lanes if account[lane] >= FULL]
        chosen = max(due, key=lambda lane: (account[lane], -lane)) if due else lanes[0]
        account[chosen] = max(0, account[chosen] - FULL)
        return chosen
