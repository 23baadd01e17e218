"""Errors of queues, running work, figures and policy in the reader's language: in words, without names of fields."""

from __future__ import annotations

from agent_ui.words.languages import Words


def supervising(words: Words) -> dict[str, str]:
    """What supervisors and administrators do."""
    return {
        "why_missing": words.gettext("Say why, in at most 200 characters: it is shown with the work and kept."),
        "nothing_chosen": words.gettext("Choose what to do, one of the choices shown."),
        "in_that_queue": words.gettext("It waits in that queue already."),
        "no_points": words.gettext("Choose by how many minutes of waiting, up to 1,000."),
        "nobody_has_it": words.gettext("No agent has this work any more, so it cannot be taken back."),
        "presence_not_forced": words.gettext("An agent can be made available, away or signed out."),
        "no_such_queue": words.gettext("This queue is not there, or it is switched off."),
        "no_queue_yet": words.gettext("There is no queue yet; an administrator makes one first."),
        "closes_into_itself": words.gettext(
            "The work of a closed queue cannot go to a queue that is closed too. Choose an open one, or none."
        ),
        "message_invalid": words.gettext("The message to customers cannot be used; write up to 1,000 characters."),
        "no_queue_chosen": words.gettext("Choose at least one queue."),
        "outside_hours": words.gettext("The queue is closed now; callbacks are taken in its opening hours."),
        "callback_exists": words.gettext("A callback to this number is waiting already; there is one for each number."),
        "number_not_own": words.gettext("We call back only a number that is known to be the customer's."),
        "no_callback": words.gettext("No callback of this work is open any more."),
        "not_a_number": words.gettext(
            "This is no number that can be called. Write it whole, with its area or country."
        ),
        "callback_not_offered": words.gettext("This queue does not offer to call back."),
        **_figures(words),
        **_policy(words),
        **_gone(words),
    }


def _figures(words: Words) -> dict[str, str]:
    return {
        "unknown_channel": words.gettext("There is no such channel here."),
        "unknown_queue": words.gettext("There is no such queue here."),
        "wrong_interval": words.gettext("The time asked for begins after its end, or has too many intervals."),
        "wrong_time_zone": words.gettext("This time zone is not known; choose one such as Asia/Taipei."),
    }


def _policy(words: Words) -> dict[str, str]:
    return {
        "changed_meanwhile": words.gettext(
            "Somebody else has changed this in the meantime; save again to put yours in its place."
        ),
        "no_such_part": words.gettext(
            "The draft has nothing of this name; somebody may have renamed it or taken it out."
        ),
        "draft_changed": words.gettext(
            "Somebody else has saved the draft in the meantime; load it anew and make your changes in it."
        ),
        "policy_moved_on": words.gettext(
            "The routing was changed after your draft was begun; look at the differences, then publish again."
        ),
        "no_such_version": words.gettext("There is no such version of the routing."),
        "no_draft": words.gettext("There is no draft any more; it was published or discarded."),
    }


def _gone(words: Words) -> dict[str, str]:
    return {
        "no_such_tenant": words.gettext("There is no such organisation here."),
        "no_such_user": words.gettext("There is no such person here."),
        "no_such_interaction": words.gettext("There is no such piece of work here."),
        "no_such_segment": words.gettext("There is no such offer or piece of work here."),
        "no_such_customer": words.gettext("There is no such customer here."),
        "no_such_envelope": words.gettext("This delivery is not in quarantine any more."),
        "no_such_channel_account": words.gettext("There is no such channel account, or it is switched off."),
        "no_such_origin": words.gettext("This site is not in the list any more."),
        "no_such_file": words.gettext("There is no such file here, or it is no longer kept."),
        "callback_open": words.gettext(
            "This customer was promised a call; say first how it went. It stays open until they were reached."
        ),
        "no_copies_here": words.gettext(
            "On this channel a message goes to one person; send it to the others by themselves."
        ),
        "too_many_copies": words.gettext("A message can be copied to fifty people at most; take some away."),
        "open_work": words.gettext("There is open work; say where it goes before signing out."),
        "nobody_to_verify": words.gettext(
            "Say first who it is: nobody is chosen as the customer of this conversation."
        ),
        "not_verified": words.gettext("This customer is not shown as verified; there is nothing to take back."),
        "no_such_proof": words.gettext("Choose how it was proven, one of those that the dialog offers."),
        "not_a_choice": words.gettext("Choose one of the buttons of the page; it may be older than what it changes."),
        "not_their_address": words.gettext("This customer has no such address any more; open the page again."),
        "not_an_address": words.gettext("This is neither an e-mail address nor a phone number with its country code."),
        "no_recording": words.gettext("This call has no recording, or it is no longer kept."),
        "file_erased": words.gettext("This file was being erased in the same moment; attach it again."),
        "nothing_formatted": words.gettext("This message has no formatting of its own, or is not here."),
        "no_such_blob": words.gettext("The file is no longer kept."),
        "blank_name": words.gettext("Write a name: one that can be seen, of at most 100 characters."),
    }
