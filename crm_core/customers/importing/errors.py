"""What can go wrong with a file of customers."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NoSuchImport(NotFound):
    """There is no such import here; rows are kept for 30 days."""


class NotAnImportFile(Invalid):
    """The file must be CSV text, in UTF-8 or Big5, with a line of headings and at least one row."""


class TooManyRows(Invalid):
    """An import has 100,000 rows and 60 columns at most; send the file in parts."""


class WrongMapping(Invalid):
    """Say for each column which field it is; name, or an e-mail address or phone number must be among them."""


class ImportNotReady(Conflict):
    """This import is at another step by now; open its page again."""


class RowWithoutCustomer(Invalid):
    """The row has neither a name nor an e-mail address nor a phone number."""


class NumberTooLong(Invalid):
    """A number in the ERP has 100 characters at most."""


class SeveralCustomers(Conflict):
    """Several customers have these addresses or numbers; merge them first, or leave the row out."""
