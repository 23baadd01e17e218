"""Samples of administration: people, channel accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from agent_ui.admin.channels import compose as channel_compose
from agent_ui.admin.channels.compose import FormChoices
from agent_ui.admin.channels.views import (
    ChannelAccountLine,
    ChannelAccountsView,
    ChannelAccountView,
    ChannelChoice,
)
from agent_ui.admin.people import compose
from agent_ui.admin.people import words as said
from agent_ui.admin.people.compose import Choices
from agent_ui.admin.people.views import LeavingView, LinkView, PeopleView, PersonLine, PersonView
from agent_ui.frame.page import Page
from agent_ui.gallery.people import sample_id
from agent_ui.views import UndoView
from agent_ui.views.common import FilterChoice
from agent_ui.words.languages import Words
from channels.connecting.errors import SettingNotUsable
from channels.declaring import ConnectionFinding, Grade
from channels.email.wiring import EmailChannel
from channels.voice.wiring import VoiceChannel
from contact_center.directory.domain import Role
from contact_center.directory.errors import EmailTaken
from contact_center.directory.people.domain import NewPerson, PeopleAct, PersonAccount, PersonState, WorkOf
from contact_center.directory.people.importing import PeopleRow, PersonOutcome, RowTrouble
from contact_center.interactions.domain import AccountRow

REPAIRS, ORDERS = sample_id(701), sample_id(702)
"""Queues."""


def people(words: Words, now: datetime) -> PeopleView:
    states = said.states(words)

    def line(n: int, name: str, login: str, state: PersonState, **more: Any) -> PersonLine:
        known = {"role": "Agent", "team": "Repairs", "title": "", "queues": "Repairs, Orders", "email": None}
        given = {"last_seen": now - timedelta(minutes=n), **known, **more}
        return PersonLine(href=f"/admin/people/{sample_id(n)}", name=name, login=login, state=state,
                          said=states[state], **given)  # fmt: skip

    return PeopleView(
        (
            line(1, "Mei Chen", "mei", PersonState.ACTIVE, title="Senior agent", email="mei@kiln.example"),
            line(2, "Sam Ortiz", "sam", PersonState.ACTIVE, role="Supervisor", queues="all 6"),
            line(3, "許家豪", "hao", PersonState.OFF, queues="–"),
            line(4, "Ida Berg", "ida@kiln.example", PersonState.INVITED, team="", last_seen=None),
        ),
        "", (FilterChoice("agent", "Agent"),), (FilterChoice("Repairs", "Repairs"), FilterChoice("帳務", "帳務")),
        (FilterChoice("active", "active"),), more="/admin/people?after=1",
        undo=UndoView("Mei Chen was saved.", "/admin/people/acts/1/undo"),
    )  # fmt: skip


def _mei(now: datetime) -> PersonAccount:
    return PersonAccount(
        sample_id(1), "mei", "Mei Chen", "mei@kiln.example", "agent", "en", True, False, "Senior agent", "Repairs",
        "+886 2 5555 0101", now - timedelta(days=300), invited=False,
    )  # fmt: skip


def _choices(now: datetime) -> Choices:
    return Choices(
        {REPAIRS: "Repairs", ORDERS: "Orders 訂單"}, ("kettles", "Deutsch"), ("Repairs", "帳務"), [_mei(now)]
    )


def person(words: Words, now: datetime) -> PersonView:
    mei = _mei(now)
    typed = compose.typed_of(mei, WorkOf(frozenset([REPAIRS]), {"kettles": 4}))
    view = compose.form(words, mei, typed | {"email": "nobody"}, _choices(now), EmailTaken(field="email"))
    link = LinkView(mei.name, "https://desk.kiln.example/key/once", False, now + timedelta(days=3))
    return replace(view, facts=("here since 2026-02-03", "last seen 3 min ago"), sessions=2, link=link)


def new_person(words: Words, now: datetime) -> PersonView:
    return compose.form(words, None, {"role": "agent", f"queue.{REPAIRS}": "on"}, _choices(now))


def leaving() -> LeavingView:
    return LeavingView(
        "許家豪", f"/admin/people/{sample_id(3)}", ("2 conversations in hand or waiting", "3 open tasks"),
        ("They are signed out everywhere at once.",), ((str(sample_id(1)), "Mei Chen · Repairs"),),
        trouble="Nobody active here can take this.",
    )  # fmt: skip


def import_people(words: Words, now: datetime) -> Any:
    rows = [
        PeopleRow(2, PersonOutcome.NEW, "Lin Jiaying", "lin@kiln.example", new=NewPerson("Lin Jiaying", Role.AGENT)),
        PeopleRow(3, PersonOutcome.CHANGED, "Mei Chen", "mei", changes=("team", "queues")),
        PeopleRow(4, PersonOutcome.WRONG, "王小明", "wang", "role", RowTrouble.ROLE_UNKNOWN, "boss"),
    ]
    past = [
        PeopleAct(sample_id(9), "import", None, "user:1", now - timedelta(hours=2), None, {"new": [1], "changed": []})
    ]
    link = LinkView("Lin Jiaying", "https://desk.kiln.example/key/once", True, now + timedelta(days=3))
    return compose.import_view(words, "name,login\n", rows, past, now, invited=[link])


def channel_accounts(now: datetime) -> ChannelAccountsView:
    return ChannelAccountsView(
        (
            ChannelAccountLine(
                "/admin/channels/1", "email", "Service desk", "care@kiln.example", "E-mail, general", True,
                now - timedelta(minutes=3), now - timedelta(minutes=9), 2, 0,
            ),
            ChannelAccountLine(
                "/admin/channels/2", "sms", "簡訊專線", "+886 900 000 001", "Orders", False, now - timedelta(days=2),
                None, 0, 3, "the carrier answers 503", simulated=True,
            ),
            ChannelAccountLine(
                "/admin/channels/3", "webchat", "Shop", "shop", "as routing has it", True, None, None, 0, 0
            ),
        ),
        tuple(ChannelChoice(one, f"/admin/channels/new?channel={one}") for one in ("email", "sms", "webchat", "voice")),
    )  # fmt: skip


MAILBOX = {"imap_host": "imap.kiln.example", "smtp_host": "smtp.kiln.example"}


def channel_account(words: Words, now: datetime) -> ChannelAccountView:
    row = AccountRow(
        sample_id(1), sample_id(2), "email", "Service desk", "care@kiln.example", MAILBOX, b"sealed", REPAIRS,
        active=True,
    )  # fmt: skip
    kind, near = EmailChannel(), FormChoices({REPAIRS: "Repairs"}, [row], {})
    found = [
        ConnectionFinding(Grade.GOOD, "mail_read", {"server": "imap.kiln.example:993", "folder": "INBOX"}),
        ConnectionFinding(Grade.NOTE, "mail_no_folder", {"folder": "Sent", "folders": "INBOX, Gesendet"}),
        ConnectionFinding(
            Grade.WRONG, "mail_not_sent_refused", {"server": "smtp.kiln.example:587", "why": "535 Bad credentials"}
        ),
    ]  # fmt: skip
    view = channel_compose.form(
        words, kind, channel_compose.typed_of(kind, row), near, row=row, wrong=SettingNotUsable(field="smtp_port")
    )
    return replace(
        view, findings=channel_compose.findings(words, found), next_step="At Twilio, enter this address:",
        to_copy="https://desk.kiln.example/webhooks/1", line=channel_accounts(now).lines[0],
    )  # fmt: skip


def new_channel_account(words: Words) -> ChannelAccountView:
    kind = EmailChannel()
    return channel_compose.form(words, kind, channel_compose.fresh(kind), FormChoices({REPAIRS: "Repairs"}, [], {}))


def trunk_account(words: Words) -> ChannelAccountView:
    said = {"provider": "sip", "sip_host": "sip.example.com", "sip_user": "kiln"}
    row = AccountRow(
        sample_id(3), sample_id(2), "voice", "Own line", "+886 2 2736 1234", said, b"sealed", None, active=True
    )
    found = [
        ConnectionFinding(
            Grade.WRONG, "trunk_refuses", {"host": "sip.example.com", "port": 5060, "why": "403 Forbidden"}
        ),
        ConnectionFinding(Grade.NOTE, "trunk_no_speech", {"program": "espeak-ng"}),
    ]
    kind = VoiceChannel()
    view = channel_compose.form(
        words, kind, channel_compose.typed_of(kind, row), FormChoices({REPAIRS: "Repairs"}, [row], {}), row=row
    )
    return replace(view, findings=channel_compose.findings(words, found))


def pages(page: Page, words: Words, now: datetime) -> dict[str, tuple[str, Page, dict[str, Any]]]:
    """By the gallery's names."""
    return {
        "people": ("admin/people.html", page, {"people": people(words, now)}),
        "person": ("admin/person.html", page, {"person": person(words, now)}),
        "person-new": ("admin/person.html", page, {"person": new_person(words, now)}),
        "leaving": ("admin/leaving.html", page, {"leaving": leaving()}),
        "channel-accounts": ("admin/channels.html", page, {"channels": channel_accounts(now)}),
        "channel-account": ("admin/channel_account.html", page, {"account": channel_account(words, now)}),
        "channel-account-new": ("admin/channel_account.html", page, {"account": new_channel_account(words)}),
        "channel-account-trunk": ("admin/channel_account.html", page, {"account": trunk_account(words)}),
        "people-import": ("admin/people_import.html", page, {"view": import_people(words, now)}),
    }
