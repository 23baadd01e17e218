"""Which errors pass by themselves, and which are faults of ours."""

from __future__ import annotations

import errno

import psycopg
import psycopg_pool
import pytest
import redis

from contact_center.kernel.errors import Conflict, GiveUp, RetryLater
from contact_center.platform.trouble import away, passes


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        psycopg.errors.SerializationFailure(), psycopg.errors.DeadlockDetected(), psycopg.errors.LockNotAvailable(),
        psycopg.errors.QueryCanceled(), psycopg.errors.AdminShutdown(), psycopg.errors.CannotConnectNow(),
        psycopg.errors.TooManyConnections(), psycopg.errors.DiskFull(), psycopg.errors.ReadOnlySqlTransaction(),
        psycopg.errors.IdleInTransactionSessionTimeout(), psycopg.OperationalError("the connection is lost"),
        psycopg.InterfaceError("the connection is closed"), psycopg_pool.PoolTimeout(), redis.ConnectionError(),
        ConnectionResetError(), TimeoutError(), OSError(errno.ENOSPC, "no space left"), RetryLater("busy"),
        caused(ValueError("a cache"), psycopg.errors.DeadlockDetected()),
    ],
    ids=repr,
)  # fmt: skip
def test_what_passes_is_tried_again(error: Exception) -> None:
    assert passes(error)


@pytest.mark.parametrize(
    "error",
    [
        ValueError(), KeyError("x"), AssertionError(), psycopg.errors.UniqueViolation(),
        psycopg.errors.UndefinedColumn(), psycopg.errors.NotNullViolation(), psycopg.errors.InFailedSqlTransaction(),
        psycopg.ProgrammingError("no result"), psycopg.errors.StatementTooComplex(),
        FileNotFoundError(errno.ENOENT, "x"), Conflict(), GiveUp(),
    ],
    ids=repr,
)  # fmt: skip
def test_a_fault_of_ours_is_none_that_passes(error: Exception) -> None:
    assert not passes(error)


def test_a_database_that_is_away_is_told_from_one_that_refuses_a_piece_of_work() -> None:
    assert away(psycopg_pool.PoolTimeout())
    assert away(psycopg.errors.AdminShutdown())
    assert not away(psycopg.errors.LockNotAvailable())
    assert not away(ValueError())
