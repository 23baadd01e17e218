"""Why a delivery was not understood: the sentence for each code. What somebody else wrote stands in quotation marks."""

from __future__ import annotations

from collections.abc import Mapping

from contact_center.kernel.contracts.channels import UnparseableCode

N_ = str
"""Marks a text for the catalogue."""

SENTENCES: Mapping[str, str] = {
    UnparseableCode.EMPTY: N_("it is empty"),
    UnparseableCode.NOT_IN_FORMAT: N_("it is not %(format)s as expected: “%(detail)s”"),
    UnparseableCode.FIELD_MISSING: N_("%(field)s is missing or empty"),
    UnparseableCode.FIELD_UNUSABLE: N_("%(field)s cannot be used"),
    UnparseableCode.FIELD_NOT_TEXT: N_("%(field)s is not text"),
    UnparseableCode.FIELD_TOO_LONG: N_("%(field)s is longer than %(limit)s characters"),
    UnparseableCode.FIELD_NO_TIME_ZONE: N_("%(field)s has no time zone"),
    UnparseableCode.NO_SENDER: N_("it has no sender's address"),
    UnparseableCode.SENDER_TOO_LONG: N_("the sender's address is longer than %(limit)s characters"),
    UnparseableCode.TOO_NESTED: N_("it is nested too deeply: more than %(limit)s parts in one another"),
    UnparseableCode.TOO_MANY_PARTS: N_("it has more than %(limit)s parts"),
    UnparseableCode.OTHER_ACCOUNT: N_("it is for the provider's account “%(claimed)s”, not for that of “%(account)s”"),
    UnparseableCode.OTHER_ADDRESS: N_("it was sent to %(to)s; this channel account has %(address)s"),
    UnparseableCode.OTHER_CHANNEL: N_("it came over another channel, “%(channel)s”"),
    UnparseableCode.NOTHING_ARRIVES: N_("nothing is delivered on this channel"),
    UnparseableCode.OTHERWISE: N_("the channel says: “%(detail)s”"),
    UnparseableCode.STOPPED: N_("reading it was stopped after %(seconds)s seconds"),
    UnparseableCode.TOO_LARGE: N_("reading it needs more memory or time than is allowed"),
    UnparseableCode.PARSER_FAILED: N_("a fault of the channel “%(channel)s” (%(error)s); the log has the details"),
    UnparseableCode.NOT_STORED: N_("it could not be stored (%(error)s)"),
}
