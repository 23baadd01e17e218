"""Why an embedded server does not run, each with its remedy."""

from __future__ import annotations

from contact_center.kernel.errors import ContactCenterError


class EmbeddedServerError(ContactCenterError):
    """An embedded server could not be started."""


class ServerMissing(EmbeddedServerError):
    """A server program is missing; run `make demo` or `make test` again to install it, or name a
    server of your own in the settings.
    """


class SocketPathTooLong(EmbeddedServerError):
    """A socket's path may have 107 bytes; choose a shorter temporary folder (TMPDIR)."""


class BrokenDataFolder(EmbeddedServerError):
    """This folder does not hold a usable PostgreSQL 18 database; restore it from a backup, or start
    over with `make demo-reset`.
    """


class AlreadyRunning(EmbeddedServerError):
    """Another process already uses this data folder; stop it first, or set CONTACT_CENTER_DATA_DIR to
    another folder.
    """


class OutOfReach(EmbeddedServerError):
    """PostgreSQL does not run as root, and the account it runs as cannot enter this folder; move it,
    or run as an ordinary user.
    """


class DidNotStart(EmbeddedServerError):
    """The server ended or stayed silent while it was starting; its log says why. If files are damaged:
    `make demo-reset`.
    """
