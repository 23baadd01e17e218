"""What Twilio's error codes mean (twilio.com/docs/api/errors)."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str
"""Marks a text for the catalogue."""

SENTENCES: Mapping[str, str] = {
    "twilio.20003": N_("Twilio does not accept the account SID and auth token (or API key); renew them"),
    "twilio.20404": N_("Twilio does not know this account, message, call or recording; check the account SID"),
    "twilio.20429": N_("Twilio takes no more requests at the moment"),
    "twilio.21205": N_("Twilio cannot use one of our addresses; set a public base URL with a proper host name"),
    "twilio.21210": N_("the caller ID is neither a number of the Twilio account nor one that it has verified"),
    "twilio.21211": N_("the recipient's number is not a valid phone number"),
    "twilio.21212": N_("the sender is not a valid phone number or sender name"),
    "twilio.21214": N_("the number cannot be reached"),
    "twilio.21215": N_("calling this country is not enabled in the Twilio account (Voice Geographic Permissions)"),
    "twilio.21216": N_("Twilio does not call this number: it is on a list of blocked numbers"),
    "twilio.21217": N_("the number does not appear to be a valid telephone number"),
    "twilio.21219": N_(
        "a trial account of Twilio calls only numbers that it has verified; verify this one, or upgrade"
    ),
    "twilio.21220": N_("the call is over already"),
    "twilio.21266": N_("sender and recipient are the same number"),
    "twilio.21408": N_("sending to this country is not enabled in the Twilio account (Geo Permissions)"),
    "twilio.21602": N_("the message is empty"),
    "twilio.21603": N_("no sender number is set for this channel account"),
    "twilio.21604": N_("the message has no recipient"),
    "twilio.21606": N_("the sender number does not belong to the Twilio account or cannot send SMS"),
    "twilio.21609": N_("Twilio cannot use our status address; set a public base URL with a proper host name"),
    "twilio.21610": N_("the recipient has opted out by STOP; only they can opt in again, by sending START"),
    "twilio.21611": N_("the sender number has too many messages waiting at Twilio"),
    "twilio.21612": N_("the sender number cannot reach this recipient"),
    "twilio.21614": N_("the recipient's number is not a mobile number and cannot get SMS"),
    "twilio.21617": N_("the message is longer than 1,600 characters"),
    "twilio.21655": N_("the messaging service of this channel account does not exist"),
    "twilio.21660": N_("the sender number belongs to another Twilio account"),
    "twilio.21703": N_("the messaging service has no sender number"),
    "twilio.30001": N_("too many messages were waiting; this one was dropped; it can be sent again"),
    "twilio.30002": N_("the Twilio account is suspended"),
    "twilio.30003": N_("the phone is switched off or out of reach; try again later"),
    "twilio.30004": N_("the recipient or their carrier blocks messages from this number"),
    "twilio.30005": N_("the number is unknown or no longer in use"),
    "twilio.30006": N_("the number is a landline, or its carrier cannot be reached"),
    "twilio.30007": N_("the carrier filtered the message out as unwanted"),
    "twilio.30008": N_("the carrier gave no reason why the message did not arrive"),
    "twilio.30034": N_("the sender number is not registered for messages to the United States (A2P 10DLC)"),
}
