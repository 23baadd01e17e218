"""Which errors pass by themselves and which are faults of ours: what decides whether to try again (D41).

Whatever reads the log or does a job asks here. Trouble that passes costs nobody a fact: the work is done
again, whole. Anything else is a bug, and doing it again gives the same.
"""

from __future__ import annotations

import asyncio
import errno
import socket

import psycopg
import redis

from contact_center.kernel.errors import ContactCenterError, RetryLater

PASSING_CLASSES = ("08", "40", "53", "57", "58")
"""SQLSTATE classes: connection, rollback asked for (serialisation, deadlock), resources, an administrator's doing,
trouble of the machine."""
PASSING_STATES = frozenset({"25006", "25P03", "25P04", "55006", "55P03", "55P04"})
"""Read-only after a failover, a transaction that took too long, an object or lock that others hold."""
PASSING_ERRNO = frozenset({errno.EAGAIN, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOSPC, errno.EDQUOT,
                           errno.ENOMEM, errno.ENETUNREACH, errno.EHOSTUNREACH})  # fmt: skip


class Unavailable(ContactCenterError):
    """Part of the contact centre is being restarted; try again in a few seconds."""

    status = 503


def passes(error: BaseException | None) -> bool:
    """Whether the same work may well succeed later: decided by the error, or by the one it was raised from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if _passes(error):
            return True
        error = error.__cause__
    return False


def away(error: BaseException) -> bool:
    """Whether the database itself cannot be reached: then one piece of work fares no better than many together."""
    if not isinstance(error, psycopg.Error):
        return False
    return _database(error) and (error.sqlstate is None or error.sqlstate.startswith(("08", "57P", "53300")))


def _passes(error: BaseException) -> bool:
    if isinstance(error, psycopg.Error):
        return _database(error)
    if isinstance(error, OSError):
        return isinstance(error, ConnectionError | TimeoutError | socket.gaierror) or error.errno in PASSING_ERRNO
    return isinstance(error, RetryLater | asyncio.TimeoutError | redis.ConnectionError | redis.TimeoutError)


def _database(error: psycopg.Error) -> bool:
    """Without an SQLSTATE the server never judged it: the connection failed, or was closed under us."""
    if error.sqlstate is None:
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return error.sqlstate.startswith(PASSING_CLASSES) or error.sqlstate in PASSING_STATES
