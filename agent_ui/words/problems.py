"""Errors in the reader's language. An error's own English sentence is the fallback."""

from __future__ import annotations

from agent_ui.frame.page import ErrorView
from agent_ui.supervisor.problems import supervising
from agent_ui.words.languages import Words
from contact_center.kernel.errors import ContactCenterError


def problem_words(words: Words, code: str, message: str) -> str:
    """The sentence for an error code of ours; `message` where there is none yet."""
    known = supervising(words) | _general(words) | _people(words) | _work(words) | _calls(words) | _settings(words)
    return known.get(code, message)


def _general(words: Words) -> dict[str, str]:
    return {
        "invalid": words.gettext("A value cannot be used."),
        "unusable": words.gettext(
            "A value is too large, nested too deeply, or holds characters that are not text; correct it and try again."
        ),
        "not_signed_in": words.gettext("Sign in first."),
        "forbidden": words.gettext("Your role does not allow this."),
        "not_found": words.gettext("There is no such thing here, or it belongs to somebody else."),
        "conflict": words.gettext("This does not fit what has happened in the meantime."),
        "too_many_requests": words.gettext("Too many attempts; wait a moment and try again."),
        "retry_later": words.gettext("The other side is busy or unreachable; the same request may work later."),
        "reauth_needed": words.gettext(
            "The other side no longer accepts our credentials; an administrator has to renew them."
        ),
        "give_up": words.gettext("The other side refuses this request for good; repeating it will not help."),
        "outcome_unknown": words.gettext(
            "The connection broke before the answer: the other side may or may not have taken it."
        ),
        "unavailable": words.gettext("Part of the contact centre is being restarted; try again in a few seconds."),
        "internal": words.gettext("Something went wrong on our side. It is in the log; nothing you wrote is lost."),
    }


def _people(words: Words) -> dict[str, str]:
    """Signing in, and who may do what."""
    return {
        "wrong_sign_in": words.gettext("That name and password do not belong together."),
        "ambiguous_sign_in": words.gettext("Several organisations have this name; sign in as name@organisation."),
        "too_many_sign_ins": words.gettext("Too many failed sign-ins; wait five minutes, then try again."),
        "wrong_origin": words.gettext("This page is too old to change anything; load it again."),
        "login_taken": words.gettext("This sign-in name is taken; choose another one."),
        "weak_password": words.gettext("The password is too short; use at least 10 characters."),
        "password_too_long": words.gettext("The password is too long; use at most 200 characters."),
        "common_password": words.gettext(
            "This password is one of those that are tried first; use several words that do not belong together."
        ),
        "password_says_name": words.gettext(
            "The password is little more than the person's own name; use something that only they know."
        ),
        "wrong_password": words.gettext("That is not your present password."),
        "too_busy": words.gettext("Many people sign in at this moment; try again in a few seconds."),
        "email_taken": words.gettext("Somebody here has this e-mail address already; give the person's own."),
        "not_a_login": words.gettext("Give an e-mail address, or a name to sign in with that has no spaces in it."),
        "key_spent": words.gettext(
            "This link was used, is too old, or was replaced by a newer one; ask an administrator for another."
        ),
        "no_such_session": words.gettext("This session is over already."),
        "not_yourself": words.gettext("You cannot switch off your own account; another administrator can."),
        "no_such_presence": words.gettext("This is not one of the states of the menu."),
    }


def _work(words: Words) -> dict[str, str]:
    """What agents do."""
    return {
        "offer_gone": words.gettext("This work went to somebody else, or the time to accept it ran out."),
        "not_your_offer": words.gettext("This offer is not for you."),
        "not_your_work": words.gettext("You are not working on this; let the router give it to you."),
        "not_for_you": words.gettext(
            "This belongs to a queue you do not serve; its agents and supervisors can read it."
        ),
        "no_such_colleague": words.gettext("Choose a colleague or a queue from the list."),
        "illegal_transition": words.gettext("This does not fit what has happened in the meantime."),
        "at_capacity": words.gettext("There is no free place for this channel."),
        "not_queued": words.gettext("This is not waiting in a queue any more."),
        "not_available": words.gettext("You are not available for new work; choose “Available” first."),
        "cannot_write": words.gettext("Nothing can be sent in this conversation now."),
        "may_not_send": words.gettext("The customer has not agreed to this kind of message."),
        "already_sent": words.gettext(
            "This was sent from another window before it was changed here. "
            "What you wrote is kept; send it as a new answer."
        ),
        "draft_elsewhere": words.gettext(
            "You have written something else here in another window; nothing was overwritten."
        ),
        "empty_message": words.gettext("Write something first."),
        "message_too_long": words.gettext("This is longer than the channel can carry; shorten it."),
        "not_answered": words.gettext("The customer waits for an answer: answer first, or choose a time."),
        "not_a_time": words.gettext("Choose a time from now to 60 days ahead."),
        "colleague_not_available": words.gettext("This colleague takes no work now; choose another one, or a queue."),
        "not_closed": words.gettext("This is open; there is nothing to reopen."),
        "cannot_reopen": words.gettext(
            "A call is over when it is closed, a chat half a minute later; write to the customer on another channel."
        ),
        "went_on": words.gettext("The customer has written again: this goes on in newer work; open that instead."),
        "not_a_break_rule": words.gettext("Choose what happens to open work, and 1 to 1440 minutes."),
        "no_files_here": words.gettext("This channel carries no files; send a link, or answer by e-mail."),
        "files_too_large": words.gettext(
            "The files are together larger than this channel carries; send fewer or smaller ones."
        ),
        "disposition_needed": words.gettext("This queue asks for a code; choose one to finish."),
        "not_failed": words.gettext("This message has not failed; there is nothing to send again."),
        "no_such_target": words.gettext("Choose a colleague or a queue from the list."),
    }


def _calls(words: Words) -> dict[str, str]:
    """What agents do on the phone."""
    return {
        "lines_busy": words.gettext("All lines are in use; try again in a moment."),
        "media_unavailable": words.gettext("Calls cannot be connected at the moment; they can in a moment."),
        "unknown_call": words.gettext("This call has ended."),
        "unknown_leg": words.gettext("This window is not on the call any more."),
        "call_over": words.gettext("This call has ended."),
        "offer_unusable": words.gettext("This browser cannot be connected: it offers no sound that we can carry."),
        "not_talking": words.gettext("Wait until you and the customer are connected."),
        "not_with_you": words.gettext(
            "You are not, or no longer, on this call; it went back to the queue or to a colleague."
        ),
        "call_elsewhere": words.gettext("This call is connected in another window of yours."),
        "no_recording": words.gettext("This call has no recording, or it is no longer kept."),
        "recording_not_yours": words.gettext(
            "Only supervisors, administrators and the agents of this call may listen to its recording."
        ),
    }


def _settings(words: Words) -> dict[str, str]:
    """What administrators do."""
    return {
        "queue_name_taken": words.gettext("Another queue has this name; choose another one."),
        "not_a_queue": words.gettext(
            "A queue needs a name, a target of at least 1 second and a goal of 1 to 100 percent."
        ),
        "not_an_origin": words.gettext("Give the scheme and host of the site alone, like https://shop.example."),
        "no_web_chat": words.gettext("There is no web chat account yet; make one with the command line first."),
        "not_confirmed": words.gettext("Erasing cannot be undone: tick the box that says so."),
    }


def error_view(words: Words, error: ContactCenterError, correlation: str | None = None, back: str = "/") -> ErrorView:
    """The error page's view of an error of ours."""
    fields = tuple((name, str(value)) for name, value in error.fields.items())
    title = problem_words(words, error.code, error.message)
    where = "/sign-in" if error.status == 401 else back
    return ErrorView(error.status, error.code, title, error.detail, correlation, fields, where)
