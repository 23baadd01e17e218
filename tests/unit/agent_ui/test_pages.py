"""Every page and every fragment renders in both languages, and hostile text stays text."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from agent_ui.commands.views import CommandsView
from agent_ui.frame import keys
from agent_ui.frame.page import ErrorView, Live, Page, Place
from agent_ui.frame.render import HERE, AssetAddresses, Renderer, marked, paragraphs
from agent_ui.frame.views import NoticeView
from agent_ui.gallery import (
    admins,
    agent_days,
    api_keys,
    articles,
    boards,
    call_flows,
    case_types,
    cases,
    codes,
    commands,
    day,
    dialogs,
    door,
    embedded,
    erp_connections,
    floor,
    guides,
    imports,
    listed,
    macros,
    merging,
    people,
    privacy,
    profiles,
    proposals,
    quality,
    ratings,
    records,
    reports,
    routing,
    sign_in,
    snippets,
    starting,
    webhooks,
    work,
    work_listed,
)
from agent_ui.gallery.channels import CHANNELS
from agent_ui.signin.views import CodeView, SignInView
from agent_ui.views import (
    Alert,
    CallState,
    DraftFileView,
    LinkCustomerView,
    MessageView,
    OfferState,
    ReturnedTransferView,
    Tab,
    UndoView,
)
from agent_ui.views.company import ColleagueHere, CompanyView, Doing
from agent_ui.wiring import TEMPLATE_NAMES
from contact_center.kernel.contracts.channels import Delivery
from contact_center.kernel.ids import MessageId
from tests.unit.agent_ui.conftest import NOW

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>' {{ 7*7 }} \u202eidle " + "長" * 400
PAGE = Page(
    "Kiln & Co",
    "token",
    "Mei",
    tuple(Place),
    Place.WORK,
    cursor=7,
    live=Live.CONSOLE,
    frame=work.frame_offer(NOW),
    refresh="/console/refresh",
    demo="All simulated.",
)


def fragments(now: datetime) -> dict[str, dict[str, Any]]:
    """Template → its views: every template that is not a component or a base."""
    chat, call, offer = work.chat(now), work.call(now), work.offer(now)
    words = Renderer(AssetAddresses({"icons/icons.svg": "icons.svg"}), TEMPLATE_NAMES, channels=CHANNELS).words(
        "en", now
    )
    thread = {"thread": call, "customer_view": people.several(now), "wrap_ups_view": (work.wrap_up(now),)}
    return {
        "sign_in.html": {"sign_in": SignInView("mei", "Wrong.", "/console", (("away", "Away"),), (("mei", "agent"),))},
        "signin/code.html": {"code": CodeView(paper=False, error="Not right.")},
        "signin/set_up.html": {"set_up": sign_in.set_up("Not right.")},
        "signin/recovery.html": {"fresh": sign_in.recovery()},
        "signin/refused.html": {"why": "The provider says no."},
        "signin/tried.html": {"tried": sign_in.tried()},
        "account/second_factor.html": {"factor_view": sign_in.own(now)},
        "admin/sign_in.html": {"settings": sign_in.settings()},
        "error.html": {"error": ErrorView(404, "not_found", "Nothing here.", "detail", "id", (("name", "is empty"),))},
        "console/page.html": {"console": work.console_call(now)},
        "console/open.html": thread,
        "console/closed.html": {},
        "admin/limits.html": {"limits": proposals.limits()},
        "proposals/page.html": {"proposals": proposals.listed(now)},
        "proposals/one.html": {"proposal": proposals.waiting(now)},
        "proposals/state.html": {"proposal": proposals.done(now)},
        "proposals/choose.html": {"choices": proposals.choices()},
        "proposals/form.html": {"form": proposals.form("return")},
        "proposals/preview.html": {"shown": proposals.shown()},
        "records/page.html": {"record": records.order(now)},
        "records/panel.html": {"record": records.order(now, beside="x")},
        "console/work.html": {"work": work.work(now)},
        "console/customer_tab.html": {"customer_view": people.customer(now, Tab.ORDERS)},
        "console/refresh.html": {"console": work.console_offer(now), "frame": work.frame_offer(now)},
        "frame/refresh.html": {"frame": work.frame_call(now)},
        "console/transfer.html": {"transfer": dialogs.transfer(now)},
        "console/formatted.html": {"shown": Markup("<p>Hello</p>"), "subject": "Order"},
        "console/link.html": {"link": LinkCustomerView(work.CHAT, "Lin", "lin@x.example")},
        "console/link_found.html": {"interaction": work.CHAT, "choices": people.several(now).choices, "asked": True},
        "console/verify.html": {"verify": dialogs.verify()},
        "console/verify_asked.html": {"verify": dialogs.verify_locked()},
        "customers/consent.html": {
            "consent_table": profiles.consents(now, beside=True),
            "consent_of": profiles.LIN,
            "customer_name": "林佳穎",
        },
        "customers/consented.html": {
            "consent_table": profiles.contact_consents(now),
            "undo": UndoView("Marketing, 0912 345 081: agreed.", "/customers/x/consent/y/undo"),
        },
        "console/sign_out.html": {"sign_out": dialogs.sign_out(now)},
        "frame/keys.html": {"keys": keys.keys(words, takes_work=True, on_console=True, places=tuple(Place))},
        "home/page.html": {"home": day.home(now)},
        "home/body.html": {"home": day.home(now)},
        "macros/offered.html": {"macros": macros.offered()},
        "admin/privacy.html": {"privacy": privacy.page()},
        "admin/person_data.html": {"person": privacy.person()},
        "admin/retention.html": {"retention": privacy.retention()},
        "admin/keys.html": {"keys": api_keys.page()},
        "admin/api.html": {"api": api_keys.api()},
        "admin/webhooks.html": {"webhooks": webhooks.listed(NOW)},
        "admin/webhook.html": {"webhook": webhooks.one(NOW)},
        "admin/codes.html": {"codes": codes.page()},
        "admin/code.html": {"code": codes.form()},
        "admin/macros.html": {"macros": macros.page()},
        "snippets/offered.html": {"snippets": snippets.offered()},
        "assisting/offered.html": {"assist": guides.assist()},
        "assisting/answered.html": {"assisted": guides.assisted()},
        "admin/assistant.html": {"assistant": guides.assistant()},
        "admin/call_flows/list.html": {"call_flows": call_flows.listed(NOW)},
        "admin/call_flows/flow.html": {"flow": call_flows.page(words)},
        "admin/call_flows/try.html": {"tried": call_flows.trying(words)},
        "admin/guides.html": {"guides": guides.queues()},
        "admin/guide.html": {"guide": guides.page()},
        "console/push/wrap_case.html": {
            "segment": work.wrap_up(NOW).segment,
            "interaction": work.CALL,
            "opens": guides.call_work().opens,
        },
        "console/push/guides.html": {"interaction": work.CALL, "guides": (*guides.beside(), *guides.asked("number"))},
        "admin/snippets.html": {"snippets": snippets.page()},
        "admin/signatures.html": {"signatures": snippets.signatures(NOW)},
        "starting/page.html": {"starting": starting.message(now)},
        "starting/found.html": {"addressees": starting.found("lin")},
        "starting/way.html": {"way": starting.sms(now)},
        "starting/note.html": {"note": starting.note()},
        "starting/call.html": {"new_call": starting.new_call({"customer": "x"})},
        "starting/call_way.html": {"way": starting.call_refused()},
        "starting/keypad.html": {},
        "starting/devices.html": {},
        "starting/chat.html": {"chat": starting.chat()},
        "tasks/page.html": {"task_list": day.task_list(now)},
        "tasks/list.html": {"task_list": day.task_list(now)},
        "tasks/one.html": {"task": day.task(now)},
        "tasks/whole.html": {"task": day.task(now)},
        "tasks/asked.html": {"task": day.task(now)},
        "tasks/new.html": {"new_task": day.new_task()},
        "tasks/when.html": {"when": "Friday 10:00", "theirs": "Fri 03:00 for the customer"},
        "frame/push/mentions.html": {"count": 1, "lines": day.home(now).mentions},
        "console/older.html": {"items": work.older(now), "older": "/console/interactions/1/older?before=1"},
        "frame/push/reminded.html": {"line": day.lines(now)[1]},
        "commands/found.html": {"commands": commands.found("moss")},
        "commands/page.html": {"commands": CommandsView("moss", (commands.said(),))},
        "console/park.html": {"park": dialogs.park(now)},
        "console/send_later.html": {"later": dialogs.later(now)},
        "console/push/item_gone.html": {"message": work.CHAT},
        "console/push/kept_files.html": {
            "interaction": work.CHAT,
            "files": (DraftFileView(work.CHAT, "plan.pdf", 82_140),),
        },
        "console/closing.html": {"closing": dialogs.closing(now)},
        "console/push/undo.html": {"undo": UndoView("Closed.", "/console/interactions/1/reopen")},
        "frame/push/handed_back.html": {"handed": ReturnedTransferView(work.CHAT, "Tom Hale came back.")},
        "console/explanation.html": {"explanation": dialogs.explanation(now)},
        "console/push/row.html": {"row": work.work(now).groups[0].rows[0]},
        "console/push/work.html": {"work": work.work(now)},
        "console/push/item.html": {"interaction": work.CHAT, "item": chat.items[1]},
        "console/push/item_changed.html": {"interaction": work.CHAT, "item": chat.items[2]},
        "console/push/company.html": {
            "interaction": work.CHAT,
            "company": CompanyView((ColleagueHere("<b>Wei", Doing.NOTE), ColleagueHere("王小明")), 2),
        },
        "console/push/typing.html": {"interaction": work.CHAT, "who": "林佳穎"},
        "frame/push/alert.html": {"alert": Alert("Repairs: 5 wait, 3:42")},
        "frame/push/offer.html": {"offer": offer},
        "frame/push/offer_answered.html": {"segment": offer.segment},
        "account/notifications.html": {"notifications": boards.notifications()},
        "frame/push/count.html": {"count": 3},
        "frame/push/forced.html": {"said": "Sam set you to Away.", "why": "A break"},
        "supervisor/serving.html": {"serving": boards.serving()},
        "supervisor/serving_again.html": {"serving": boards.serving()},
        "frame/push/floor.html": {
            "floor": dataclasses.replace(floor.agents(now), raised=floor.supervisors(now).raised)
        },
        "floor/ask.html": {"ask": floor.ask()},
        "floor/write.html": {"write": floor.write()},
        "floor/sent.html": {"sent": floor.sent()},
        "floor/sent_again.html": {"sent": floor.sent()},
        "frame/push/notice.html": {"notice": NoticeView("message", "m1", "林佳穎", "Web chat", "/console?c=1")},
        "frame/push/presence.html": {"presence": work.presence(now, busy=True)},
        "console/push/call.html": {"call": work.call_view(now, CallState.HELD), "thread": call},
        "console/push/top.html": {"thread": call},
        "frame/push/line.html": {"call": work.call_view(now)},
        "console/push/bottom.html": {"thread": chat},
        "console/push/drafts.html": {"interaction": work.CHAT, "drafts": work.drafts(now)},
        "console/push/due.html": {"interaction": work.CHAT, "due": None},
        "console/push/wrap_ups.html": {"wrap_ups_view": (work.wrap_up(now),)},
        "console/push/wrap_up_due.html": {"wrap_up": work.wrap_up(now)},
        "console/push/customer.html": {"customer_view": people.customer(now)},
        "supervisor/page.html": {"board": boards.board(now)},
        "supervisor/tv.html": {"board": boards.board(now)},
        "supervisor/board.html": {"board": boards.board(now)},
        "supervisor/control.html": {"control": boards.control(now)},
        "supervisor/closing.html": {"closing": boards.closing(now)},
        "supervisor/listening.html": {"listening": boards.listening()},
        "supervisor/explanation.html": {"explanation": dialogs.explanation(now)},
        "supervisor/made_of.html": {"made_of": boards.made_of(now)},
        "supervisor/piece.html": {"piece": boards.piece(now)},
        "importing/begin.html": {"imports": imports.imports(now)},
        "importing/import.html": {"view": imports.checked(now)},
        "importing/mail_begin.html": {"imports": imports.mail_imports(now)},
        "importing/mail_import.html": {"view": imports.mail_checked(now)},
        "customer_list/list.html": {"list": listed.customer_list(now)},
        "customer_list/changed.html": {"undo": UndoView("3 customers changed.", "/undo"), "address": "/customers"},
        "work_list/blocked.html": {"blocked": work_listed.blocked(now)},
        "work_list/list.html": {"list": work_listed.work_list(now)},
        "work_list/changed.html": {"done": work_listed.done(), "address": "/conversations"},
        "merging/pairs.html": {"pairs": merging.pairs()},
        "merging/compare.html": {"compare": merging.compare()},
        "merging/perhaps.html": {"perhaps": merging.perhaps()},
        "merging/decided.html": {"undo": UndoView("Kept.", "/customers/1/one/2"), "one": "1", "other": "2"},
        "customers/row.html": {"row": profiles.details().rows[0], "customer": profiles.LIN},
        "customers/form.html": {"form": profiles.form(), "customer": profiles.LIN, "beside": None},
        "customers/refused.html": {"form": profiles.refused(), "customer": profiles.LIN, "beside": work.CHAT},
        "customers/profile.html": {"details": profiles.details(), "head": profiles.head(), "saved": True},
        "customers/suggested.html": {"names": ["Moss Lane Café"]},
        "customers/older.html": {"trail": profiles.trail(now)},
        "customers/said.html": {"items": chat.items, "recording": "/recordings/1", "withheld": False},
        "customers/changed.html": {"customers": [profiles.LIN]},
        "customers/page.html": {"customer_page": profiles.customer_page(now)},
        "admin/page.html": {"admin": boards.admin(now)},
        "account/page.html": {"account": boards.account(now)},
        "account/key.html": {"key": boards.key()},
        "admin/fields.html": {"fields": profiles.fields()},
        "admin/identity.html": {"identity": profiles.identity()},
        "admin/following.html": {"following": boards.following(now)},
        "admin/warehouse.html": {"warehouse": boards.warehouse(now)},
        "admin/audit.html": {"audit": boards.audit(now)},
        "cases/board.html": {"board": cases.listed()},
        "cases/quality.html": {"quality": cases.quality()},
        "cases/quality_cases.html": {"quality": cases.behind()},
        "cases/page.html": {"board": cases.board(current=True), "case": cases.case(now)},
        "knowledge/list.html": {"list": articles.listed()},
        "knowledge/article.html": {"article": articles.article()},
        "knowledge/editor.html": {"editor": articles.editor()},
        "knowledge/preview.html": {"shown": articles.article().texts[0].html},
        "knowledge/versions.html": {"versions": articles.versions()},
        "knowledge/gaps.html": {"gaps": articles.gaps()},
        "knowledge/categories.html": {"categories": articles.categories()},
        **{f"knowledge/{name}.html": {"suggestions": articles.suggestions()} for name in ("beside", "find", "found")},
        **{template: views for template, _, views in articles.help_pages().values()},
        **{template: views for template, _, views in door.pages(now).values()},
        "admin/calls_out.html": {"calling": starting.policy()},
        "admin/erp.html": {"erp": erp_connections.mapped(NOW)},
        "admin/care.html": {"care": ratings.policy()},
        "ratings/list.html": {"ratings": ratings.listed(now)},
        "supervisor/report.html": {"report": reports.day(words)},
        "agent_day/page.html": {"day": agent_days.whole(words)},
        **{template: views for template, _, views in quality.pages(words, PAGE).values()},
        "ratings/rate.html": {"rate": ratings.rate()},
        "embedded/timeline.html": {"timeline": embedded.whole(now)},
        "cases/done.html": {
            "undo": UndoView("Linked.", "/cases/1/undo"),
            "said": "Linked.",
            "case": people.sample_id(1),
        },
        **{name: {"dialog": dialog} for name, dialog in cases.dialogs().items()},
        **routing_pages(now),
    }


def routing_pages(now: datetime) -> dict[str, dict[str, Any]]:
    words = Renderer(AssetAddresses({"icons/icons.svg": "icons.svg"}), TEMPLATE_NAMES, channels=CHANNELS).words(
        "en", now
    )
    case_type = {
        "admin/case_types.html": {"types": case_types.listed(words)},
        "admin/case_type.html": {"type": case_types.one(words, now)},
    }
    admin = {template: views for template, _, views in reversed(admins.pages(PAGE, words, now).values())}
    pages = case_type | admin | {template: views for template, _, views in routing.Samples(words, PAGE).all().values()}
    return pages | routing.parts(now)


def test_every_template_is_rendered_here() -> None:
    folder = HERE / "templates"
    found = {str(path.relative_to(folder)) for path in folder.rglob("*.html")}
    kept = {name for name in found if not name.startswith("components/") and name != "base.html"}
    assert set(fragments(NOW)) == kept


def hostile(value: Any) -> Any:
    """The same views with every text replaced by one that means harm."""
    if isinstance(value, Markup) or value is None:
        return value
    if type(value) is str:
        return HOSTILE
    if isinstance(value, tuple):
        return tuple(hostile(one) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type) and type(value).__name__ != "Money":
        changed = {f.name: hostile(getattr(value, f.name)) for f in dataclasses.fields(value) if f.init}
        return dataclasses.replace(value, **changed)
    return value


class Reader(HTMLParser):
    """Counts what must never come from data, and checks that tags close."""

    VOID = frozenset(["meta", "link", "input", "br", "img", "hr", "rect", "path", "use", "audio"])

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str | None] = []
        self.handlers: list[str] = []
        self.styles = 0
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script":
            self.scripts.append(given.get("src"))
        self.handlers += [name for name in given if name.startswith("on")]
        self.styles += "style" in given or tag == "style"
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes the wrong element"


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
@pytest.mark.parametrize("name", sorted(fragments(NOW)))
def test_a_template_renders_whole_and_without_inline_code(renderer: Renderer, name: str, language: str) -> None:
    html = renderer.page(name, PAGE, language=language, now=NOW, **fragments(NOW)[name])
    found = read(html)
    assert all(found.scripts), "no inline script"
    assert (found.handlers, found.styles) == ([], 0)
    if "push" not in name:
        assert len(found.ids) == len(set(found.ids)), "ids are unique"


@pytest.mark.parametrize("name", sorted(fragments(NOW)))
def test_hostile_text_stays_text(renderer: Renderer, name: str) -> None:
    views = {key: hostile(value) for key, value in fragments(NOW)[name].items()}
    html = renderer.page(name, PAGE, language="en", now=NOW, **views)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "49" not in re.findall(r"\{\{ (.*?) \}\}", html)
    found = read(html)
    assert found.handlers == []
    assert all(source and source.startswith("/assets/") for source in found.scripts)


def parts_of(value: Any) -> Iterator[Any]:
    """It and every view and fact in it."""
    if isinstance(value, tuple):
        for one in value:
            yield from parts_of(one)
    elif dataclasses.is_dataclass(value):
        yield value
        for one in dataclasses.fields(value):
            yield from parts_of(getattr(value, one.name))


def test_each_text_of_an_erp_has_a_sample_so_that_a_hostile_one_is_drawn() -> None:
    given: dict[str, bool] = {}
    for fact in parts_of(people.erp_facts(NOW)):
        for one in dataclasses.fields(fact):
            if type(fact).__module__.endswith(".erp") and "str" in str(one.type):
                name = f"{type(fact).__name__}.{one.name}"
                given[name] = given.get(name, False) or bool(getattr(fact, one.name))
    assert "Order.customer_reference" in given
    assert [name for name, is_given in given.items() if not is_given] == [], "give it in agent_ui/gallery/people.py"


def test_no_file_uses_inline_style_or_handlers() -> None:
    for path in (HERE / "templates").rglob("*.html"):
        text = path.read_text()
        assert 'style="' not in text, path
        assert " hx-on" not in text, path


def test_an_offer_that_is_gone_says_who_took_it(renderer: Renderer) -> None:
    gone = dataclasses.replace(work.offer(NOW), state=OfferState.GONE, outcome="was taken by 陳怡君.")
    html = renderer.part("frame/push/offer.html", language="en", now=NOW, offer=gone)
    assert "was taken by 陳怡君." in html
    assert "data-offer" not in html


def test_idle_in_a_stored_explanation_is_of_that_moment(renderer: Renderer) -> None:
    told = dialogs.explanation(NOW)
    for later in (timedelta(0), timedelta(days=3)):
        html = renderer.part("console/explanation.html", language="en", now=NOW + later, explanation=told)
        assert re.findall(r'<td class="figure">([^<]+)</td>', html) == ["0:02", "–", "0:38", "0:41"]


def test_no_erp_fact_shows_before_the_customer_is_chosen(renderer: Renderer) -> None:
    html = renderer.part("console/push/customer.html", language="en", now=NOW, customer_view=people.several(NOW))
    assert "Choose one; orders and invoices are shown after that." in html
    assert "SO-20418" not in html


def test_an_old_fact_stays_readable_with_its_age(renderer: Renderer) -> None:
    view = people.customer(NOW, Tab.INVOICES)
    html = renderer.part("console/customer_tab.html", language="en", now=NOW, customer_view=view)
    assert "source-old" in html
    assert "3 h ago" in html
    assert "INV-3391" in html


def test_a_block_the_erp_does_not_have_is_never_shown_as_empty(renderer: Renderer) -> None:
    view = dataclasses.replace(people.claimed(NOW), tab=Tab.INVOICES)
    html = renderer.part("console/customer_tab.html", language="en", now=NOW, customer_view=view)
    assert "not available from Tryton" in html
    assert "No invoices." not in html


def test_a_failed_message_says_why_in_words(renderer: Renderer) -> None:
    item = MessageView(
        MessageId(people.sample_id(1)),
        NOW,
        "Mei",
        "x",
        outbound=True,
        delivery=Delivery.FAILED,
        failure="No such number.",
    )
    html = renderer.part("console/push/item.html", language="en", now=NOW, interaction=work.CHAT, item=item)
    assert "not sent" in html
    assert "No such number." in html


def test_a_tracking_address_must_be_https(renderer: Renderer) -> None:
    view = people.customer(NOW, Tab.DELIVERIES)
    assert view.erp is not None
    parcel = dataclasses.replace(view.erp.deliveries.items[0].parcels[0], tracking_url="javascript:alert(1)")
    sent = dataclasses.replace(view.erp.deliveries.items[0], parcels=(parcel,))
    erp = dataclasses.replace(view.erp, deliveries=dataclasses.replace(view.erp.deliveries, items=(sent,)))
    html = renderer.part(
        "console/customer_tab.html", language="en", now=NOW, customer_view=dataclasses.replace(view, erp=erp)
    )
    assert "javascript:" not in html


def test_references_are_marked_and_markup_in_text_is_not() -> None:
    assert marked("SO-20418 & <b>") == Markup('<a class="ref" href="/erp?q=SO-20418">SO-20418</a> &amp; &lt;b&gt;')


def test_blank_lines_part_paragraphs() -> None:
    assert paragraphs("a\nb\n\n \nc\n") == ["a\nb", "c"]


def test_icons_used_are_in_the_sprite_list() -> None:
    listed = {line.split("#")[0].strip() for line in (HERE / "icons.txt").read_text().splitlines()}
    used: set[str] = set()
    for path in (HERE / "templates").rglob("*.html"):
        used |= set(re.findall(r'icon\("([\w-]+)"', path.read_text()))
    for path in [*Path(HERE).glob("console/*.py")]:
        used |= set(re.findall(r'"((?:[a-z]+-)+[a-z]+)",?$', path.read_text(), re.MULTILINE)) & listed
    assert used <= listed


def test_a_clock_is_amber_in_its_last_quarter_and_red_after(renderer: Renderer) -> None:
    row = work.work(NOW).groups[0].rows[0]
    html = renderer.part("console/push/row.html", language="en", now=NOW, row=row)
    assert "1:48 left" in html
    later = NOW + timedelta(minutes=15)
    html = renderer.part("console/push/row.html", language="en", now=later, row=row)
    assert "late 13 min" in html
