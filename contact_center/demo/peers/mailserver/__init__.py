"""A small, real mail provider for the demo and the tests: SMTP in, IMAP (with IDLE) out.

Both protocols run in one event loop over one mail store, and a mail that arrives by SMTP is appended
through the store's own sessions. Two writers on one mail folder would break IDLE at the first mail.
"""

from __future__ import annotations

from contact_center.demo.peers.mailserver.accounts import Account, Accounts
from contact_center.demo.peers.mailserver.server import MailServer

__all__ = ["Account", "Accounts", "MailServer"]
