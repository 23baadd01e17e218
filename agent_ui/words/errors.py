# ruff: noqa: E501 - sentences stay in one piece, to be found by their text
"""What went wrong: a sentence for the code of each error class of ours, in the reader's language.

People read `SENTENCES`: no names of fields. Programs and the command line read the same in English, except where
`FOR_PROGRAMS` names the field of the request. Complete by a test: each class has a sentence, each sentence a class.
Longer than 400 lines: one table of sentences, in which a code is found once.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from agent_ui.words import policies
from agent_ui.words.invalid import invalid_words
from agent_ui.words.languages import Words
from agent_ui.words.phrases import phrase_words
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.phrases import Phrase
from contact_center.platform.problems import RequestInvalid
from routing.policy.errors import HasProblems

N_ = str
"""Marks a text for the catalogue."""

SENTENCES: Mapping[str, str] = {
    # contact_center.kernel
    "external_system_error": N_("A system outside of this contact centre did not do what was asked; try again later."),
    "conflict": N_("This is no longer possible: something has changed in the meantime."),
    "contact_center_error": N_("Something went wrong in the contact centre."),
    "forbidden": N_("Your role does not allow this."),
    "give_up": N_("The other side refuses this request permanently; repeating it will not help."),
    "internal": N_("Something went wrong on our side. It is in the log; nothing you wrote is lost."),
    "invalid": N_("A value cannot be used."),
    "not_found": N_("This does not exist here, or it belongs to somebody else."),
    "not_signed_in": N_("Sign in first."),
    "outcome_unknown": N_("The connection broke before the answer: the other side may or may not have taken it."),
    "reauth_needed": N_("The other side no longer accepts our credentials; an administrator has to renew them."),
    "retry_later": N_("The other side is busy or unreachable; the same request may work later."),
    "too_many_requests": N_("Too many attempts; wait a moment and try again."),
    "unusable": N_(
        "A value is too large, nested too deeply, or contains characters that are not text; correct it and try again."
    ),
    # contact_center.platform
    "already_running": N_(
        "Another process already uses this data folder; stop it first, or set CONTACT_CENTER_DATA_DIR to another folder."
    ),
    "body_too_large": N_("This is larger than can be sent here; send less at once."),
    "broken_data_folder": N_(
        "This folder does not hold a usable PostgreSQL 18 database; restore it from a backup, or start over with `make demo-reset`."
    ),
    "data_folder_not_writable": N_(
        "The data folder cannot be written; make it writable, or set CONTACT_CENTER_DATA_DIR to another one."
    ),
    "did_not_start": N_(
        "The server ended or stayed silent while it was starting; its log says why. If files are damaged: `make demo-reset`."
    ),
    "embedded_server_error": N_("An embedded server could not be started."),
    "nested_too_deeply": N_("What was sent is nested too deeply to be read; simplify it."),
    "no_such_blob": N_("The file is no longer kept."),
    "no_such_consumer": N_("No reader of the event log has this name."),
    "not_a_projection": N_("This reader of the event log keeps no figures of its own that could be computed again."),
    "out_of_reach": N_(
        "PostgreSQL does not run as root, and the account it runs as cannot enter this folder; move it, or run as an ordinary user."
    ),
    "server_missing": N_(
        "A server program is missing; run `make demo` or `make test` again to install it, or name a server of your own in the settings."
    ),
    "socket_path_too_long": N_("A socket's path may have 107 bytes; choose a shorter temporary folder (TMPDIR)."),
    "unavailable": N_("Part of the contact centre is being restarted; try again in a few seconds."),
    "wrong_key": N_("This was sealed with another secret key; restore CONTACT_CENTER_SECRET_KEY of the installation."),
    # contact_center.directory
    "organisation_suspended": N_(
        "Your organisation is suspended here. Nothing of it is lost; ask whoever runs this installation."
    ),
    "suspended_already": N_("This organisation is suspended already."),
    "not_suspended": N_("This organisation is in service; suspend it first."),
    "no_reason": N_("Say why, in 300 characters at most: whoever is kept out, and whoever resumes it, will ask."),
    "ambiguous_sign_in": N_("Several organisations have this name; sign in as name@organisation."),
    "blank_name": N_("Write a name of visible characters, 100 at most."),
    "common_password": N_("This password is one of the first that attackers try; use several unrelated words."),
    "person_changed_since": N_("It was changed again in the meantime, so it cannot be put back as it was."),
    "import_has_errors": N_("Some rows cannot be used; correct them, or take them out, and check again."),
    "last_administrator": N_("This is the last active administrator; make somebody else one first."),
    "no_name_column": N_("The file needs a heading with a column name, and one of login and email."),
    "no_such_act": N_("This was taken back already, or it is too long ago."),
    "nobody_to_take_over": N_("Nobody active here can take this; choose a colleague who takes work."),
    "queue_not_here": N_("One of the queues is no longer there; reload the page."),
    "not_a_language": N_("Choose one of the languages of the product."),
    "not_a_level": N_("Skills have a level of 0 to 5 each, and must be skills of this organisation."),
    "not_a_people_file": N_(
        "This is no file of people that can be read: text with a heading, and 1 to 500 rows with commas, semicolons or tabs between columns."
    ),
    "not_the_same": N_("Their work cannot go to themselves; choose a colleague, or nobody in particular."),
    "row_refused": N_("A row of the file cannot be taken over; nothing was."),
    "account_address_missing": N_("Write the address of the account, 200 characters at most."),
    "account_name_missing": N_(
        "Write a name by which colleagues tell this account from others, 100 characters at most."
    ),
    "already_connected": N_("This address is connected on this channel already."),
    "no_such_account_queue": N_("This queue is not there any more; choose another one."),
    "setting_missing": N_("This is needed."),
    "setting_not_usable": N_("This value cannot be used here."),
    "calendar_gone": N_("These opening hours are no longer there; reload the page."),
    "not_an_official_calendar": N_(
        "This is no file of the official calendar: after a heading each line has a day, its weekday, 2 (off) or 0 (worked), and a remark."
    ),
    "email_taken": N_("Somebody here has this e-mail address already; give the person's own."),
    "key_spent": N_(
        "This link was used, is too old, or was replaced by a newer one; ask an administrator for another."
    ),
    "login_taken": N_("This sign-in name is taken; choose another one."),
    "no_such_session": N_("This session has already ended."),
    "no_such_tenant": N_("There is no such organisation here."),
    "no_such_user": N_("There is no such person here."),
    "not_a_login": N_("Give an e-mail address, or a name to sign in with that has no spaces in it."),
    "password_says_name": N_(
        "The password is little more than the person's own name; use something that only they know."
    ),
    "password_too_long": N_("The password is too long; use at most 200 characters."),
    "too_busy": N_("Many people are signing in at this moment; try again in a few seconds."),
    "choices_wrong": N_("Give two different choices at least and forty at most, each of 60 characters at most."),
    "field_name_wrong": N_("Give the field a name of visible characters, 60 at most."),
    "no_such_custom_field": N_("There is no such field here, or it is no longer used."),
    "not_a_field_amount": N_("Write an amount with its currency, such as TWD 12000."),
    "not_a_field_choice": N_("Choose one of the values in the list."),
    "not_a_field_date": N_("Write a date such as 2026-11-27."),
    "not_a_field_number": N_("Write a number."),
    "not_yes_or_no": N_("Choose yes or no."),
    "text_too_long": N_("This text is too long; use at most 500 characters."),
    "too_many_fields": N_("There are as many fields as there may be; retire one first."),
    "weak_password": N_("The password is too short; use at least 10 characters."),
    "wrong_origin": N_("This page is too old to change anything; load it again."),
    "wrong_password": N_("That is not your current password."),
    "wrong_sign_in": N_("The name or the password is wrong."),
    # contact_center.interactions
    "already_sent": N_(
        "This was sent from another window before it was changed here. What you wrote is kept; send it as a new answer."
    ),
    "at_capacity": N_("There is no free place for this channel."),
    "bulk_undo_over": N_("It is too late to undo this, or it has already been undone."),
    "too_late": N_("This message is on its way already and can no longer be taken back."),
    "not_your_message": N_("A colleague wrote this message; only they can take it back."),
    "not_then": N_("Choose a time in the next 60 days; in a chat, messages go out at once."),
    "not_so_long": N_("Choose between 0 and 60 seconds; 0 sends at once."),
    "no_work_chosen": N_("Choose conversations on the list first."),
    "not_a_tag": N_("A tag is one line of 1 to 40 characters, and a conversation has at most 20."),
    "callback_open": N_(
        "This customer was promised a callback; record its result first. The work stays open until the customer is reached."
    ),
    "cannot_reopen": N_(
        "A closed call cannot be reopened, and a chat only within half a minute; write to the "
        "customer on another channel."
    ),
    "continued_in_newer_work": N_(
        "The customer has written again: the conversation continues in a newer interaction; open that instead."
    ),
    "cannot_start": N_("On this channel only customers can begin; choose a mailbox or a number for SMS."),
    "cannot_write": N_("Nothing can be sent in this conversation now."),
    "colleague_not_available": N_("This colleague is not available; choose another one, or a queue."),
    "refusal_missing": N_("Marketing tells how to refuse it free of charge: add “Reply STOP to refuse”."),
    "conversation_goes_on": N_("There is already an open conversation with this address; write your message there."),
    "api_key_for_nobody": N_("Choose somebody who works here."),
    "api_key_name_wrong": N_("Give the key a name of at most 60 characters."),
    "api_key_not_for_this": N_("The scopes of this key do not cover this."),
    "api_key_scope_wrong": N_("Choose what the key may read or change."),
    "api_key_times_wrong": N_("A key lasts 1 to 730 days and may make 1 to 6,000 requests a minute."),
    "api_key_too_fast": N_("This key is used faster than it may be; wait a moment."),
    "api_key_wrong": N_("This key is unknown, was revoked or has expired, or whom it acts for has left."),
    "no_such_api_key": N_("There is no such key, or it was revoked already."),
    "no_such_webhook": N_("There is no such webhook here."),
    "no_such_webhook_delivery": N_("This message is not kept any more."),
    "webhook_name_wrong": N_("Give the webhook a name of at most 60 characters."),
    "webhook_url_wrong": N_("The address must begin with https:// and lead to a server on the public network."),
    "webhook_kind_wrong": N_("Choose of what the other side is told, from the kinds of event there are."),
    "too_many_webhooks": N_("There are 20 webhooks already; remove one that is not used."),
    "too_many_api_keys": N_("There are 200 keys in use already; revoke one first."),
    "second_code_wrong": N_("That code is not right, or was used already. Wait for the next one, then type it."),
    "too_many_second_codes": N_("Too many wrong codes; try again in an hour, or ask an administrator."),
    "second_factor_there": N_("You have a second step already; switch it off before you set up another."),
    "no_second_factor": N_("There is no second step to sign in with."),
    "second_factor_not_begun": N_("That took too long; begin again."),
    "second_factor_required": N_("Your organisation requires a second step of your role; it cannot be switched off."),
    "sign_in_too_old": N_("Signing in took too long or something has changed since; please begin again."),
    "sign_on_failed": N_("Signing in through the provider failed."),
    "too_many_sign_ons": N_("Many people are signing in at this moment; try again in a few seconds."),
    "local_sign_in_closed": N_("Your organisation signs in through its provider; use the button below."),
    "no_sign_on_provider": N_("No provider is set up."),
    "sign_on_name_wrong": N_("Give the provider a name of visible characters, 60 at most."),
    "not_an_issuer": N_("The issuer is an address that begins with https://, without a question mark."),
    "sign_on_client_wrong": N_("Give the name by which the provider knows this contact centre (client ID)."),
    "sign_on_rule_wrong": N_("Each line of the mapping needs a value, of which there are 100 at most and none twice."),
    "sign_on_claim_wrong": N_("Say which claim the lines are compared with, such as groups."),
    "sign_on_makes_nobody": N_("People are made at their first sign-in only where a line says as what; add a line."),
    "customer_held": N_("A legal hold keeps what we have of this customer; nothing is erased until it is lifted."),
    "no_privacy_reason": N_("Say why, in at most 2,000 characters."),
    "no_such_legal_hold": N_("There is no such legal hold, or it was lifted already."),
    "no_such_privacy_request": N_("There is no such request, or it was answered already."),
    "request_in_future": N_("A request came today or before."),
    "retention_too_short": N_("One of the times is too short, or no number of days; it says below which is the least."),
    "disposition_below_itself": N_("A code cannot be put below itself, nor below what is below it."),
    "disposition_name_wrong": N_(
        "Give the code a name in one language at least, of at most 60 characters, without “›”."
    ),
    "disposition_needed": N_("This queue asks for a code; choose one to finish."),
    "disposition_too_deep": N_("Codes can be four levels deep; put it further up."),
    "no_such_disposition_branch": N_("The code to put it below does not exist, or is archived."),
    "no_such_disposition_case": N_("There is no such type of case in use."),
    "no_such_disposition_queue": N_("One of the queues does not exist any more."),
    "too_many_dispositions": N_("There are 400 codes already, archived ones included."),
    "unknown_disposition": N_("There is no such code."),
    "draft_elsewhere": N_("You have written something else here in another window; nothing was overwritten."),
    "empty_message": N_("Write something first."),
    "no_recipient": N_("Say to whom it goes: at least one e-mail address."),
    "file_erased": N_("This file was being erased at that moment; attach it again."),
    "files_too_large": N_("The files are larger in total than this channel allows; send fewer or smaller ones."),
    "illegal_transition": N_("This is no longer possible: something has changed in the meantime."),
    "may_not_send": N_("Nothing may be sent to this address for this purpose."),
    "customer_objected": N_("The customer objected to messages of this kind; answer only when they write."),
    "consent_withdrawn": N_("The customer has withdrawn consent to this kind of message, or refused it."),
    "no_consent": N_("This kind of message needs the customer's consent; ask them first and record it."),
    "message_too_long": N_("This is longer than the channel allows; shorten it."),
    "not_one_of_the_queues": N_("There is no such queue here; choose one from the list."),
    "unfilled_place": N_("A place in the text is not filled in yet; write what belongs there, or take it out."),
    "no_such_disposition": N_("This code is no longer used; choose one from the list."),
    "not_an_assistant_setting": N_(
        "Give an https address (or http in your own network), the name of a model, and 2 to 120 seconds."
    ),
    "assistant_off": N_("The assistant is switched off here."),
    "assistant_not_set": N_("No address and model are saved yet; save them first."),
    "assistant_unreachable": N_(
        "Nothing answers at the address of the assistant; see whether it runs and can be reached from here."
    ),
    "assistant_too_slow": N_("The assistant did not answer in time; try again, or have it given more time."),
    "assistant_refuses_key": N_("The assistant refuses its key; an administrator has to renew it."),
    "assistant_refused": N_(
        "The assistant refuses the question: the model may be misspelt, or there is too much to read."
    ),
    "assistant_busy": N_("The assistant takes no more questions now; try again in a moment."),
    "assistant_answered_otherwise": N_("What answers there is not an OpenAI-compatible service; check the address."),
    "nothing_to_assist": N_("There is no text in this conversation that could be worked on."),
    "flow_has_problems": N_("This flow cannot be published yet: mend what is named below."),
    "no_such_call_flow": N_("There is no such call flow here."),
    "no_such_flow_version": N_("This flow was never published with that number."),
    "flow_changed_meanwhile": N_("Somebody else has changed this flow; look at it, then save what you wrote again."),
    "flow_name_taken": N_("Another call flow has this name; choose another one."),
    "flow_name_unusable": N_("A call flow has a name of 1 to 80 characters."),
    "flow_in_use": N_("Calls enter by this flow; give its lines another one first."),
    "flow_not_published": N_("This flow was never published; publish it first."),
    "not_a_voice_account": N_("Only a line by which calls come can have a call flow."),
    "too_many_flows": N_("There are 100 call flows already; remove one that is not used."),
    "no_such_flow_run": N_("This call is not in a menu any more."),
    "sound_unusable": N_("A prompt is a sound file of at most 2 MB in WAV, MP3 or OGG."),
    "no_such_prompt_sound": N_("There is no such sound."),
    "caller_blocked": N_("Calls from here are not taken."),
    "no_such_caller": N_("There is no such call, or nobody in it who can be blocked."),
    "call_ended_in_menu": N_("Nobody can be reached this way now."),
    "not_a_guide": N_(
        "A step needs a text of at most 1000 characters in English and in Chinese; a choice needs 2 to 10 answers of at most 60 characters, each in both languages."
    ),
    "step_leads_nowhere": N_(
        "A step or an answer leads to an earlier step or to none; choose a later one, or the end."
    ),
    "no_such_guide_queue": N_("There is no such queue here."),
    "no_such_guide": N_("This queue has no guide."),
    "no_such_guide_step": N_("This step is no longer in the guide."),
    "guide_incomplete": N_("This step needs an answer."),
    "answer_not_fitting": N_(
        "This answer does not fit: give a number, a date, one of the choices, or at most 1000 characters."
    ),
    "guide_changed_meanwhile": N_("Somebody else has changed this guide; open it again before you change it."),
    "not_a_snippet": N_("Give a name of at most 60 characters and a text of at most 4000."),
    "unknown_variable": N_("There is no such variable; use one of those listed on the page."),
    "snippet_exists": N_(
        "A snippet of this name exists for this queue and language; change that one, or choose another name."
    ),
    "signature_too_long": N_("A signature has at most 1000 characters in 20 lines."),
    "no_such_queue_here": N_("There is no such queue here; choose one of yours, or leave it out for all queues."),
    "too_many_snippets": N_("There are 500 snippets; remove one first."),
    "no_such_snippet": N_("There is no such snippet here; somebody may have removed it."),
    "not_a_mail_address": N_("A copy goes to something that is no e-mail address; correct or remove it."),
    "no_copies_here": N_("On this channel a message goes to one person; send it to the others separately."),
    "no_files_here": N_("This channel cannot carry files; send a link, or answer by e-mail."),
    "no_such_channel_account": N_("There is no such channel account, or it is switched off."),
    "no_such_colleague": N_("Choose a colleague or a queue from the list."),
    "no_such_contact": N_("There is no such customer here; choose one from the list."),
    "no_reason_to_discard": N_("Say why it is discarded; the audit keeps it."),
    "no_such_envelope": N_("This delivery is not in quarantine any more."),
    "no_such_interaction": N_("There is no such interaction here."),
    "no_such_segment": N_("There is no such offer or interaction here."),
    "nothing_picked": N_("This was chosen too long ago or changed since; choose the customer again instead."),
    "nobody_to_verify": N_("Choose the customer first: nobody is chosen for this conversation."),
    "not_a_break_rule": N_("Choose what happens to open work, and 1 to 1440 minutes."),
    "macro_does_nothing": N_("nothing of the macro can be done here"),
    "not_a_macro": N_(
        "Give a name, and at least one act with what belongs to it: minutes for a snooze, a queue for a move."
    ),
    "macro_exists": N_(
        "A macro of this name exists for this queue and language; change that one, or choose another name."
    ),
    "too_many_macros": N_("There are 200 macros; remove one first."),
    "no_such_macro": N_("There is no such macro here; somebody may have removed it."),
    "not_on_this_channel": N_("a call or a task is ended where it is handled"),
    "retired_disposition": N_("this disposition is not in use any more"),
    "no_queue_to_move_to": N_("its queue is not in use any more"),
    "text_needs_composer": N_("a text is inserted only in the conversation that is open"),
    "text_not_sent": N_("the text is to be sent first; choose there what follows"),
    "taken_meanwhile": N_("A colleague has it by now, or it has been moved on; it stays where it is."),
    "nobody_to_serve": N_("Choose at least one agent who works here."),
    "serves_nothing": N_("Choose at least one queue; who shall get no work for a while is set to “Away”."),
    "serves_too_long": N_("Choose an end in the future, within seven days; what lasts longer belongs in the routing."),
    "no_such_skill": N_("The routing knows no such skill, or its level is not between 0 and 5."),
    "not_serving_otherwise": N_("This agent serves what the routing says; there is nothing to end."),
    "nothing_to_announce": N_("Write what you want to say."),
    "announcement_too_long": N_("An announcement has at most 1,000 characters; shorten the text."),
    "help_text_too_long": N_("Say in at most 300 characters what you need."),
    "nobody_to_tell": N_("Nobody who works here is among those you chose; choose others."),
    "announcement_end_too_far": N_("An announcement ends in the future, within 31 days; choose another end."),
    "no_such_announcement": N_("There is no such announcement, or it is not for you."),
    "no_such_help_request": N_("There is no such request for help."),
    "help_request_over": N_("It is over, or a colleague is helping already."),
    "cannot_be_mentioned": N_("Only colleagues who work in conversations can be mentioned; choose from the list."),
    "too_many_mentioned": N_("Mention at most 30 colleagues in one note."),
    "not_so_many_days": N_("Choose between 0 and 365 days."),
    "not_a_thread_place": N_("Older messages are shown by the button in the conversation itself."),
    "not_a_time": N_("Choose a time within the next 60 days."),
    "not_answered": N_("The customer is waiting for an answer: answer first, or choose a time."),
    "too_many_waiting": N_(
        "As many conversations as your organisation allows already wait for their customers with you: close some of them, "
        "or choose a time."
    ),
    "not_a_waiting_rule": N_(
        "How many may wait is a whole number from 5 to 500; minutes of silence are a whole number from 0 to 120."
    ),
    "not_available": N_("You are not available for new work; choose “Available” first."),
    "not_closed": N_("This is open; there is nothing to reopen."),
    "not_for_you": N_("This belongs to a queue you do not serve; its agents and supervisors can read it."),
    "not_reachable": N_("This channel cannot reach such an address: check the e-mail address or telephone number."),
    "not_on_site": N_("Nobody known as this customer has a page with the chat open now; write to them instead."),
    "no_invitation": N_("No invitation waits for an answer; it was answered, or its time is over."),
    "not_spam": N_("This was not closed as spam, so its sender is not blocked by it."),
    "not_queued": N_("This is not waiting in a queue any more."),
    "not_verified": N_("This customer is not verified; there is nothing to withdraw."),
    "not_your_channel": N_("You have no places for this channel; an administrator can give you some."),
    "not_your_queue": N_("You do not serve this queue; choose one of yours, or leave it to the rules."),
    "not_your_offer": N_("This offer is not for you."),
    "not_your_work": N_("You are not handling this; wait until it is offered to you."),
    "offer_gone": N_("This work went to somebody else, or the time to accept it ran out."),
    "open_work": N_("There is open work; choose where it goes before signing out."),
    "too_many_copies": N_("A message can be copied to fifty people at most; remove some."),
    # contact_center.warehouse
    "loaded_elsewhere": N_("Another process has loaded this at the same moment; nothing was loaded twice."),
    "nothing_known_then": N_("The data warehouse had learned nothing by then; choose a later moment."),
    # contact_center.measures
    "unknown_channel": N_("There is no such channel here."),
    "unknown_queue": N_("There is no such queue here."),
    "wrong_interval": N_("The period begins after its end, or has too many intervals."),
    "wrong_report_days": N_("The days do not fit: the first comes before the last, and 3660 days are the most."),
    "wrong_time_zone": N_("This time zone is not known; choose one such as Asia/Taipei."),
    "taking_not_allowed": N_("Work comes by itself here; an administrator can allow agents to take it."),
    "nothing_to_take": N_(
        "Nothing in this queue can be taken by you now: it is on offer already, or needs other skills."
    ),
    # contact_center.directory.approvals
    "already_decided": N_("This question is no longer open: a colleague has answered it, or it was taken back."),
    "approval_needs_a_reason": N_("Say why it is refused, so that your colleague can tell the customer."),
    "no_such_approval": N_("There is no such question for approval here."),
    "not_for_oneself": N_("Whoever asks cannot answer: another supervisor has to."),
    # agent_ui.cases
    "nothing_to_tell": N_("Write the update in at least one language."),
    "not_an_amount": N_("Give the amount as a number with at most two decimals, such as 600 or 12.50."),
    # crm_core
    "different_kinds": N_("A person and an organisation cannot be merged; set the person's organisation instead."),
    "erased_customer": N_("This customer was erased; there is nothing left to merge."),
    "merged_meanwhile": N_(
        "Somebody has merged this customer into another in the meantime; open that one and compare again."
    ),
    "no_such_field": N_("This field cannot be chosen; open the page again."),
    "no_such_mail_import": N_("There is no such import here; its mails are kept for 30 days."),
    "not_a_mail_file": N_("Choose mbox files, or single mails as .eml files."),
    "too_many_mails": N_("An import has at most 100,000 mails; import the rest by itself."),
    "mail_import_not_ready": N_("This import is at another step by now; open its page again."),
    "no_mailbox": N_("Choose one of your mailboxes; old mail belongs to the mailbox it was sent to."),
    "wrong_role": N_("An address is a customer's, one of us, or left out; “same customer as” takes an e-mail address."),
    "old_mail": N_("This is old mail that was imported and can only be read; write a new message instead."),
    "no_such_import": N_("There is no such import here; its rows are kept for 30 days."),
    "not_an_import_file": N_("Choose a CSV file in UTF-8 or Big5, with a line of headings and at least one row."),
    "too_many_rows": N_("An import has at most 100,000 rows and 60 columns; send the file in parts."),
    "wrong_mapping": N_("Choose each field once, and name, e-mail or phone for at least one column."),
    "import_not_ready": N_("This import is at another step by now; open its page again."),
    "row_without_customer": N_("The row has neither a name nor an e-mail address nor a phone number."),
    "number_too_long": N_("A number in the ERP has 100 characters at most."),
    "several_customers": N_(
        "Several customers have these addresses or numbers; merge them first or leave the row out."
    ),
    "nobody_chosen": N_("Choose customers on the list first."),
    "nothing_to_change": N_("Enter a tag or choose an owner first."),
    "no_such_view": N_("There is no such view, or it belongs to a colleague."),
    "too_many_views": N_("There are 100 views already; delete one first."),
    "columns_wrong": N_("Choose at least one column and twelve at most."),
    "not_asked_so": N_(
        "There is no such field, or it cannot be asked like this: texts contain or are, numbers, dates and amounts "
        "are from and to, choices are one of several, yes and no are one."
    ),
    "not_one_currency": N_("Write both ends of the amount in one currency."),
    "too_many_filters": N_("Ask at most 20 things of own fields at once."),
    "view_name_wrong": N_("A view needs a name of at most 60 characters."),
    "no_such_pair": N_("One of these customers no longer exists; open the list again."),
    "no_such_merge": N_("There was no such merge here."),
    "not_merged": N_("These customers are separate again already."),
    "same_customer": N_("These two are one customer already."),
    "article_changed_meanwhile": N_(
        "A colleague has saved this article since you opened it. Your text is still here: compare, then save again."
    ),
    "article_is_archived": N_("This article is archived; take it back first."),
    "article_is_not_archived": N_("This article is not archived; there is nothing to take back."),
    "article_needs_text": N_("Write a title and a text in at least one language; a language with one needs the other."),
    "article_too_long": N_("A title has 200 characters at most, a text 30,000; split the article."),
    "category_needs_name": N_("Name the category in at least one language, in 80 characters at most."),
    "for_supervisors": N_("What is published is changed by a supervisor; save a draft and ask one."),
    "inside_only": N_("This article is for colleagues only; help in your own words instead of sending it."),
    "not_a_review_day": N_("Choose a day of the calendar."),
    "door_shut": N_("There is no such page here."),
    "not_inside": N_("Your sign-in is over; sign in again."),
    "not_such_an_address": N_("Type an e-mail address or a telephone number in full."),
    "wrong_door_code": N_(
        "This is not the code, or it is no longer valid: each is good for ten minutes and five tries. Check it, or ask "
        "for another."
    ),
    "too_many_door_codes": N_("A code was asked for just now, or five times today. Wait a minute, or try tomorrow."),
    "too_fast_here": N_("Too many attempts from your network. Wait a minute and try again."),
    "reply_missing": N_("Write your answer, in at most 10,000 characters."),
    "no_such_matter": N_("There is no such case of yours."),
    "not_your_choice": N_("Use one of the buttons on the page; load it again if it is out of date."),
    "no_help_page": N_("There is no help page here."),
    "no_such_article": N_("There is no such article here."),
    "no_such_article_file": N_("The article has no such file."),
    "no_such_article_version": N_("The article has no version with this number."),
    "no_such_category": N_("There is no such category here; choose one from the list."),
    "no_such_gap": N_("There is no such search here."),
    "not_a_draft": N_("This version is approved or published already."),
    "not_an_article_file": N_("Choose a file of 10 MB at most; an article has 20 of them at most."),
    "not_an_article_page": N_("This page of the list does not exist; begin again with the first one."),
    "not_approved": N_("Only an approved version can be published, and only an approval can be withdrawn."),
    "not_published": N_("This article is not published."),
    "too_many_categories": N_("There are 100 categories already; remove one first."),
    "no_such_task": N_("There is no such task here."),
    "no_such_record": N_("The ERP has no such record, or none that you may see now."),
    # erp_link.back_office
    "back_office_key_taken": N_("Another note was written under this key."),
    "back_office_text_wrong": N_("A note needs a text of 1 to 2,000 characters and the name of who wrote it."),
    "nobody_by_that": N_("We know no customer by this."),
    "not_a_site_of_the_erp": N_(
        "A site is scheme and host, such as https://erp.example, without a path; 20 of them at most."
    ),
    "not_one_customer": N_("Say whom it is about by exactly one of account, number, email and phone."),
    "several_by_that": N_(
        "Several people are known by this and nobody is in contact: name one of them by e-mail or telephone number."
    ),
    "timeline_link_over": N_("This link is over; open the customer anew in the ERP."),
    # erp_link.proposals
    "cannot_undo": N_("The ERP cannot take this back, or it was taken back already."),
    "erp_does_not_answer": N_("The ERP does not answer just now. Nothing was done; try again in a moment."),
    "erp_says_no": N_("The ERP refuses this."),
    "no_such_proposal": N_("There is no such request to the ERP, or it is a colleague's."),
    "not_offered_by_erp": N_("The ERP does not take this from us: the module for it is missing there."),
    "not_their_record": N_("The ERP does not know this customer, or the document is another customer's."),
    "proposal_field_missing": N_("Something is missing or makes no sense; look at what you have filled in."),
    "limit_makes_no_sense": N_(
        "A sum of several must be at least what one person decides at once. Each kind and currency has one limit, of 1 to 366 days; only supervisors and administrators agree to what is over it."
    ),
    "no_such_limit": N_("There is no such limit any more."),
    "not_for_this_releaser": N_("The limit names others, who agree to what is over it."),
    "no_billing_address": N_(
        "The ERP has no e-mail address for this customer's invoices. It has to be entered there; an invoice goes to no other."
    ),
    "billing_address_changed": N_(
        "The ERP has another address for this customer's invoices by now. Nothing was sent; look again."
    ),
    "no_invoice_print": N_("The ERP gives no PDF of this invoice."),
    "no_mailbox_for_it": N_("No mailbox of ours is in use from which it could go out."),
    "proposal_over": N_("This has gone on in the meantime; look at how it stands."),
    "refunded_by_case": N_("The case has a refund of its own. The same money is not given twice."),
    "nobodys_task": N_("Choose a colleague or a queue that is in use: a task belongs to somebody."),
    "not_a_due_time": N_("Choose a time in the future, within two years."),
    "not_a_page": N_("This page of the list does not exist; begin again with the first one."),
    "not_your_task": N_("This task belongs to a colleague of another queue."),
    "nothing_to_do": N_("Say in a few words what is to be done, in 200 characters at most."),
    "task_ended": N_("This task has been completed or cancelled already."),
    "task_in_other_hands": N_("A colleague is working on this task now; they complete or reschedule it."),
    "task_not_ended": N_("This task is open; there is nothing to take back."),
    "bad_cursor": N_("This place in the list does not exist; start at the first page."),
    "cannot_merge": N_(
        "These cases cannot be merged: one of them has been merged already, is a known incident, or is no longer open."
    ),
    "case_changed_meanwhile": N_("A colleague has changed this case in the meantime; look at it again."),
    "case_moved": N_("The case is in a state in which this is not possible; look at it again."),
    "case_not_ready": N_("Something is still missing before this case can be resolved: its page says what."),
    "key_used_otherwise": N_("This key was used for a case with other content; choose a new key."),
    "answer_after_solution": N_(
        "The first answer would be due after the solution: give it fewer hours, or the solution more."
    ),
    "case_code_twice": N_("This code is in the list twice; give each entry its own."),
    "case_type_changed_meanwhile": N_(
        "A colleague has changed this type of case in the meantime; nothing was overwritten. Open it again."
    ),
    "case_type_exists": N_("There is a type of case with this code; choose another one."),
    "case_type_in_use": N_("There are cases of this type, so it stays; retire it instead."),
    "field_kind_fixed": N_(
        "A field keeps its kind, as cases have values of it. Add another field and take this one out."
    ),
    "field_needs_choices": N_("A field of the kind “choice” needs choices, and only such a field has them."),
    "goal_twice": N_("There is another goal for the same clock, priority and contract; remove one of them."),
    "last_case_type": N_("One type of case has to stay in use; bring another one into use first."),
    "not_an_approver": N_("Only active supervisors and administrators can approve; choose among them."),
    "not_for_this_approver": N_("The type of this case names who may answer; ask one of them."),
    "nothing_to_choose": N_(
        "This is asked for and nothing can be chosen: add entries to its list, or do not ask for it."
    ),
    "priority_not_offered": N_("This priority is not offered by the type; offer it, or choose another one."),
    "state_without_sub_states": N_("Only new, open and waiting cases have sub-states; choose one of these."),
    "too_many_case_types": N_("There are 40 types of case already; change one that is no longer used."),
    "no_such_case": N_("There is no such case here."),
    "no_such_type_change": N_("This type of case has no such change; take one from its history."),
    "no_such_case_type": N_("Choose one of the types of case of this organisation."),
    "not_a_case_number": N_("This is no case number: its last digit does not fit the others. Ask for it once more."),
    "not_in_its_type": N_("This type of case does not offer that; choose from its list."),
    "not_your_case": N_("Only the owner of the case or a supervisor can do this."),
    "too_many_of_case": N_("Nothing more can be linked to this case; split it."),
    "wrong_span": N_("Choose a time that begins before it ends."),
    "wait_needs_a_time": N_("Name a date in the future, within two years, at which the case comes back."),
    "no_such_customer": N_("There is no such customer here."),
    "edited_meanwhile": N_("Somebody else changed this in the meantime; nothing was overwritten."),
    "detail_too_long": N_("This text is too long: a note may have 2000 characters, everything else 200."),
    "in_a_circle": N_("An organisation cannot belong to itself, or to one that belongs to it."),
    "name_missing": N_("Write a name of visible characters, 200 at most."),
    "no_such_item": N_("This is no longer kept for this customer; open the page again."),
    "not_a_day": N_("Choose a day of the calendar."),
    "unknown_organisation": N_("No organisation has exactly this name; choose one from the list, or create it first."),
    "not_a_form_of_address": N_("Choose a form of address from the list."),
    "not_a_language_tag": N_("Choose a language from the list, or write a tag such as en or zh-Hant."),
    "not_a_period": N_("The end has to be after the beginning."),
    "not_a_postal_code": N_("This is not a postal code of this country; Taiwan’s have three, five or six digits."),
    "not_a_segment": N_("Write a short name for the segment, 20 characters at most."),
    "not_a_tax_number": N_("This is not a valid tax number: its check digit is wrong, or it has other characters."),
    "not_a_use": N_("Choose what the address is used for from the list."),
    "not_a_zone": N_("This time zone is not known; choose one such as Asia/Taipei."),
    "not_an_order_limit": N_("Write the limit as an amount with its currency, such as TWD 20000."),
    "not_an_organisation": N_("Choose an organisation; this is a person."),
    "not_editable": N_("This cannot be edited here."),
    "not_tags": N_("Write up to 30 tags, each of 40 characters at most."),
    "postal_address_incomplete": N_("Write country, street, and city or region."),
    "too_late_to_undo": N_("The time to undo this is over, or it was undone already; change it back by hand."),
    "version_gone": N_("The customer was changed in the meantime; read it again, then change it."),
    "not_an_address": N_("This is neither an e-mail address nor a phone number with its country code."),
    "not_asked_here": N_("Your organisation does not ask this; choose one of the questions in the dialog."),
    "nothing_to_compare": N_("Nothing older than seven days is on file to compare this with; ask another question."),
    "answer_missing": N_("Type what the customer answered, in at most 100 characters."),
    "verification_locked": N_("Too many wrong answers for this customer, on whatever channel; try again later."),
    "not_verified_yet": N_("This is locked until the customer is verified; verify them in the conversation first."),
    "address_too_new": N_("This address is new or was changed within the last 7 days; no code goes there."),
    "cannot_send_code": N_("A code goes to an e-mail address or number of this customer; choose one."),
    "too_many_codes": N_("Wait a minute between two codes; a customer gets five a day at most."),
    "no_code": N_("No code is valid any more; send a new one."),
    "not_a_card": N_("Write it on one line, in at most 100 characters (an address: 300) and without braces."),
    "not_a_policy": N_(
        "Choose at least one question, no more needed than chosen, 1 to 20 wrong answers and 1 to 1440 minutes."
    ),
    "no_such_address_of_theirs": N_("This customer has no such address any more; open the dialog again."),
    "not_their_message": N_(
        "The proof must be a message that this customer wrote; choose one, or write down what they said."
    ),
    "not_a_decision": N_(
        "Surveys and marketing are agreed to or withdrawn; to service notices a customer objects, or no longer does."
    ),
    "proof_missing": N_(
        "Write down what the customer said, in at most 500 characters, or name the message in which they said it."
    ),
    "consent_changed_since": N_(
        "This was recorded too long ago, by somebody else, or changed since; record how it stands now instead."
    ),
    "consent_key_taken": N_("Something else was recorded under this key; use another key for each decision."),
    "cannot_reach": N_(
        "This channel does not reach such an address: e-mail for e-mail addresses, SMS and calls for numbers, chat and "
        "calls for visitors of a web site."
    ),
    "not_their_address": N_("This customer has no such address any more; open the page again."),
    # crm_core.quality
    "not_a_score_card": N_(
        "A score card has a name of at most 60 characters and 1 to 40 questions, each with a text and a weight from 1 to 100."
    ),
    "score_card_exists": N_("A score card of this name exists; change that one, or choose another name."),
    "too_many_score_cards": N_("There are 100 score cards; change one of them instead of writing another."),
    "no_such_score_card": N_("There is no such score card here."),
    "retired_score_card": N_("This score card is not in use any more; choose another one."),
    "not_an_answer": N_(
        "Answer with the points of the question, or that it does not apply. A remark has at most 1000 characters; a moment is written as 3:20."
    ),
    "nothing_evaluated": N_("Answer every question before it is published, one of them at least with points."),
    "not_their_work": N_("This agent had no part in it; choose one who had."),
    "own_work_evaluated": N_("Nobody evaluates their own work; another supervisor has to."),
    "evaluation_exists": N_("You have evaluated this with this card already; change that evaluation."),
    "no_such_evaluation": N_("There is no such evaluation here, or it is not published yet."),
    "not_your_evaluation": N_("Only who wrote an evaluation changes it; what its agent has seen stays."),
    "not_a_reply": N_("Write at most 2000 characters; to dispute it, say why."),
    # care
    "not_a_care_policy": N_(
        "Write the question in both languages, at most 300 characters each; 1 to 365 days, and 0 to 1440 minutes."
    ),
    "not_on_this_scale": N_("Choose a number of the scale."),
    "comment_too_long": N_("Shorten the comment to at most 1,000 characters."),
    "nothing_asked": N_("Nothing is asked of you now."),
    "no_such_rating": N_("There is no question under this address."),
    "rating_expired": N_("The time to answer is over."),
    "not_an_asking_channel": N_("Customers of this channel cannot be asked; choose a channel that takes text."),
    "not_a_ratings_page": N_("This page of the list does not exist; begin again with the first one."),
    # routing
    "callback_exists": N_("A callback to this number is waiting already; there is one for each number."),
    "callback_not_offered": N_("This queue does not offer to call back."),
    "closes_into_itself": N_(
        "The work of a closed queue cannot go to a queue that is closed too. Choose an open one, or none."
    ),
    "draft_changed": N_(
        "Somebody else has saved the draft in the meantime; load it again and make your changes there."
    ),
    "has_problems": N_("A value cannot be used; every place that has to change is named."),
    "in_that_queue": N_("It is already waiting in that queue."),
    "lease_lost": N_("This process is no longer the router: its connection ended, or a standby took over."),
    "message_invalid": N_("The message to customers cannot be used; write up to 1,000 characters."),
    "no_callback": N_("This work has no open callback any more."),
    "no_draft": N_("There is no draft any more; it was published or discarded."),
    "no_points": N_("Choose how many minutes to move it ahead, up to 1,000."),
    "no_queue_yet": N_("There is no queue yet; an administrator has to create one first."),
    "no_such_queue": N_("There is no such queue, or it is switched off."),
    "no_such_study": N_("There is no such simulation or replay here; they are kept for 30 days."),
    "no_such_version": N_("There is no such version of the routing policy."),
    "not_with_an_agent": N_("No agent has this work any more, so it cannot be returned to its queue."),
    "not_a_number": N_("This number cannot be called. Write it in full, with its area or country code."),
    "not_a_queue": N_("A queue needs a name, a target of at least 1 second and a goal of 1 to 100 percent."),
    "not_a_replay": N_("This day cannot be replayed with these settings."),
    "not_a_scenario": N_("The scenario cannot be simulated; every field to correct is named."),
    "not_a_simulation": N_("This cannot be simulated with these settings."),
    "number_not_own": N_("We call back only a number that is known to be the customer's."),
    "outside_hours": N_("The queue is closed now; callbacks are taken in its opening hours."),
    "policy_invalid": N_("The routing policy cannot be used; nothing was changed."),
    "policy_moved_on": N_(
        "The routing policy was changed after you started your draft; review the differences, then publish again."
    ),
    "presence_not_forced": N_("An agent can be made available, away or signed out."),
    "queue_name_taken": N_("Another queue has this name; choose another one."),
    "study_broke": N_("It ended without a result; the log of the worker says why."),
    "why_missing": N_("Give a reason of at most 200 characters: it is shown with the work and recorded."),
    # channels.sms
    "nothing_to_send": N_("An SMS needs text."),
    "payload_too_large": N_("The request is larger than any message of this channel can be."),
    "signature_mismatch": N_(
        "The request is not signed with the key of this channel account; check its auth token and public URL."
    ),
    "text_only": N_("SMS carries no attachments; send a link instead."),
    "report_before_message": N_("The report came before our own record of the message; send it again."),
    "too_long": N_("The text is longer than an SMS may be; shorten it or send it in parts."),
    # channels.voice
    "already_calling": N_("You are on a call already; end it first."),
    "carried_otherwise": N_("This call is connected in another way than this page tried; load the page again."),
    "no_such_provider": N_(
        "No telephony provider of this name is part of this installation: set provider of the account to one that is."
    ),
    "call_unreadable": N_("The call could not be understood; it is in quarantine."),
    "call_elsewhere": N_("This call is connected in another window of yours."),
    "call_over": N_("This call has ended."),
    "leg_taken": N_("This call was connected from another window meanwhile; load the page again."),
    "lines_busy": N_("All lines are in use; try again in a moment."),
    "media_unavailable": N_("Calls cannot be connected at the moment; try again shortly."),
    "no_recording": N_("This call has no recording, or it is no longer kept."),
    "no_such_call": N_("There is no such call here, or it is over."),
    "no_voice_account": N_("This web chat names no telephone account that is in use; an administrator has to set one."),
    "not_a_speech_setting": N_("Give an https address, or http in your own network, and a model."),
    "no_transcript": N_("Nothing of this call is written down, or it is no longer kept."),
    "speech_unreachable": N_("Nothing answers at the address of the speech server, or not in time."),
    "speech_busy": N_("The speech server takes nothing more now."),
    "speech_refuses_key": N_("The speech server refuses its key; an administrator has to renew it."),
    "speech_refused": N_(
        "The speech server refuses the sound: the model may be misspelt, or it does not take such files."
    ),
    "speech_answered_otherwise": N_("What answers there is no OpenAI-compatible transcription; check the address."),
    "nothing_recorded": N_("This call is not recorded, so there is nothing to pause."),
    "nobody_to_listen_to": N_("No agent talks with a customer on this call now; listen once one does."),
    "not_listening": N_("You are not on this call any more; listen to it again first."),
    "colleague_on_call": N_("They are on this call already; choose somebody else."),
    "colleague_rings": N_("A colleague is being rung already; wait for their answer or stop ringing."),
    "colleagues_on_call": N_("Somebody else is on this call, or is being rung for it; say good-bye to them first."),
    "not_parked": N_("This call is not parked any more: it was picked up, came back to its queue, or is over."),
    "not_yours_to_pick_up": N_("You do not serve the queue of this call; a colleague who does can pick it up."),
    "not_a_park_time": N_("A parked call comes back after 15 to 1800 seconds; choose a time between them."),
    "outside_on_call": N_("A number outside is on this call already; say good-bye to it before you call another."),
    "too_many_colleagues": N_("As many colleagues as may are on this call already; say good-bye to one of them first."),
    "nobody_to_bring_in": N_("No colleague has answered yet; ask one and wait until they are there."),
    "own_call": N_("This call is your own; you cannot listen to it as its supervisor."),
    "too_many_listening": N_("As many supervisors as may are on this call already; one of them has to stop first."),
    "not_connected_to_each_other": N_("Wait until you and the customer are connected."),
    "not_with_you": N_("You are not on this call (any more); it went back to the queue or to a colleague."),
    "offer_unusable": N_("This browser cannot be connected: it offers no audio format that can be used."),
    "recording_not_yours": N_(
        "Only supervisors, administrators and the agents of this call may listen to its recording."
    ),
    "unknown_call": N_("This call has ended."),
    "unknown_leg": N_("This window is not on the call any more."),
    "already_on_call": N_("You are on a call; end it before you call somebody else."),
    "caller_id_not_allowed": N_("This number may not be shown here; choose one from the list."),
    "cannot_dial": N_(
        "This line takes calls only: its provider cannot ring telephones. An administrator connects one that can."
    ),
    "destination_not_allowed": N_("This line does not call such numbers; an administrator can allow them."),
    "dialling_setting_unusable": N_("This cannot be used; write it as the field says."),
    "emergency_number": N_(
        "Emergency numbers are never dialled from here: use a telephone, so that help finds where you are."
    ),
    "no_hour_known": N_("It is not known what time it is where this number rings; write instead."),
    "no_keypad": N_("Keys cannot be sent on this call."),
    "no_message_for_machines": N_("This line has no message for answering machines."),
    "no_number_to_show": N_("This line has no number that you may show; an administrator gives it one."),
    "not_a_key": N_("A keypad has the digits 0 to 9, * and #."),
    "not_called_for": N_("This work is not in your hands; take it first, then call."),
    "number_not_dialled": N_("The telephone network refuses to ring this number; try another one, or write instead."),
    "outside_calling_hours": N_("It is not the time to call for this purpose; call later, or write instead."),
    "own_spending_cap_reached": N_(
        "What one person may spend on calls in a day is spent; ask a colleague, or call tomorrow."
    ),
    "premium_number": N_(
        "Whoever calls this number pays more than for the call; this line does not call such numbers."
    ),
    "no_such_queue_name": N_("There is no queue of this name; write it as the list has it."),
    "rules_changed_meanwhile": N_(
        "Somebody else has changed these rules in the meantime; load the page again, then change them."
    ),
    "spending_cap_reached": N_(
        "What this line may spend on calls in a day is spent; an administrator can raise it, or call tomorrow."
    ),
    # channels.webchat
    "calls_not_offered": N_("This chat does not offer calls."),
    "frame_refused": N_("The chat sent something that cannot be used."),
    "frame_too_large": N_("The frame is larger than the chat allows."),
    "host_token_refused": N_(
        "The token of the web site was refused; the site has to sign a fresh one with the account's secret."
    ),
    "message_empty": N_("The message has no text."),
    "no_such_widget": N_(
        "There is no web chat under this account id; copy the script tag again from the channel's page."
    ),
    "origin_not_allowed": N_(
        "This site may not show the chat: an administrator has to add its origin to the allowed origins."
    ),
    "token_refused": N_("The token does not prove who the visitor is."),
    "too_fast": N_("Too many messages in a short time; wait a moment, nothing is lost."),
    "visitor_token_refused": N_("The chat's own token has run out or is not ours; ask for a new one."),
    # agent_ui
    "assets_missing": N_(
        "The browser assets are not built; run `make assets` (npm ci, then python tools/build_assets.py)."
    ),
    "changed_meanwhile": N_("Somebody else has changed this in the meantime; save again to replace it with yours."),
    "no_queue_chosen": N_("Choose at least one queue."),
    "no_such_file": N_("There is no such file here, or it is no longer kept."),
    "no_such_origin": N_("This site is not in the list any more."),
    "no_such_part": N_("The draft has nothing of this name; somebody may have renamed or removed it."),
    "no_such_presence": N_("This is not one of the presences in the menu."),
    "no_such_proof": N_("Choose one of the verification methods that the dialog offers."),
    "no_such_target": N_("Choose a colleague or a queue from the list."),
    "no_web_chat": N_("There is no web chat account yet; connect one under Channel accounts first."),
    "not_a_place": N_("This link to older entries is broken; start again from the newest."),
    "no_such_message": N_("There is no such message here that could be forwarded."),
    "not_from_the_page": N_("This is none of the choices of the page, which may be out of date; load it again."),
    "not_a_choice": N_("Use one of the buttons on the page; the page may be out of date, so load it again."),
    "not_an_origin": N_("Give the scheme and host of the site alone, like https://shop.example."),
    "not_confirmed": N_("Erasing cannot be undone: tick the box to confirm."),
    "not_failed": N_("This message has not failed; there is nothing to send again."),
    "not_yourself": N_("You cannot switch off your own account; another administrator can."),
    "nothing_chosen": N_("Choose one of the actions shown."),
    "nothing_formatted": N_("This message has no formatting of its own, or does not exist here."),
    "too_many_sign_ins": N_("Too many failed sign-ins; wait five minutes, then try again."),
    # contact_center.bootstrap
    "bad_order": N_("Processes wait for one another in a circle, or for one that is not there."),
    "call_not_taken": N_("The call could not be understood."),
    "no_database": N_(
        "No database is named, and none runs here. Start the demo, or set CONTACT_CENTER_DATABASE_URL and …_SYSTEM_URL."
    ),
    "no_twilio_account": N_("No number of Twilio is connected; `contact-center channel add sms` connects one."),
    "no_queue_of_that_name": N_("There is no queue of this name; `contact-center queue add` makes one."),
    "no_such_channel": N_("There is no such channel."),
    "undo_over": N_("It is too late to undo this, or it has already been undone."),
    "accepted_meanwhile": N_(
        "An agent has accepted it in the meantime, so it stays as it is; return it to its queue instead."
    ),
    "ended_meanwhile": N_("This has ended in the meantime; there is nothing left to undo."),
    "changed_since": N_("This has changed in the meantime, so it stays as it is; check it and try again."),
    "agent_gone_meanwhile": N_("The agent has signed out in the meantime, so the work stays in its queue."),
    "not_a_channel": N_("An installed package offers a channel that is none, or one whose name is taken."),
    "not_a_setting": N_(
        'A setting is written NAME=VALUE; lists and numbers as JSON, like allowed_origins=["https://shop.example"].'
    ),
    "nothing_waits": N_("You are not waiting for anybody now."),
    "port_in_use": N_("A port that the product needs is taken."),
    "process_failed": N_("A process of the product ends as soon as it starts; its log says why."),
    "recording_not_kept": N_(
        "The recording could not be put into the blob store; it stays in the folder of recordings for the next start."
    ),
    "unknown_message": N_("The message could not be understood."),
    "unreadable_file": N_(
        "This file cannot be read as text; name one that `contact-center routing export` wrote, or - for the input."
    ),
    "usage_error": N_("The command is not valid as written."),
    # erp_link
    "cannot_read_that": N_(
        "This database cannot be read here: its address is not understood, its driver is not installed, or the folder lies outside of those that are open."
    ),
    "erp_field_missing": N_("Something that this ERP needs has not been filled in."),
    "mapping_cannot_be_used": N_("The mapping cannot be used at this place."),
    "erp_file_not_given": N_("The ERP did not give the file."),
    "no_such_erp_file": N_("There is no such file beside this record, or none that you may see now."),
    "no_erp_here": N_("This installation has no link to ERPs."),
    "no_such_erp_kind": N_("No connector for this kind of ERP is installed."),
    "no_such_odoo_api": N_("Odoo is spoken to by json2, from version 19, or by rpc, until version 21."),
    "not_an_erp_address": N_("The address begins with https:// (or http:// on a network of your own)."),
    # contact_center.demo
    "erp_not_installed": N_(
        "Tryton's environment is missing; `make demo` makes it, or CONTACT_CENTER_ERP_PYTHON names its Python."
    ),
    "erp_not_prepared": N_("The demo's ERP could not be prepared; the log beside it says why."),
}
FOR_PROGRAMS: Mapping[str, str] = {
    "account_address_missing": "`address` is 1 to 200 characters that show something.",
    "account_name_missing": "`name` is 1 to 100 characters that show something.",
    "already_connected": "This `address` is connected on this channel already.",
    "no_such_account_queue": "`queue_id` is no queue of this organisation.",
    "setting_missing": "A setting or secret that this channel needs is missing; `field` names it.",
    "setting_not_usable": "A setting is not what this channel takes; `field` names it.",
    "calendar_gone": "`calendar` is the name of opening hours in the draft, or in what is followed.",
    "last_administrator": "This is the last active administrator: make somebody else one before you change `role`.",
    "queue_not_here": "`queues` names a queue that is not here.",
    "not_a_language": "`locale` is `en` or `zh-Hant`.",
    "not_a_level": "`skills` has the names of skills of this organisation, each with a level of 0 to 5.",
    "nobody_to_take_over": "`to` or `like` is nobody active here who takes work.",
    "media_unavailable": "The media process does not answer; calls are possible again once it has restarted.",
    "blank_name": "`name` and `login` are written with something that can be seen, and at most 100 characters.",
    "common_password": "`password` is one of those that are tried first; use several words that do not belong together.",
    "email_taken": "Somebody here has this e-mail address already; `email` must be their own.",
    "empty_message": "Write something first; `text` is empty.",
    "internal": "Something went wrong on our side. Nothing was changed; try again.",
    "invalid": "The request has a value that cannot be used.",
    "login_taken": "This sign-in name is taken; choose another `login`.",
    "message_invalid": '`message` is texts by language, such as {"en": "We are closed.", "zh-Hant-TW": "…"}, or left out.',
    "message_too_long": "`text` is longer than this channel can carry; shorten it.",
    "no_points": "`points` is a whole number from -1000 to 1000 and not 0; one point is worth a minute of waiting.",
    "no_queue_yet": "This organisation has no queue; an administrator makes one first (`contact-center queue add`).",
    "no_such_colleague": "`to` names nobody who can take this; choose a colleague from the list.",
    "no_such_presence": "`presence` is not one you can choose; take one of the menu.",
    "no_such_target": "`to` names neither a colleague nor a queue; choose one from the list.",
    "no_web_chat": "There is no web chat account yet; connect one first (`POST /api/v1/channel-accounts`).",
    "not_a_break_rule": "`on_break` is keep, park or queue; `minutes` is a whole number from 1 to 1440.",
    "not_a_login": "`login` is a name without spaces, or an e-mail address; give at least one of `login` and `email`.",
    "not_a_time": "`until` is an instant with a UTC offset, from now to 60 days ahead.",
    "not_an_origin": "`origin` is a site's scheme and host alone, like https://shop.example.",
    "not_answered": "The customer waits for an answer: give `until`, or answer first.",
    "not_confirmed": "Erasing cannot be undone: tick the box that says so (`confirm`).",
    "nothing_chosen": "Choose what to do; `to` is none of the choices shown.",
    "offer_unusable": "The browser's SDP offer cannot be answered: it needs one audio line with Opus.",
    "password_says_name": "`password` is little more than the person's own name; use something that only they know.",
    "password_too_long": "`password` is too long; use at most 200 characters.",
    "presence_not_forced": "`presence` is one of available, away, offline.",
    "queue_name_taken": "Another queue has this name; choose another `name`.",
    "unknown_call": "The media process holds no such call; it may have ended.",
    "unknown_channel": "There is no such channel here: leave `channel` out, or name one that has an account.",
    "unknown_leg": "Nobody with this leg id is on the call.",
    "unknown_queue": "There is no queue of this id: leave `queue` out, or take an id from the wallboard.",
    "weak_password": "`password` is too short; use at least 10 characters.",
    "why_missing": "Say why in `why`, in 1 to 200 characters: it is shown with the work and kept.",
    "wrong_interval": "`from` must be before `to`, `minutes` between 1 and 1440 or 10080, and the whole at most 1000 intervals.",
    "wrong_report_days": "`from` comes before `to`, is after 1970, and both are 3660 days apart at most; `at` has an offset.",
    "wrong_password": "`current` is not your present password.",
    "wrong_time_zone": "`time_zone` is not a zone of the IANA database; use a name such as Asia/Taipei.",
}


OF_STATUS = {
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    422: "invalid",
    429: "too_many_requests",
    500: "internal",
    503: "unavailable",
}


def error_words(words: Words, code: str, status: int = 500) -> str:
    """The sentence for an error's code; for a code without one what its status says."""
    return words.gettext(SENTENCES.get(code) or SENTENCES[OF_STATUS.get(status, "internal")])


def error_detail(words: Words, error: ContactCenterError) -> str | None:
    """What it is about, as a person reads it: an id tells people nothing."""
    if isinstance(error, RequestInvalid):
        return invalid_words(words, error.errors)
    if isinstance(error, HasProblems):
        return words.gettext("; ").join(policies.line(words, problem) for problem in error.problems)
    if isinstance(error.detail, Phrase):
        return phrase_words(words, error.detail)
    return None if error.detail is None or _is_id(error.detail) else error.detail


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
