"""Tryton as a kind that can be connected."""

from __future__ import annotations

from erp_link.connectors.tryton.client import NAME, TrytonClient, TrytonSettings
from erp_link.connectors.tryton.connector import TrytonConnector
from erp_link.kinds import ErpConnection, ErpKind, FullConnector, Proven


def _connect(given: ErpConnection) -> FullConnector:
    settings = TrytonSettings(given.url, given.database, given.login, given.secret, given.deadline, given.in_flight)
    return TrytonConnector(TrytonClient(settings), given.region)


TRYTON = ErpKind("tryton", NAME, _connect, tried=Proven.LIVE)
