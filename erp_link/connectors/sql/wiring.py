"""A home-grown ERP as a kind that can be connected."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from erp_link.connectors.sql.client import ForeignDatabase
from erp_link.connectors.sql.connector import SqlConnector
from erp_link.connectors.sql.domain import MappingCannotBeUsed, read_mapping
from erp_link.connectors.sql.parse import TableReader
from erp_link.kinds import ErpConnection, ErpKind, FullConnector, Proven

NAMELESS = "SQL"


def _connect(given: ErpConnection) -> FullConnector:
    name = str(given.settings.get("name") or NAMELESS)
    currency, zone = str(given.settings.get("currency") or "").upper(), str(given.settings.get("time_zone") or "UTC")
    if len(currency) != 3:
        raise MappingCannotBeUsed(currency, field="currency")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise MappingCannotBeUsed(zone, field="time_zone") from wrong
    tables = read_mapping(str(given.settings.get("mapping") or ""))
    database = ForeignDatabase(
        name, given.url, given.login, given.secret, given.folder, given.deadline, given.in_flight
    )
    return SqlConnector(database, tables, TableReader(currency, given.region, zone))


SQL = ErpKind("sql", "SQL/CSV", _connect, ("url",), ("name", "currency", "time_zone", "mapping"), Proven.LIVE)
