"""Tryton as a kind that can be connected."""

from __future__ import annotations

from contact_center.kernel.contracts.erp_acts import ActingConnector
from erp_link.connectors.tryton.acts import TrytonActs
from erp_link.connectors.tryton.client import NAME, TrytonClient, TrytonSettings
from erp_link.connectors.tryton.connector import TrytonConnector
from erp_link.kinds import ErpConnection, ErpKind, FullConnector, Proven


def _client(given: ErpConnection) -> TrytonClient:
    return TrytonClient(
        TrytonSettings(given.url, given.database, given.login, given.secret, given.deadline, given.in_flight)
    )


def _connect(given: ErpConnection) -> FullConnector:
    return TrytonConnector(_client(given), given.region)


def _acts(given: ErpConnection) -> ActingConnector:
    return TrytonActs(_client(given))


TRYTON = ErpKind("tryton", NAME, _connect, tried=Proven.LIVE, acts=_acts)
