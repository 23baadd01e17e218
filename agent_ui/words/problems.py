"""The sentence for every error that somebody may meet on a page, by its code.

One table for all rooms. A test holds that each error class has an entry here, and the catalogue that each entry is
translated, so a sentence exists in every language; an error's own English docstring is for programs and logs.
What is wrong inside of a routing policy is told problem by problem (`policy_problems`), and what is wrong with a form
field by field (`invalid`).
"""

from __future__ import annotations

from collections.abc import Mapping

from agent_ui.words.languages import Words

N_ = str
"""Marks a text for the catalogue."""


def problem_words(words: Words, code: str, message: str) -> str:
    """The sentence for an error code; `message` for one that no reader of a page was meant to meet."""
    sentence = SENTENCES.get(code)
    return message if sentence is None else words.gettext(sentence)


SENTENCES: Mapping[str, str] = {
    # Whatever was asked
    "invalid": N_("A value cannot be used."),
    "unusable": N_(
        "A value is too large, nested too deeply, or holds characters that are not text; correct it and try again."
    ),
    "not_signed_in": N_("Sign in first."),
    "forbidden": N_("Your role does not allow this."),
    "not_found": N_("There is no such thing here, or it belongs to somebody else."),
    "conflict": N_("This does not fit what has happened in the meantime."),
    "too_many_requests": N_("Too many attempts; wait a moment and try again."),
    "retry_later": N_("The other side is busy or unreachable; the same request may work later."),
    "reauth_needed": N_("The other side no longer accepts our credentials; an administrator has to renew them."),
    "give_up": N_("The other side refuses this request for good; repeating it will not help."),
    "outcome_unknown": N_("The connection broke before the answer: the other side may or may not have taken it."),
    "unavailable": N_("Part of the contact centre is being restarted; try again in a few seconds."),
    "internal": N_("Something went wrong on our side. It is in the log; nothing you wrote is lost."),
    "border_error": N_("A system outside of this contact centre did not do what was asked; try again later."),
    "body_too_large": N_("This is larger than can be sent here; send less at once."),
    "nested_too_deeply": N_("What was sent is nested too deeply to be read; simplify it."),
    # Signing in, and who may do what
    "wrong_sign_in": N_("That name and password do not belong together."),
    "ambiguous_sign_in": N_("Several organisations have this name; sign in as name@organisation."),
    "too_many_sign_ins": N_("Too many failed sign-ins; wait five minutes, then try again."),
    "wrong_origin": N_("This page is too old to change anything; load it again."),
    "login_taken": N_("This sign-in name is taken; choose another one."),
    "weak_password": N_("The password is too short; use at least 10 characters."),
    "password_too_long": N_("The password is too long; use at most 200 characters."),
    "common_password": N_(
        "This password is one of those that are tried first; use several words that do not belong together."
    ),
    "password_says_name": N_(
        "The password is little more than the person's own name; use something that only they know."
    ),
    "wrong_password": N_("That is not your present password."),
    "too_busy": N_("Many people sign in at this moment; try again in a few seconds."),
    "email_taken": N_("Somebody here has this e-mail address already; give the person's own."),
    "not_a_login": N_("Give an e-mail address, or a name to sign in with that has no spaces in it."),
    "key_spent": N_(
        "This link was used, is too old, or was replaced by a newer one; ask an administrator for another."
    ),
    "no_such_session": N_("This session is over already."),
    "not_yourself": N_("You cannot switch off your own account; another administrator can."),
    "no_such_presence": N_("This is not one of the states of the menu."),
    # Work in hand
    "offer_gone": N_("This work went to somebody else, or the time to accept it ran out."),
    "not_your_offer": N_("This offer is not for you."),
    "not_your_work": N_("You are not working on this; let the router give it to you."),
    "not_for_you": N_("This belongs to a queue you do not serve; its agents and supervisors can read it."),
    "no_such_colleague": N_("Choose a colleague or a queue from the list."),
    "illegal_transition": N_("This does not fit what has happened in the meantime."),
    "at_capacity": N_("There is no free place for this channel."),
    "not_queued": N_("This is not waiting in a queue any more."),
    "not_available": N_("You are not available for new work; choose “Available” first."),
    "cannot_write": N_("Nothing can be sent in this conversation now."),
    "may_not_send": N_("The customer has not agreed to this kind of message."),
    "already_sent": N_(
        "This was sent from another window before it was changed here. What you wrote is kept; send it as a new answer."
    ),
    "draft_elsewhere": N_("You have written something else here in another window; nothing was overwritten."),
    "empty_message": N_("Write something first."),
    "message_too_long": N_("This is longer than the channel can carry; shorten it."),
    "not_answered": N_("The customer waits for an answer: answer first, or choose a time."),
    "not_a_time": N_("Choose a time from now to 60 days ahead."),
    "colleague_not_available": N_("This colleague takes no work now; choose another one, or a queue."),
    "not_closed": N_("This is open; there is nothing to reopen."),
    "cannot_reopen": N_(
        "A call is over when it is closed, a chat half a minute later; write to the customer on another channel."
    ),
    "went_on": N_("The customer has written again: this goes on in newer work; open that instead."),
    "not_a_break_rule": N_("Choose what happens to open work, and 1 to 1440 minutes."),
    "no_files_here": N_("This channel carries no files; send a link, or answer by e-mail."),
    "files_too_large": N_("The files are together larger than this channel carries; send fewer or smaller ones."),
    "disposition_needed": N_("This queue asks for a code; choose one to finish."),
    "not_failed": N_("This message has not failed; there is nothing to send again."),
    "no_such_target": N_("Choose a colleague or a queue from the list."),
    # Calls
    "lines_busy": N_("All lines are in use; try again in a moment."),
    "media_unavailable": N_("Calls cannot be connected at the moment; they can in a moment."),
    "unknown_call": N_("This call has ended."),
    "unknown_leg": N_("This window is not on the call any more."),
    "call_over": N_("This call has ended."),
    "offer_unusable": N_("This browser cannot be connected: it offers no sound that we can carry."),
    "not_talking": N_("Wait until you and the customer are connected."),
    "not_with_you": N_("You are not, or no longer, on this call; it went back to the queue or to a colleague."),
    "call_elsewhere": N_("This call is connected in another window of yours."),
    "no_recording": N_("This call has no recording, or it is no longer kept."),
    "recording_not_yours": N_(
        "Only supervisors, administrators and the agents of this call may listen to its recording."
    ),
    "leg_taken": N_("This call was connected from another window meanwhile; load the page again."),
    "no_such_call": N_("There is no such call here, or it is over."),
    "already_calling": N_("You are on a call already; end it first."),
    "no_voice_account": N_("This web chat names no telephone account that is in use; an administrator has to set one."),
    # Administration
    "queue_name_taken": N_("Another queue has this name; choose another one."),
    "not_a_queue": N_("A queue needs a name, a target of at least 1 second and a goal of 1 to 100 percent."),
    "not_an_origin": N_("Give the scheme and host of the site alone, like https://shop.example."),
    "no_web_chat": N_("There is no web chat account yet; make one with the command line first."),
    "not_confirmed": N_("Erasing cannot be undone: tick the box that says so."),
    # Queues and running work
    "why_missing": N_("Say why, in at most 200 characters: it is shown with the work and kept."),
    "nothing_chosen": N_("Choose what to do, one of the choices shown."),
    "undo_over": N_("The time to take this back is over, or it was taken back already."),
    "accepted_meanwhile": N_(
        "An agent has it in hand meanwhile, so it stays as it is; take it back from that agent instead."
    ),
    "ended_meanwhile": N_("This has ended meanwhile; there is nothing left to take back."),
    "changed_since": N_(
        "Something else has changed this meanwhile, so it stays as it is; look at it again and act anew."
    ),
    "agent_gone_meanwhile": N_("The agent has signed out meanwhile, so the work stays in its queue."),
    "in_that_queue": N_("It waits in that queue already."),
    "no_points": N_("Choose by how many minutes of waiting, up to 1,000."),
    "nobody_has_it": N_("No agent has this work any more, so it cannot be taken back."),
    "presence_not_forced": N_("An agent can be made available, away or signed out."),
    "no_such_queue": N_("This queue is not there, or it is switched off."),
    "no_queue_yet": N_("There is no queue yet; an administrator makes one first."),
    "closes_into_itself": N_(
        "The work of a closed queue cannot go to a queue that is closed too. Choose an open one, or none."
    ),
    "message_invalid": N_("The message to customers cannot be used; write up to 1,000 characters."),
    "no_queue_chosen": N_("Choose at least one queue."),
    "outside_hours": N_("The queue is closed now; callbacks are taken in its opening hours."),
    "callback_exists": N_("A callback to this number is waiting already; there is one for each number."),
    "number_not_own": N_("We call back only a number that is known to be the customer's."),
    "no_callback": N_("No callback of this work is open any more."),
    "not_a_number": N_("This is no number that can be called. Write it whole, with its area or country."),
    "callback_not_offered": N_("This queue does not offer to call back."),
    # Figures
    "unknown_channel": N_("There is no such channel here."),
    "unknown_queue": N_("There is no such queue here."),
    "wrong_interval": N_("The time asked for begins after its end, or has too many intervals."),
    "wrong_time_zone": N_("This time zone is not known; choose one such as Asia/Taipei."),
    # Drafts and versions of the routing policy
    "changed_meanwhile": N_("Somebody else has changed this in the meantime; save again to put yours in its place."),
    "no_such_part": N_("The draft has nothing of this name; somebody may have renamed it or taken it out."),
    "draft_changed": N_("Somebody else has saved the draft in the meantime; load it anew and make your changes in it."),
    "policy_moved_on": N_(
        "The routing was changed after your draft was begun; look at the differences, then publish again."
    ),
    "no_such_version": N_("There is no such version of the routing."),
    "no_draft": N_("There is no draft any more; it was published or discarded."),
    "policy_invalid": N_("The routing policy cannot be used; nothing was changed."),
    "not_a_replay": N_("This day cannot be replayed with these settings."),
    "not_a_simulation": N_("This cannot be simulated with these settings."),
    "not_a_scenario": N_("The scenario cannot be simulated; every field to correct is named."),
    # What is not there (any more)
    "no_such_tenant": N_("There is no such organisation here."),
    "no_such_user": N_("There is no such person here."),
    "no_such_interaction": N_("There is no such piece of work here."),
    "no_such_segment": N_("There is no such offer or piece of work here."),
    "no_such_customer": N_("There is no such customer here."),
    "no_such_envelope": N_("This delivery is not in quarantine any more."),
    "no_such_channel_account": N_("There is no such channel account, or it is switched off."),
    "no_such_origin": N_("This site is not in the list any more."),
    "no_such_file": N_("There is no such file here, or it is no longer kept."),
    "callback_open": N_(
        "This customer was promised a call; say first how it went. It stays open until they were reached."
    ),
    "no_copies_here": N_("On this channel a message goes to one person; send it to the others by themselves."),
    "too_many_copies": N_("A message can be copied to fifty people at most; take some away."),
    "open_work": N_("There is open work; say where it goes before signing out."),
    "nobody_to_verify": N_("Say first who it is: nobody is chosen as the customer of this conversation."),
    "not_verified": N_("This customer is not shown as verified; there is nothing to take back."),
    "no_such_proof": N_("Choose how it was proven, one of those that the dialog offers."),
    "not_a_choice": N_("Choose one of the buttons of the page; it may be older than what it changes."),
    "not_their_address": N_("This customer has no such address any more; open the page again."),
    "not_an_address": N_("This is neither an e-mail address nor a phone number with its country code."),
    "file_erased": N_("This file was being erased in the same moment; attach it again."),
    "nothing_formatted": N_("This message has no formatting of its own, or is not here."),
    "no_such_blob": N_("The file is no longer kept."),
    "blank_name": N_("Write a name: one that can be seen, of at most 100 characters."),
    "no_such_study": N_("There is no such simulation or replay here; they are kept for 30 days."),
    "no_such_consumer": N_("No reader of the event log has this name."),
    "not_a_projection": N_("This reader of the event log keeps no figures of its own that could be computed again."),
}
