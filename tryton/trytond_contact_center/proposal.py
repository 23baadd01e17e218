# SPDX-License-Identifier: GPL-3.0-or-later
# mypy: ignore-errors
"""What a contact centre asked for, each act once: the unique key and the act are one transaction."""

from __future__ import annotations

import json

from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.rpc import RPC, RPCReturnException
from trytond.transaction import Transaction

from .acts import ACTS, Refused, offered


class TakenBack(RPCReturnException):
    """A preview: Tryton rolls back, and answers with what would have stood."""

    def __init__(self, result) -> None:
        super().__init__()
        self._result = result

    def result(self):
        return self._result


class Proposal(ModelSQL, ModelView):
    "Proposal of the Contact Center"

    __name__ = "contact_center.proposal"
    key = fields.Char("Key", required=True, readonly=True)
    kind = fields.Char("Kind", required=True, readonly=True)
    asked_by = fields.Char("Asked by", readonly=True)
    record = fields.Char("Record", readonly=True)
    outcome = fields.Text("Outcome", readonly=True)
    undone = fields.Boolean("Undone", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        table = cls.__table__()
        cls._sql_constraints += [("key_unique", Unique(table, table.key), "ir.msg_unique")]
        cls.__rpc__.update(
            offers=RPC(),
            lookup=RPC(),
            preview=RPC(readonly=False),
            perform=RPC(readonly=False),
        )
        for method in ("create", "write", "delete", "copy"):
            cls.__rpc__.pop(method, None)

    @classmethod
    def offers(cls):
        return offered()

    @classmethod
    def lookup(cls, key):
        """What was done under `key`; None where nothing was, or nothing yet."""
        found = cls.search([("key", "=", key)], limit=1)
        return json.loads(found[0].outcome) if found else None

    @classmethod
    def preview(cls, kind, payload):
        raise TakenBack(cls._act(kind, payload))

    @classmethod
    def perform(cls, key, kind, payload, asked_by=""):
        known = cls.lookup(key)
        if known is not None:
            return known
        # The key first: whoever comes second with it waits for this transaction here, and then does nothing.
        (proposal,) = cls._ours("create", [{"key": key, "kind": kind, "asked_by": asked_by, "outcome": "null"}])
        outcome = cls._act(kind, payload)
        cls._ours("write", [proposal], {"record": outcome["record"], "outcome": json.dumps(outcome)})
        return outcome

    @classmethod
    def _act(cls, kind, payload):
        if kind == "undo":
            return cls._undo(payload["key"])
        if kind not in offered():
            raise Refused("This Tryton has no module for that.")
        return ACTS[kind](payload).outcome()

    @classmethod
    def _undo(cls, key):
        found = cls.search([("key", "=", key)], limit=1)
        if not found or found[0].undone:
            raise Refused("There is nothing to undo.")
        done = json.loads(found[0].outcome)
        if not done.get("undo"):
            raise Refused("This cannot be undone.")
        outcome = ACTS[found[0].kind].undo(done).outcome()
        cls._ours("write", found, {"undone": True})
        return {**outcome, "undo": None}

    @classmethod
    def _ours(cls, method, *arguments):
        """Our own rows need no right of the user's; what the act touches does."""
        with Transaction().set_context(_check_access=False):
            return getattr(cls, method)(*arguments)
