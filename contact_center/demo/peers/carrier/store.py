"""What the carrier remembers: in memory, bounded, gone with the process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

from contact_center.demo.peers.carrier.config import Account, Application, CarrierConfig, Number
from contact_center.demo.peers.carrier.domain import Sms


class CarrierStore:
    def __init__(self, config: CarrierConfig) -> None:
        self.accounts: dict[str, Account] = {a.sid: a for a in config.accounts}
        self.numbers: dict[str, Number] = {n.number: n for n in config.numbers}
        self.applications: dict[str, Application] = {a.sid: a for a in config.applications}
        self._keep = config.keep
        self._messages: OrderedDict[str, Sms] = OrderedDict()
        self._phones: OrderedDict[str, list[str]] = OrderedDict()
        self._stopped: set[tuple[str, str]] = set()
        self._callbacks: OrderedDict[str, str] = OrderedDict()

    def add(self, sms: Sms) -> None:
        self._messages[sms.sid] = sms
        self._phones.setdefault(sms.phone, []).append(sms.sid)
        self._phones.move_to_end(sms.phone)
        while len(self._messages) > self._keep:
            _, old = self._messages.popitem(last=False)
            self._forget(old)

    def get(self, sid: str) -> Sms | None:
        return self._messages.get(sid)

    def newest_first(self, account_sid: str) -> Iterator[Sms]:
        return (m for m in reversed(self._messages.values()) if m.account_sid == account_sid)

    def of_phone(self, phone: str) -> list[Sms]:
        """Oldest first."""
        return [self._messages[sid] for sid in self._phones.get(phone, ())]

    def phones(self) -> list[str]:
        """Most recently used first."""
        return list(reversed(self._phones))

    def stop(self, line: str, phone: str) -> None:
        self._stopped.add((line, phone))

    def start(self, line: str, phone: str) -> None:
        self._stopped.discard((line, phone))

    def has_stopped(self, line: str, phone: str) -> bool:
        return (line, phone) in self._stopped

    def seen_before(self, token: str, sid: str) -> bool:
        """Whether the product has already sent a message under this token of its own."""
        if token in self._callbacks:
            return True
        self._callbacks[token] = sid
        if len(self._callbacks) > self._keep:
            self._callbacks.popitem(last=False)
        return False

    def _forget(self, old: Sms) -> None:
        sids = self._phones[old.phone]
        sids.remove(old.sid)
        if not sids:
            del self._phones[old.phone]
