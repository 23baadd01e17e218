"""What can be wrong with a question about figures."""

from __future__ import annotations

from contact_center.kernel.errors import Invalid


class WrongInterval(Invalid):
    """`from` must be before `to`, `minutes` between 1 and 1440 or 10080, and the whole at most 1000 intervals."""


class WrongTimeZone(Invalid):
    """`time_zone` is not a zone of the IANA database; use a name such as Asia/Taipei."""


class UnknownChannel(Invalid):
    """There is no such channel here: leave `channel` out, or name one that has an account."""


class UnknownQueue(Invalid):
    """There is no queue of this id: leave `queue` out, or take an id from the wallboard."""


class WrongReportDays(Invalid):
    """`from` comes before `to`, is after 1970, and both are 3660 days apart at most; `at` has an offset."""
