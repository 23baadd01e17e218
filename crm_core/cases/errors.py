"""What can go wrong with cases."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class NoSuchCase(NotFound):
    """There is no such case here, or it is not for this reader."""


class NotACaseNumber(NotFound):
    """No case has this number: its last digit does not fit the others."""


class NoSuchCaseType(Invalid):
    """Choose one of the case types of this organisation."""


class NoSuchTypeChange(NotFound):
    """This type of case has no such change; take one from its history."""


class NotInItsType(Invalid):
    """The type of the case does not offer this; the field is named."""


class CaseMoved(Conflict):
    """The case is in a state from which it cannot go there."""


class CaseNotReady(Conflict):
    """Something that the type of the case asks for is missing before it can be resolved."""


class CaseChangedMeanwhile(Conflict):
    """A colleague changed the case in the meantime; look at it again."""


class NotYourCase(Forbidden):
    """Only the owner of the case or a supervisor may do this."""


class CannotMerge(Conflict):
    """A case cannot be merged with itself, nor with one that was merged already."""


class WaitNeedsATime(Invalid):
    """Name the date, in the future and within two years, at which the case wakes."""


class KeyUsedOtherwise(Conflict):
    """This key was used for a case with other content; take a new key."""


class BadCursor(Invalid):
    """Take the place of a page from the answer before it."""


class WrongSpan(Invalid):
    """The time begins before it ends, and both say their offset from UTC."""


class TooManyOfCase(Invalid):
    """A case can carry only so many of these."""


class CaseCodeTwice(Invalid):
    """Two entries of one list of a case type have the same code; give each its own."""


class FieldNeedsChoices(Invalid):
    """A field of kind choice needs choices, and only such a field has them."""


class FieldKindFixed(Invalid):
    """A field keeps its kind, as cases have values of it; make another field and take this one out."""


class GoalTwice(Invalid):
    """Two goals of a case type are for the same clock, priority and contract; keep one of them."""


class AnswerAfterSolution(Invalid):
    """The first answer would be due after the solution; give it fewer hours, or the solution more."""


class PriorityNotOffered(Invalid):
    """This priority is not one of those of the case type; offer it, or choose another."""


class StateWithoutSubStates(Invalid):
    """Only new, open and waiting cases have sub-states."""


class NothingToChoose(Invalid):
    """The case type asks for a cause or a remedy and offers none; add one, or do not ask for it."""


class NotAnApprover(Invalid):
    """Only active supervisors and administrators can approve; choose among them."""


class NotForThisApprover(Forbidden):
    """The type of the case names those who may answer this, and it is none of them."""


class LastCaseType(Conflict):
    """One type of case has to remain in use."""


class TooManyCaseTypes(Conflict):
    """There are 40 types of case; retire and reuse one."""


class CaseTypeExists(Conflict):
    """There is a type of case with this code; choose another code."""


class CaseTypeInUse(Conflict):
    """There are cases of this type, so it stays; retire it instead."""


class CaseTypeChangedMeanwhile(Conflict):
    """A colleague has changed this type of case in the meantime; nothing was overwritten."""
