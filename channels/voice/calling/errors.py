"""Why a number is not called, each with its remedy."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Forbidden, Invalid


class CannotDial(Conflict):
    """This line takes calls only: its provider cannot ring telephones. An administrator connects one that can."""


class NoNumberToShow(Conflict):
    """This line has no number that may be shown to who is called; an administrator gives it one."""


class EmergencyNumber(Invalid):
    """Emergency numbers are never dialled from here: use a telephone, so that help finds where you are."""


class DestinationNotAllowed(Invalid):
    """Numbers of this country are not called by this line; an administrator can allow them."""


class PremiumNumber(Invalid):
    """Whoever calls this number pays more than for the call; this line does not call such numbers."""


class CallerIdNotAllowed(Invalid):
    """This number may not be shown here; choose one from the list."""


class OutsideCallingHours(Conflict):
    """Where this number rings, it is not the time to call for this purpose; call later, or write instead."""


class NoHourKnown(Conflict):
    """It is not known what time it is where this number rings; call for what the customer has asked for, or write."""


class SpendingCapReached(Conflict):
    """What this line may spend on calls in a day is spent; an administrator can raise it, or call tomorrow."""


class OwnSpendingCapReached(Conflict):
    """What one person may spend on calls in a day is spent; ask a colleague, or call tomorrow."""


class AlreadyOnCall(Conflict):
    """You are on a call; end it before you call somebody else."""


class NotCalledFor(Forbidden):
    """This work is not in your hand; take it first, then call."""


class DiallingSettingUnusable(Invalid):
    """A setting of calls out cannot be used; the field is named, and what it may be."""


class RulesChangedMeanwhile(Conflict):
    """Somebody else has changed these rules in the meantime; load the page again, then change them."""
