"""What can go wrong where the ERP asks us."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NotOneCustomer(Invalid):
    """Say whom it is about by exactly one of account, number, email and phone."""


class NobodyByThat(NotFound):
    """We know no customer by this."""


class SeveralByThat(Conflict):
    """Several people are known by this and nobody is in contact: name one of them by e-mail or telephone number."""


class BackOfficeKeyTaken(Conflict):
    """Another note was written under this key."""


class BackOfficeTextWrong(Invalid):
    """A note needs a text of 1 to 2,000 characters and the name of who wrote it."""


class NotASiteOfTheErp(Invalid):
    """A site is scheme and host, such as https://erp.example, without a path; 20 of them at most."""


class TimelineLinkOver(NotFound):
    """This link is over; open the customer anew in the ERP."""
