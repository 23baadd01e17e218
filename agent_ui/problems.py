"""Errors in the reader's language. An error's own English sentence is the fallback."""

from __future__ import annotations

from agent_ui.languages import Words
from agent_ui.page import ErrorView
from contact_center.kernel.errors import ContactCenterError


def problem_words(words: Words, code: str, message: str) -> str:
    """The sentence for an error code of ours; `message` where there is none yet."""
    known = {
        "invalid": words.gettext("A value cannot be used."),
        "not_signed_in": words.gettext("Sign in first."),
        "forbidden": words.gettext("Your role does not allow this."),
        "not_found": words.gettext("There is no such thing here, or it belongs to somebody else."),
        "conflict": words.gettext("This does not fit what has happened in the meantime."),
        "too_many_requests": words.gettext("Too many attempts; wait a moment and try again."),
        "wrong_password": words.gettext("That name and password do not belong together."),
        "offer_gone": words.gettext("This work went to somebody else, or the time to accept it ran out."),
        "not_your_offer": words.gettext("This offer is not for you."),
        "retry_later": words.gettext("The other side is busy or unreachable; the same request may work later."),
        "reauth_needed": words.gettext(
            "The other side no longer accepts our credentials; an administrator has to renew them."
        ),
        "give_up": words.gettext("The other side refuses this request for good; repeating it will not help."),
        "outcome_unknown": words.gettext(
            "The connection broke before the answer: the other side may or may not have taken it."
        ),
        "internal": words.gettext("Something went wrong on our side. It is in the log; nothing you wrote is lost."),
    }
    return known.get(code, message)


def error_view(words: Words, error: ContactCenterError, correlation: str | None = None, back: str = "/") -> ErrorView:
    """The error page's view of an error of ours."""
    fields = tuple((name, str(value)) for name, value in error.fields.items())
    title = problem_words(words, error.code, error.message)
    where = "/sign-in" if error.status == 401 else back
    return ErrorView(error.status, error.code, title, error.detail, correlation, fields, where)
