"""What can go wrong with score cards and evaluations."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NotAScoreCard(Invalid):
    """Give a name of at most 60 characters and 1 to 40 questions, each with a text and a weight from 1 to 100."""


class ScoreCardExists(Conflict):
    """A score card of this name exists; change that one, or choose another name."""


class TooManyScoreCards(Conflict):
    """There are 100 score cards; retire and rename one instead of writing another."""


class NoSuchScoreCard(NotFound):
    """There is no such score card here."""


class RetiredScoreCard(Conflict):
    """This score card is not in use any more; choose another one."""


class NotAnAnswer(Invalid):
    """Answer with the points of the question, or that it does not apply; a remark has at most 1000 characters."""


class NothingEvaluated(Invalid):
    """Answer every question before it is published, one of them at least with points."""


class NotTheirWork(Invalid):
    """This agent had no part in it; choose one who had."""


class OwnWorkEvaluated(Invalid):
    """Nobody evaluates their own work; another supervisor has to."""


class EvaluationExists(Conflict):
    """You have evaluated this agent's part with this card already; change that evaluation."""


class NoSuchEvaluation(NotFound):
    """There is no such evaluation here, or it is not published yet."""


class NotYourEvaluation(Conflict):
    """Only who wrote an evaluation changes it, and only the agent it is about answers it."""


class NotAReply(Invalid):
    """Say in at most 2000 characters what you think; to dispute it, say why."""
