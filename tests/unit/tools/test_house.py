"""Each rule of the house finds its bad sample and leaves the good one alone."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tools.house.channels import check_channel_names
from tools.house.code import check_code
from tools.house.cycles import check_cycles
from tools.house.length import LONGEST, check_length
from tools.house.names import check_names, counts
from tools.house.pasting import check_pasting
from tools.house.sql import check_sql
from tools.house.text import check_lock, check_template
from tools.house.wording import check_wording

SERVICE = "crm_core/customers/service.py"

BAD_CODE = [
    (SERVICE, "async def f(c):\n    await c.commit()\n", "unit of work"),
    (SERVICE, "def f(session):\n    session.rollback()\n", "unit of work"),
    (SERVICE, "from datetime import datetime, UTC\nx = datetime.now(UTC)\n", "Clock"),
    (SERVICE, "import datetime as dt\nx = dt.datetime.utcnow()\n", "Clock"),
    (SERVICE, "from datetime import date\nx = date.today()\n", "Clock"),
    (SERVICE, "import time\nx = time.time()\n", "Clock"),
    (SERVICE, "from time import time\n", "Clock"),
    (
        SERVICE,
        "from dataclasses import field\nfrom datetime import datetime\nx = field(default_factory=datetime.now)\n",
        "Clock",
    ),
    (SERVICE, "log.info(f'took {n}')\n", "constant"),
    (SERVICE, "logger.warning('took %s', n)\n", "constant"),
    (SERVICE, "self._log.error('took ' + n)\n", "constant"),
    (SERVICE, "log.exception('took {}'.format(n))\n", "constant"),
    ("contact_center/kernel/money.py", "import httpx\n", "standard library only, not httpx"),
    ("contact_center/kernel/money.py", "from contact_center.platform import db\n", "standard library only"),
]
GOOD_CODE = [
    ("contact_center/platform/unit_of_work.py", "async def f(c):\n    await c.commit()\n"),
    ("contact_center/demo/peers/erp_seed/seed.py", "def f(t):\n    t.commit()\n    x = date.today()\n"),
    ("contact_center/kernel/clock.py", "from datetime import datetime, UTC\nx = datetime.now(UTC)\n"),
    (SERVICE, "def f(clock):\n    return clock.now()\n"),
    (SERVICE, "import time\nbegan = time.monotonic()\n"),
    (SERVICE, "log.info('reply sent', seconds=n)\n"),
    (SERVICE, "form.error(f'{name} is missing')\n"),
    ("contact_center/kernel/money.py", "from decimal import Decimal\nfrom contact_center.kernel.ids import TenantId\n"),
]
BAD_TEMPLATES = [
    '<p style="color: red">late</p>',
    "<style>p { color: red }</style>",
    "<script>alert(1)</script>",
    '<script type="module">start()</script>',
    '<button onclick="go()">go</button>',
    '<a href="javascript:go()">go</a>',
]
GOOD_TEMPLATES = [
    '<p class="late">late</p>',
    '<script type="module" src="{{ asset("js/app.js") }}"></script>',
    '<script type="application/json" id="labels">{{ labels }}</script>',
    '<button type="button" data-on="press">go</button>',
    '{# no style="…" here #}<p>late</p>',
]
BAD_LOCKS = [
    ("requirements/product.txt", "--index-url https://mirror.example/simple\n"),
    ("requirements/product.txt", "httpx @ https://mirror.example/httpx-1.whl\n"),
    ("requirements/product.txt", "--find-links /srv/wheels\n"),
    ("package-lock.json", '  "resolved": "https://mirror.example/uplot.tgz",\n'),
    (".npmrc", "registry=mirror.example\n"),
]
GOOD_LOCKS = [
    ("requirements/product.txt", "httpx==0.28.1 \\\n    --hash=sha256:d909\n"),
    ("package-lock.json", '  "funding": { "url": "https://github.com/sponsors/someone" }\n'),
    (".npmrc", "omit-lockfile-registry-resolved=true\n"),
]


@pytest.mark.parametrize(("path", "source", "words"), BAD_CODE)
def test_code_that_breaks_a_rule_is_found_with_its_remedy(path: str, source: str, words: str) -> None:
    found = check_code(PurePosixPath(path), source)
    assert len(found) == 1
    assert words in found[0].words


@pytest.mark.parametrize(("path", "source"), GOOD_CODE)
def test_code_that_keeps_the_rules_is_left_alone(path: str, source: str) -> None:
    assert check_code(PurePosixPath(path), source) == []


@pytest.mark.parametrize("text", BAD_TEMPLATES)
def test_inline_style_and_script_are_found(text: str) -> None:
    assert [finding.line for finding in check_template(PurePosixPath("a.html"), f"<main>\n{text}\n")] == [2]


@pytest.mark.parametrize("text", GOOD_TEMPLATES)
def test_templates_that_keep_the_policy_are_left_alone(text: str) -> None:
    assert check_template(PurePosixPath("a.html"), text) == []


@pytest.mark.parametrize(("path", "text"), BAD_LOCKS)
def test_addresses_in_lock_files_are_found(path: str, text: str) -> None:
    assert check_lock(PurePosixPath(path), text)


@pytest.mark.parametrize(("path", "text"), GOOD_LOCKS)
def test_lock_files_without_addresses_are_left_alone(path: str, text: str) -> None:
    assert check_lock(PurePosixPath(path), text) == []


READS_CUSTOMERS = '"""Reads."""\nROW = "select name from crm.customer where id = %s"\n'
FILLED_IN = 'def f(c):\n    return f"select {c} from core.message m where m.id = %s"\n'
BAD_SQL = [
    ("crm_core/customers/service.py", READS_CUSTOMERS, "SQL stands in a `*store.py`"),
    ("channels/sms/service.py", FILLED_IN, "SQL stands in a `*store.py`"),
    ("routing/router/lease.py", 'LOCK = "select pg_try_advisory_lock(%s, %s)"\n', "SQL stands in a `*store.py`"),
    ("contact_center/platform/eventlog.py", 'TAIL = "select * from core.event"\n', "SQL stands in a `*store.py`"),
    ("contact_center/demo/company/seed.py", 'TABLE = "core.tenant"\n', "SQL stands in a `*store.py`"),
    ("agent_ui/console/store.py", READS_CUSTOMERS, "crm.customer belongs to crm_core/customers"),
    ("crm_core/consent/store.py", READS_CUSTOMERS, "crm.customer belongs to crm_core/customers"),
    ("routing/facts_queries.py", FILLED_IN, "core.message belongs to contact_center/interactions"),
    ("contact_center/directory/personal.py", 'TABLE = Table("core.message", "id")\n', "core.message belongs to"),
    (
        "routing/policy/queues_store.py",
        'NEW = "insert into routing.shift (id) values (%s)"\n',
        "routing.shift has no owner",
    ),
]
GOOD_SQL = [
    ("crm_core/customers/store.py", READS_CUSTOMERS),
    ("contact_center/interactions/reading/message_queries.py", FILLED_IN),
    ("contact_center/interactions/reading/contact_queries.py", FILLED_IN),
    ("crm_core/consent/personal.py", 'TABLE = Table("crm.consent", "kind value")\n'),
    ("contact_center/platform/lease.py", 'LOCK = "select pg_try_advisory_lock(%s)"\n'),
    ("contact_center/demo/past_store.py", FILLED_IN),
    (
        "contact_center/bootstrap/migrations/versions/2026_11_23_01_core.py",
        'op.execute("create table core.x (id int)")\n',
    ),
    (
        "crm_core/customers/service.py",
        '"""Nothing here says select name from crm.customer."""\nx = "Select a customer"\n',
    ),
    ("agent_ui/words/labels.py", 'x = {"interaction.closed": "Closed", "core.setting": "from the core"}\n'),
]


@pytest.mark.parametrize(("path", "source", "words"), BAD_SQL)
def test_sql_outside_its_owner_is_found_with_its_remedy(path: str, source: str, words: str) -> None:
    found = check_sql(PurePosixPath(path), source)
    assert len(found) == 1
    assert words in found[0].words


@pytest.mark.parametrize(("path", "source"), GOOD_SQL)
def test_sql_with_its_owner_is_left_alone(path: str, source: str) -> None:
    assert check_sql(PurePosixPath(path), source) == []


NAMED = [
    ("routing/x.py", 'limits = {"voice": 1}'),
    ("agent_ui/console/x.py", 'call = item.channel == "voice"'),
    ("agent_ui/admin/x.py", 'simulated = one.channel in ("sms", "email")'),
    ("contact_center/bootstrap/x.py", 'poll(ports.adapters["email"])'),
    ("contact_center/bootstrap/x.py", 'match account.channel:\n    case "email":\n        pass'),
    ("routing/x_store.py", "CALLS = \"select id from core.work_info n where n.channel = 'voice'\""),
    ("channels/email/x.py", 'other = "webchat"'),
    ("tools/x.py", 'make(channel="email")'),
]
UNNAMED = [
    ("channels/sms/x.py", 'CODE = "sms"'),
    ("agent_ui/words/labels.py", 'names = {"voice": "Phone", "sms": "SMS"}'),
    ("contact_center/demo/company/x.py", 'channel = "voice"'),
    ("crm_core/x.py", 'points = [one for one in found if one.kind == "email"]'),
    ("contact_center/directory/x.py", 'raise EmailTaken(email, field="email")'),
    ("routing/x.py", "calls = ports.adapters[row.channel].capabilities.media"),
]


@pytest.mark.parametrize(("path", "source"), NAMED)
def test_a_channel_named_outside_its_room_is_found(path: str, source: str) -> None:
    assert check_channel_names(PurePosixPath(path), source)


@pytest.mark.parametrize(("path", "source"), UNNAMED)
def test_a_channel_in_its_own_room_or_known_by_what_it_can_is_fine(path: str, source: str) -> None:
    assert check_channel_names(PurePosixPath(path), source) == []


STORE = "crm_core/customers/store.py"
PASTED = [
    'def f(w, names):\n    w.execute(f"insert into crm.customer ({names}) values (1)")\n',
    'def f(w, lock):\n    w.execute("select id from crm.customer" + (" for update" if lock else ""))\n',
    'def f(w, also):\n    w.execute("select id from crm.customer " + also)\n',
    "def f(w, name):\n    w.execute(\"select id from crm.customer where name = '%s'\" % name)\n",
    'def f(w, name):\n    w.execute("select {} from crm.customer".format(name))\n',
    'def f(w, sql, limit):\n    w.execute(sql + f" order by {limit}")\n',
    'def f(w):\n    w.execute("select a from crm.customer".replace("a", w.column))\n',
    "from psycopg import sql\n",
]
COMPOSED = [
    'COLUMNS = "id, name"\ndef f(w):\n    w.execute(f"select {COLUMNS} from crm.customer where id = %s", [1])\n',
    'import a\nFIND = a.SELECT + "where tenant_id = %s"\nHELD = FIND + " for update"\n',
    "def f(w, table):\n    w.execute(*compiled(select(table.c.id)))\n",
    'def f(word):\n    return f"choose from the list, where {word} stands"\n',
    'def f(n):\n    return f"{n} of them, ordered by name"\n',
]


@pytest.mark.parametrize("source", PASTED)
def test_pasted_sql_is_found_with_its_remedy(source: str) -> None:
    found = check_pasting(PurePosixPath(STORE), source)
    assert len(found) == 1
    assert "pasted" in found[0].words or "psycopg.sql" in found[0].words


@pytest.mark.parametrize("source", COMPOSED)
def test_sql_of_constants_and_composed_sql_are_left_alone(source: str) -> None:
    assert check_pasting(PurePosixPath(STORE), source) == []


def test_a_word_with_two_meanings_is_found_in_both_places() -> None:
    one = PurePosixPath("contact_center/kernel/contracts/erp.py"), "class Delivery:\n    pass\n"
    other = PurePosixPath("channels/sms/domain.py"), "x = 1\n\n\nclass Delivery:\n    pass\n"
    found = check_names([one, other])
    assert {(str(finding.path), finding.line) for finding in found} == {(str(one[0]), 1), (str(other[0]), 4)}
    assert "channels/sms/domain.py" in found[0].words


def test_words_of_one_place_and_private_ones_are_left_alone() -> None:
    one = PurePosixPath("channels/sms/domain.py"), "class Segment:\n    pass\n\n\nclass _Key:\n    pass\n"
    other = PurePosixPath("channels/email/domain.py"), "class Letter:\n    pass\n\n\nclass _Key:\n    pass\n"
    assert check_names([one, other]) == []


def test_ports_errors_and_the_demo_may_use_the_word_of_another_room() -> None:
    port = PurePosixPath("channels/sms/ports.py"), "class Accounts(Protocol):\n    pass\n"
    other = PurePosixPath("channels/email/ports.py"), "class Accounts(Protocol[T]):\n    pass\n"
    assert check_names([port, other]) == []
    assert counts(PurePosixPath("channels/sms/store.py"))
    assert not counts(PurePosixPath("channels/sms/errors.py"))
    assert not counts(PurePosixPath("contact_center/demo/peers/carrier/domain.py"))


IMPORTS_B = "from a import b\n"
HIDDEN = "def f():\n    from a.c import x\n    return x\n"
FOR_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a.c\n"


@pytest.mark.parametrize("closing", ["from a import c\n", "from .c import x\n", HIDDEN, FOR_TYPES])
def test_a_cycle_of_imports_is_found_however_it_is_closed(closing: str) -> None:
    package = PurePosixPath("a/__init__.py"), ""
    found = check_cycles([package, (PurePosixPath("a/c.py"), IMPORTS_B), (PurePosixPath("a/b.py"), closing)])
    assert [str(one.path) for one in found] == ["a/b.py"]
    assert "a.c → a.b → a.c" in found[0].words


def test_imports_that_come_to_an_end_are_no_cycle() -> None:
    parts = [("a/__init__.py", ""), ("a/b.py", "import os\nfrom a import d\n"), ("a/c.py", IMPORTS_B), ("a/d.py", "")]
    assert check_cycles((PurePosixPath(path), source) for path, source in parts) == []


BAD_WORDING = [
    (SERVICE, 'raise NoSuchCustomer(f"there is no {name} here")\n', "NoSuchCustomer says a sentence"),
    (SERVICE, 'raise errors.Unusable("write it in full")\n', "Unusable says a sentence"),
    (SERVICE, 'yield Problem(place, "is not known")\n', "a code is no sentence"),
    (SERVICE, 'told = Phrase(f"moved by {name}")\n', "a code is no sentence"),
    (SERVICE, 'audit(work, why="its time is over")\n', "why is a sentence"),
    (SERVICE, "title = type(error).__doc__\n", "a docstring is for who reads the code"),
    (
        "routing/flow/model.py",
        'from pydantic import AfterValidator\nraise ValueError("is empty; write one")\n',
        "ValueError",
    ),
    ("channels/email/parse.py", 'raise Unparseable("the mail is empty")\n', "Unparseable says a sentence"),
    ("erp_link/client.py", 'raise GiveUp(f"Tryton answered {status}")\n', "GiveUp says a sentence"),
    ("routing/rehearsal/day.py", 'METHOD = "one run after a warm-up, cut into batches"\n', "a sentence is kept"),
    ("routing/rehearsal/day.py", 'def f(n):\n    return f"{n} rings widen the search"\n', "a sentence is given back"),
    ("routing/rehearsal/day.py", 'def f(n):\n    yield f"waits at most {n} s"\n', "a sentence is given back"),
    ("routing/engine/explain.py", 'SAID = {"only": "{agent} chosen: the only one"}\n', "a table of sentences"),
    ("routing/rules/attributes.py", 'ALL = Attribute("erp.late", "days it is late")\n', "a sentence is handed on"),
    ("erp_link/domain.py", 'class Trouble(StrEnum):\n    SLOW = "has not answered yet"\n', "a sentence is kept"),
    ("agent_ui/words/rules.py", "import re\n", "a page looks into texts"),
    ("agent_ui/admin/lists.py", 'late = text == "is missing"\n', "a page looks for a sentence"),
    ("agent_ui/admin/lists.py", 'after = text.removeprefix("order is now ")\n', "a page looks for a sentence"),
]
GOOD_WORDING = [
    (SERVICE, "raise NoSuchCustomer(id, field='customer')\n"),
    (SERVICE, 'raise NotTalking(Phrase("other_agent_on_call"))\n'),
    (SERVICE, 'raise ValueError("time runs forward only")\n'),
    (SERVICE, 'yield Problem(f"queues[{name}].rings", ProblemCode.TOO_MANY_RINGS, {"rings": 7})\n'),
    (SERVICE, 'await move(work, row, why=Phrase(HistoryCode.RAISED, {"why": why}))\n'),
    ("contact_center/interactions/domain.py", 'raise IllegalTransition(f"segment {old} → {new}")\n'),
    ("channels/email/client.py", 'raise GiveUp(Phrase("mail_server_answered", {"quote": said}))\n'),
    ("channels/sms/wiring.py", 'def next_step(self):\n    return "let the number call this address"\n'),
    ("routing/rules/endpoints.py", 'day = Field(description="In the time zone of the organisation")\n'),
    ("routing/rules/store.py", 'RULES = "select rules from core.work_info"\n'),
    ("routing/policy/administration.py", 'wrong = NotAQueue("name, target_seconds, goal")\n'),
    ("agent_ui/frame/render.py", "import re\n"),
    ("agent_ui/admin/lists.py", 'late = row.code == "late" or words.gettext("It is late.")\n'),
]


@pytest.mark.parametrize(("path", "source", "words"), BAD_WORDING)
def test_a_sentence_outside_of_the_pages_is_found(path: str, source: str, words: str) -> None:
    found = check_wording(PurePosixPath(path), source)
    assert len(found) == 1
    assert words in found[0].words


@pytest.mark.parametrize(("path", "source"), GOOD_WORDING)
def test_codes_and_what_only_logs_keep_are_left_alone(path: str, source: str) -> None:
    assert check_wording(PurePosixPath(path), source) == []


LONG = "x = 1\n" * LONGEST
REASONS = [
    '"""Rows.\n\nLonger than 400 lines: each query stands beside the row it returns.\n"""\n',
    "# Long because it is carried as one file into another environment.\n",
]


def test_a_file_of_four_hundred_lines_needs_no_reason() -> None:
    assert check_length(PurePosixPath(SERVICE), LONG) == []


@pytest.mark.parametrize("top", ["y = 2\n", '"""Rows. Longer than 400 lines: so.\n"""\n', "# long because\n"])
def test_a_longer_file_without_a_reason_is_found(top: str) -> None:
    assert [finding.line for finding in check_length(PurePosixPath(SERVICE), top + LONG)] == [LONGEST + 1]


@pytest.mark.parametrize("top", REASONS)
def test_a_longer_file_with_its_reason_at_the_top_is_left_alone(top: str) -> None:
    assert check_length(PurePosixPath(SERVICE), top + LONG) == []
    assert check_length(PurePosixPath(SERVICE), LONG + top) != []
