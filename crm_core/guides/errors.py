"""What can go wrong with guides."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NotAGuide(Invalid):
    """A guide has at most 40 steps, each with a text of at most 1000 characters in both languages and a name of its
    own; a choice has 2 to 10 answers of at most 60 characters in both languages."""


class StepLeadsNowhere(Invalid):
    """A step leads to a later one or to the end."""


class NoSuchGuide(NotFound):
    """This queue has no guide."""


class NoSuchGuideStep(NotFound):
    """There is no such step in this guide; it may have been changed meanwhile."""


class GuideIncomplete(Invalid):
    """This step needs an answer."""


class AnswerNotFitting(Invalid):
    """This is no answer to this step: give a number, a date, one of the choices, or at most 1000 characters."""


class GuideChangedMeanwhile(Conflict):
    """Somebody else has changed this guide; read it again before you change it."""
