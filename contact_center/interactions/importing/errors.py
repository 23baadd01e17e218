"""What can go wrong with files of old mail."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NoSuchMailImport(NotFound):
    """There is no such import here; its mails are kept for 30 days."""


class NotAMailFile(Invalid):
    """The file must be an mbox file, or one mail as an .eml file."""


class TooManyMails(Invalid):
    """An import has 100,000 mails at most; send the rest as an import of its own."""


class MailImportNotReady(Conflict):
    """This import is at another step by now; open its page again."""


class NoMailbox(Invalid):
    """Choose one of your mailboxes; old mail belongs to the mailbox that it was sent to."""


class WrongRole(Invalid):
    """An address is ours, a customer's, or left out; whom it stands for must be an e-mail address."""


class OldMail(Conflict):
    """This is old mail that was imported and can only be read; write a new message to this customer instead."""
