# SPDX-License-Identifier: GPL-3.0-or-later
# mypy: ignore-errors
# ruff: noqa: N806 - Tryton hands out its models as classes
"""What the contact centre knows of a party, on its form; and a note that its agents read."""

from __future__ import annotations

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from . import asking
from .acts import Refused

MOST = 3
"""Parties that are asked about at once: a form shows one, and an export is no reason to wait for hundreds."""
SHOWN = 20
NAMES = ("contact_center_next", "contact_center_cases", "contact_center_history", "contact_center_consent")
NOTHING = "Nothing."
NOT_SET_UP = "The contact centre is not set up: section [contact_center] of Tryton's configuration."
SILENT = "The contact centre does not answer just now."
UNKNOWN = "The contact centre does not know this party."


def told_of(party):
    """Its history: by our id, else by our number, which somebody there may have written down."""
    found = asking.get("history", account=str(party.id), limit=SHOWN)
    if not found["customers"] and party.code:
        found = asking.get("history", number=party.code, limit=SHOWN)
    return found


def named(party):
    """By what the contact centre knows this party."""
    if asking.get("history", account=str(party.id), limit=1)["customers"] or not party.code:
        return {"account": str(party.id)}
    return {"number": party.code}


class Party(metaclass=PoolMeta):
    __name__ = "party.party"

    contact_center_next = fields.Function(fields.Text("To Do and Promised"), "get_contact_center")
    contact_center_cases = fields.Function(fields.Text("Open Cases"), "get_contact_center")
    contact_center_history = fields.Function(fields.Text("Contacts"), "get_contact_center")
    contact_center_consent = fields.Function(fields.Text("Consent"), "get_contact_center")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update(contact_center_timeline={})

    @classmethod
    def get_contact_center(cls, parties, names):
        result = {name: {party.id: None for party in parties} for name in names}
        zone = company_zone()
        for party in parties[:MOST]:
            if party.id < 0:
                continue
            try:
                told = as_text(told_of(party), zone)
            except asking.NotSetUp:
                told = dict.fromkeys(NAMES, NOT_SET_UP)
            except asking.DoesNotAnswer:
                told = dict.fromkeys(NAMES, SILENT)
            except asking.Refuses as no:
                told = dict.fromkeys(NAMES, str(no))
            for name in names:
                result[name][party.id] = told[name]
            if told[names[0]] in (NOT_SET_UP, SILENT):
                break  # the next ones would wait as long
        return result

    @classmethod
    @ModelView.button
    def contact_center_timeline(cls, parties):
        """Opens the contact centre's own page, which needs nobody to sign in and ends by itself."""
        (party,) = parties
        with in_words():
            return {"type": "ir.action.url", "url": asking.get("timeline-link", **named(party))["url"]}


class in_words:  # noqa: N801 - read as a statement
    """What goes wrong with a question is what the user reads."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is asking.NotSetUp:
            raise Refused(NOT_SET_UP) from error
        if kind is asking.DoesNotAnswer:
            raise Refused(SILENT) from error
        if kind is asking.Refuses:
            raise Refused(str(error)) from error


class NoteAsk(ModelView):
    "Note to the Contact Center"

    __name__ = "contact_center.note.ask"
    key = fields.Char("Key", required=True, readonly=True)
    party = fields.Many2One("party.party", "Party", required=True, readonly=True)
    text = fields.Text("Note", required=True)

    @classmethod
    def default_key(cls):
        return uuid.uuid4().hex


class NoteTold(ModelView):
    "Note in the Contact Center"

    __name__ = "contact_center.note.told"
    where = fields.Text("Where", readonly=True)


class NoteWizard(Wizard):
    "Write a Note to the Contact Center"

    __name__ = "contact_center.note"
    start_state = "ask"
    ask = StateView(
        "contact_center.note.ask",
        "contact_center.note_ask_view_form",
        [Button("Cancel", "end", "tryton-cancel"), Button("Send", "send", "tryton-ok", default=True)],
    )
    send = StateTransition()
    told = StateView(
        "contact_center.note.told",
        "contact_center.note_told_view_form",
        [Button("Close", "end", "tryton-close", default=True)],
    )

    def default_ask(self, names):
        return {"party": self.record.id}

    def transition_send(self):
        """Sent again after no answer, it has the same key: it is written once."""
        User = Pool().get("res.user")
        with in_words():
            body = {**named(self.ask.party), "by": User(Transaction().user).name, "text": self.ask.text.strip()}
            self.told.where = PLACES[asking.post("notes", body, self.ask.key)["place"]]
        return "told"

    def default_told(self, names):
        return {"where": self.told.where}


PLACES = {
    "conversation": "Somebody is in contact with the customer: your note stands in their conversation.",
    "customer": "Your note stands beside the customer.",
}


def company_zone():
    company = Transaction().context.get("company")
    if company is None or company < 0:
        return ZoneInfo("UTC")
    try:
        Company = Pool().get("company.company")
    except KeyError:
        return ZoneInfo("UTC")
    return ZoneInfo(Company(company).timezone or "UTC")


def as_text(told, zone):
    """Field by field, a line for each thing."""
    if not told["customers"]:
        return dict.fromkeys(NAMES, UNKNOWN)
    names = {one["id"]: one["name"] for one in told["customers"]}

    def at(text):
        return datetime.fromisoformat(text).astimezone(zone).strftime("%Y-%m-%d %H:%M")

    def whose(one):
        return names.get(one["customer"], "") if len(names) > 1 else ""

    def line(*parts):
        return "  ".join(part for part in parts if part)

    def kind(one):
        return "promised" if one["promised"] else "to do"

    def due(one):
        return f"due {at(one['due_at'])}" if one["due_at"] else ""

    def going(one):
        return "" if one["state"] == "closed" else one["state"]

    promised = {one["id"] for one in told["promises"]}
    first = told["next_action"]
    to_do = ([first] if first and first["id"] not in promised else []) + told["promises"]
    return {
        "contact_center_next": lines(
            line(at(one["due_at"]), kind(one), one["subject"], one["owner"], whose(one)) for one in to_do
        ),
        "contact_center_cases": lines(
            line(one["number"], one["state"], one["title"], one["owner"], due(one), whose(one)) for one in told["cases"]
        ),
        "contact_center_history": lines(
            line(at(one["began_at"]), one["channel"], one["subject"] or "(not shown here)", one["agent"], going(one),
                 whose(one))
            for one in told["contacts"]
        ),
        "contact_center_consent": lines(
            line(one["purpose"], one["state"], one["channel"], one["address"], at(one["at"]))
            for one in told["consents"]
        ),
    }  # fmt: skip


def lines(found):
    return "\n".join(" ".join(one.split("\n")) for one in found) or NOTHING
