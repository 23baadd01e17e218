"""What the pages of an import take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import in the list of them."""

    id: UUID
    file: str
    state: str
    rows: str
    who: str
    at: datetime

    @property
    def href(self) -> str:
        return f"/customers/import/{self.id}"


@dataclass(frozen=True, slots=True)
class ImportsView:
    imports: tuple[ImportLine, ...]


@dataclass(frozen=True, slots=True)
class FieldOption:
    value: str
    name: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ColumnView:
    heading: str
    samples: tuple[str, ...]
    options: tuple[FieldOption, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    n: int
    cells: tuple[str, ...]
    problem: str | None = None
    href: str | None = None
    changes: str = ""
    """The fields that it changes of a customer who is there."""


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """Rows with which the same happens."""

    code: str
    name: str
    count: str
    rows: tuple[RowView, ...]
    bad: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class ImportView:
    line: ImportLine
    encoding: str
    columns: tuple[ColumnView, ...]
    outcomes: tuple[OutcomeView, ...]
    progress: int | None = None
    """Per cent, while it is at work."""
    can_map: bool = False
    run: str | None = None
    """What the button that brings them in is called."""
    can_undo: bool = False
    left_out: bool = False
    """There are rows that did not come in, to be taken along as a file."""


@dataclass(frozen=True, slots=True)
class MailboxOption:
    id: UUID
    address: str


@dataclass(frozen=True, slots=True)
class MailImportLine:
    """One import of old mail in the list of them."""

    id: UUID
    files: str
    state: str
    mails: str
    who: str
    at: datetime

    @property
    def href(self) -> str:
        return f"/customers/import-mail/{self.id}"


@dataclass(frozen=True, slots=True)
class MailImportsView:
    mailboxes: tuple[MailboxOption, ...]
    imports: tuple[MailImportLine, ...]


@dataclass(frozen=True, slots=True)
class MailAddressView:
    """Who wrote or got old mail, and what they are."""

    address: str
    name: str
    mails: str
    roles: tuple[FieldOption, ...]
    means: str
    whose: str
    """The customer by name, or that there will be a new one; empty for who is none."""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class MailView:
    n: int
    at: datetime | None
    people: str
    subject: str
    problem: str | None = None
    original: str | None = None
    """Where the mail is as it came, while it is kept."""


@dataclass(frozen=True, slots=True)
class MailsView:
    """Mails with which the same happens."""

    code: str
    name: str
    count: str
    mails: tuple[MailView, ...]
    bad: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class MailImportView:
    line: MailImportLine
    mailbox: str
    addresses: tuple[MailAddressView, ...]
    outcomes: tuple[MailsView, ...]
    progress: int | None = None
    """Per cent, while it is at work."""
    brought: str | None = None
    """What came in, in a sentence."""
    more_addresses: str | None = None
    """How many there are beside those shown."""
    can_sort: bool = False
    can_add: bool = False
    run: str | None = None
    """What the button that brings them in is called."""
    can_undo: bool = False
    can_try_again: bool = False
