"""Sample wallboard, customer pages and administration."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from agent_ui.account.views import AccountView, KeyView, NoticeLine, NotificationsView, SessionLine
from agent_ui.admin.audit.views import AuditLine, AuditView, FilterOption, OptionGroup
from agent_ui.admin.log_readers.views import FollowingView, ParkedEventLine, ReaderLine
from agent_ui.admin.views import (
    AccountLine,
    AdminView,
    AttentionLine,
    FoundCustomer,
    OriginLine,
    QuarantineLine,
)
from agent_ui.admin.warehouse.views import DifferingDay, FactLine, WarehouseView
from agent_ui.gallery import ratings, work
from agent_ui.gallery.people import sample_id
from agent_ui.supervisor.serving_views import ServesOtherwiseLine, ServingPerson, ServingView
from agent_ui.supervisor.views import (
    AgentLine,
    BoardView,
    BreakdownView,
    ChannelLine,
    ChoiceGroup,
    ClosureView,
    ControlView,
    Filter,
    LevelView,
    ListeningView,
    NeedLine,
    QueueLineView,
    RemedyView,
    SwitchedQueue,
    WaitingLine,
    WorkDetailView,
    WorkLine,
    WorkLines,
)
from agent_ui.views import Choice, ClockKind, ClockView, Participation, PresenceState, TalkedCallView, Tone
from agent_ui.views.common import FilterChoice
from contact_center.kernel.ids import (
    AgentId,
    CallId,
    ChannelAccountId,
    EnvelopeId,
    InteractionId,
    QueueId,
)

_UP = (1, 0, 1, 2, 1, 1, 0, 2, 1, 2, 3, 2, 3, 4, 3, 5, 4, 5)
_FLAT = (2, 3, 2, 1, 2, 3, 4, 2, 1, 1, 2, 1, 0, 1, 2, 1, 2, 2)
_PEOPLE = (
    ("許家豪", PresenceState.NOT_RESPONDING, 7.3, None),
    ("Rosa Lim", PresenceState.ON_CALL, 8.2, "voice, Repairs"),
    ("Mei Chen", PresenceState.ON_CALL, 6.7, "voice, Repairs"),
    ("王志明", PresenceState.ON_CALL, 0.6, "consult"),
    ("Wei Huang", PresenceState.WORKING, 4.1, "3 chats, Orders"),
    ("周子涵", PresenceState.WRAP_UP, 0.8, None),
    ("陳怡君", PresenceState.AVAILABLE, 2.2, None),
    ("James Ward", PresenceState.AVAILABLE, 0.9, None),
    ("Anna Kovač", PresenceState.AWAY, 42.1, "Lunch, 12 min over"),
    ("郭冠廷", PresenceState.AWAY, 65, "Training"),
    ("Samir Patel", PresenceState.WORKING, 2.7, "voice, Orders"),
    ("林子晴", PresenceState.WORKING, 11.3, "e-mail, Invoices"),
)


def _channel(
    name: str, waiting: int, longest: float | None, now_: tuple[int, int], goal: float, seconds: int, now: datetime
) -> ChannelLine:
    within, due = now_
    share = within / due if due else None
    late = longest is not None and longest * 60 > max(seconds, 60)
    return ChannelLine(
        name, waiting, now - timedelta(minutes=longest) if longest is not None else None,
        LevelView(share, within, due), LevelView(0.9, 90, 100), goal, timedelta(seconds=seconds), due * 9, due // 2,
        share is not None and share < goal, late,
    )  # fmt: skip


def _queue(n: int, name: str, channels: tuple[ChannelLine, ...], trend: tuple[int, ...]) -> QueueLineView:
    within, due = sum(c.level_now.within for c in channels), sum(c.level_now.due for c in channels)
    return QueueLineView(
        QueueId(sample_id(700 + n)), name, channels, sum(c.waiting for c in channels),
        min((c.longest_since for c in channels if c.longest_since), default=None),
        LevelView(within / due if due else None, within, due), LevelView(0.91, 91, 100), 0.8,
        sum(c.done for c in channels), sum(c.lost for c in channels), trend, n % 3,
        ratings=ratings.marks() if n == 1 else (),
        stopped="Orders has been closed since 14:02: fire drill" if n == 2 else None,
    )  # fmt: skip


MENUS = "61 calls entered by a menu: 48 to agents, 6 ended in the menu, 3 came after hours, 4 took a callback."
DEFINITION = (
    "Service level: answered inside the target, of all that count: answered, abandoned after more than 5 s, "
    "still waiting past the target. Not counted: gave up within 5 s, moved to another queue before an answer."
)


def board(now: datetime) -> BoardView:
    """The blended level of Repairs is within its goal, its calls are not; Invoices has a wait of five hours."""
    queues = (
        _queue(
            1, "Repairs",
            (_channel("voice", 4, 3.7, (7, 12), 0.8, 20, now), _channel("webchat", 1, 0.5, (40, 42), 0.8, 120, now)),
            _UP,
        ),
        _queue(
            2, "Orders",
            (
                _channel("voice", 1, 0.13, (22, 24), 0.8, 20, now),
                _channel("webchat", 0, None, (13, 14), 0.8, 120, now),
                _channel("sms", 1, 2.16, (5, 6), 0.8, 300, now),
            ),
            _FLAT,
        ),
        _queue(
            3, "Invoices 帳務",
            (
                _channel("voice", 0, None, (4, 5), 0.8, 30, now),
                _channel("email", 38, 310, (129, 140), 0.9, 28800, now),
            ),
            _FLAT,
        ),
        _queue(4, "大客戶 Key accounts", (_channel("voice", 0, None, (0, 0), 0.95, 10, now),), (0, 0, 1, 0, 0, 0, 1)),
    )  # fmt: skip
    agents = tuple(
        AgentLine(
            AgentId(sample_id(800 + n)),
            name,
            state,
            now - timedelta(minutes=since),
            detail,
            Tone.SOON if detail and "over" in detail else Tone.PLAIN,
            _talked(n) if state is PresenceState.ON_CALL else None,
        )
        for n, (name, state, since, detail) in enumerate(_PEOPLE)
    )
    show = "/supervisor/queues/1"
    needs = (
        NeedLine("q0", "Orders is closed", "since 14:02; fire drill; 2 wait", show, "Show", of_queues=True),
        NeedLine(
            "q1",
            "Repairs answers 58 % of its calls in time",
            "goal 80 %; 4 wait",
            show,
            "Show",
            of_queues=True,
            cause="6 agents are free and none has Chinese 3",
            remedy=RemedyView(sample_id(41), sample_id(42), "Let 陳怡君 serve Repairs until 15:15"),
        ),
        NeedLine("a1", "許家豪 missed 3 offers", "not responding since 14:02", "/supervisor/agents/1", "Show"),
        NeedLine("t1", "2 incoming messages could not be read", "an administrator can review them", "", "", Tone.SOON),
    )
    waiting = (
        WaitingLine(
            InteractionId(sample_id(30)), "voice", "周明德", now - timedelta(seconds=222), "Repairs", "Taiwanese", True,
            ClockView(ClockKind.LEFT, now - timedelta(seconds=222), now - timedelta(seconds=202)),
        ),
        WaitingLine(
            InteractionId(sample_id(31)), "sms", "+886 912 000 111", now - timedelta(seconds=130), "Orders", None,
            False, ClockView(ClockKind.LEFT, now - timedelta(seconds=130), now + timedelta(seconds=170)), "Grace Obi",
        ),
    )  # fmt: skip
    return BoardView(queues, agents, needs, waiting, 45, 212, 240, 6, DEFINITION, MENUS, replay=True)


def made_of(now: datetime) -> BreakdownView:
    lines = (
        WorkLine(
            "/supervisor/work/1", "voice", "周明德", None, "", now - timedelta(seconds=222), "3:42", "past its target",
            Tone.LATE,
        ),
        WorkLine(
            "/supervisor/work/2", "email", "Tom Hale", "Re: Invoice INV-3391", "Mei Chen", now - timedelta(hours=2),
            "0:12", "answered",
        ),
    )  # fmt: skip
    return BreakdownView(
        "Repairs",
        ("12 contacts today, 14 interactions.", "Phone: 7 of 12 in time in the last 30 minutes, goal 80 % in 20 s."),
        (WorkLines("Waiting now", lines[:1], "Nobody is waiting."), WorkLines("Today", lines, "None yet today.")),
        (
            Filter("All channels", "/supervisor/queues/1", True),
            Filter("Phone", "/supervisor/queues/1?channel=voice", False),
        ),
        "/supervisor/control/queues/1",
        ratings.marks(),
    )


def _talked(n: int) -> TalkedCallView:
    """Mei's is listened to."""
    call, interaction, agent = sample_id(900 + n), sample_id(950 + n), sample_id(800 + n)
    how = Participation.WHISPER if n == 2 else None
    return TalkedCallView(CallId(call), InteractionId(interaction), AgentId(agent), held=False, listening=how)


def listening() -> ListeningView:
    return ListeningView(_talked(2), "Mei Chen", "David Okafor")


def piece(now: datetime) -> WorkDetailView:
    return WorkDetailView(
        "周明德", "voice", ("Began 14:02.", "Waiting in a queue.", "Queue: Repairs."),
        ("None of the 4 agents who serve this queue can take it.", "2 are ahead of it."),
        (("Without machines at 3 or better", "Mei Chen, 陳怡君"), ("Busy with other work", "Rosa Lim")),
        work.chat_items(now), "/customers/1", "/supervisor/control/work/1",
    )  # fmt: skip


def control(now: datetime) -> ControlView:
    groups = (
        ChoiceGroup("Raise", (Choice("raise:5", "5 minutes ahead", ""), Choice("raise:60", "60 minutes ahead", ""))),
        ChoiceGroup(
            "Offer to",
            (
                Choice("agent:1", "陳怡君", "1 of 5 places in use", PresenceState.AVAILABLE),
                Choice("agent:2", "Anna Kovač", "0 of 5 places in use", PresenceState.AWAY, "Lunch"),
            ),
        ),
        ChoiceGroup("Move to", (Choice("queue:1", "Invoices 帳務", "none waiting"),)),
    )
    return ControlView(
        "/supervisor/control/work/1",
        "Change how 周明德 waits",
        groups,
        search=True,
        facts=("Expected wait: 3 min.",),
    )


def closing(now: datetime) -> ClosureView:
    return ClosureView(
        (SwitchedQueue(sample_id(701), "Repairs", "5 waiting"), SwitchedQueue(sample_id(703), "Invoices 帳務", "")),
        (SwitchedQueue(sample_id(702), "Orders", "Orders has been closed since 14:02: fire drill"),),
    )


def admin(now: datetime) -> AdminView:
    return AdminView(
        (
            AccountLine(
                ChannelAccountId(sample_id(1)),
                "email",
                "Service desk",
                "care@kiln.example",
                "E-mail, general",
                True,
                "connected since 08:12",
            ),
            AccountLine(
                ChannelAccountId(sample_id(2)),
                "sms",
                "Twilio",
                "+886 900 000 001",
                "Orders",
                False,
                "the carrier answers 503 since 13:58",
                True,
            ),
        ),
        (OriginLine(sample_id(1), "http://127.0.0.1:8601", "Shop"),),
        (
            QuarantineLine(
                EnvelopeId(sample_id(1)),
                "email",
                "care@kiln.example",
                now - timedelta(hours=3),
                "The header “Content-Type” names the unknown charset x-nonsense.",
                4210,
                1,
            ),
        ),
        "hale",
        (FoundCustomer(sample_id(9), "Tom Hale", "tom@mosslane.example, 14 interactions"),),
        attention=(
            AttentionLine("Twilio: 4 messages of the last 7 days were not delivered.", "/admin/channels/1"),
            AttentionLine("The webhook “訂單系統” has stopped: the other side takes nothing.", "/admin/webhooks"),
            AttentionLine(
                "The opening hours “Taipei” have no holidays of 2027 yet.", "/admin/routing/calendars#official"
            ),
        ),
        stopped=1,
        parked=1,
    )


def account(now: datetime) -> AccountView:
    return AccountView(
        "Mei Chen",
        "mei",
        "mei@kiln.example",
        "Agent",
        (
            SessionLine(sample_id(1), "Firefox on Windows", "203.0.113.7", now - timedelta(hours=3), now, here=True),
            SessionLine(sample_id(2), "Safari on iPhone", None, now - timedelta(hours=9), now, here=False),
        ),
        "That is not your current password.",
        card=(("title", "Job title", "Adviser"), ("team", "Team", "客服"), ("phone", "Telephone", "+886 2 2552 0101")),
        opens_next=True,
    )


def key() -> KeyView:
    return KeyView("01930c7e.1f2e.Hq3v", "許家豪", "hao@kiln.example", "Kiln & Co", invited=True, error="Too short.")


def audit(now: datetime) -> AuditView:
    ago = [now - timedelta(minutes=n) for n in (3, 12, 47, 1500)]
    person, work = "/admin/audit?person=1", "/supervisor/work/1"
    lines = (
        AuditLine(ago[0], "Ada Lin", person, "published the routing", "version 12", "/admin/routing/versions/12"),
        AuditLine(ago[1], "陳美玲", person, "verified the customer", "林佳穎", work),
        AuditLine(ago[2], "not signed in", None, "sign-in failed", "Wei Chang", None, "from 203.0.113.7"),
        AuditLine(ago[3], "Sam Wu", person, "took work back", "Tom Hale", work, "陳美玲; lunch"),
    )
    people = (FilterOption("1", "Ada Lin", False), FilterOption("2", "陳美玲", False))
    reading = (FilterOption("group:reading", "all: Reading", False), FilterOption("file read", "opened a file", False))
    acts = (OptionGroup("Reading", reading),)
    return AuditView(lines, people, acts, since="2026-11-01", older="/admin/audit?before=x", filtered=True)


def following(now: datetime) -> FollowingView:
    aside = ParkedEventLine(
        48213, "interaction.queued", now - timedelta(hours=2), now - timedelta(hours=2), 3, "KeyError at domain.py:133"
    )
    return FollowingView(
        (
            ReaderLine("measures", "Figures", 0, now - timedelta(seconds=4), 1, (aside,)),
            ReaderLine("voice", "Calls, kept in step with their work", 12, now - timedelta(minutes=3), 0),
            ReaderLine("routing rules", "Rules waiting for customer data", 0, None, 0),
        ),
        "These events are being retried. Those still listed afterwards failed again.",
    )


def warehouse(now: datetime) -> WarehouseView:
    fresh, night = now - timedelta(seconds=6), now - timedelta(hours=8)
    return WarehouseView(
        (
            FactLine("Waits in queues", "one wait of an interaction in a queue", "queue_wait", 91_480, 4_820_000, fresh,
                     False, 3, checked_at=night, rows_checked=84_210),
            FactLine("Interactions", "one interaction", "interaction", 88_120, 6_100_000, fresh, False, 3,
                     checked_at=night, rows_checked=81_000, differing=1, check_asked=True),
            FactLine("Messages", "one message, notes included", "message", 310_220, 9_400_000, now - timedelta(hours=1),
                     True, 1_204, read_days=112, all_days=366),
            FactLine("Cases", "one case", "case", 0, 0, None, True, 0),
        ),
        (DifferingDay("Interactions", date(2026, 11, 20), 312, 311, 1, 0, 2,
                      ("01a22df4-9e90-7d7b-a9ff-8ecc31373ae3", "01a22df4-a07d-712d-bc92-42d5d9a1399e")),),
        1_204,
        2,
        "The warehouse is being compared. Reload this page to see what was found.",
    )  # fmt: skip


def notifications() -> NotificationsView:
    return NotificationsView(
        (
            NoticeLine("call", "A call for me", "rings until it is answered or goes on", True, True),
            NoticeLine("message", "A message in my conversations", "not of the one that I am reading", False, True),
        ),
        60,
        "Saved. It goes with you to every computer you sign in on.",
    )


def serving() -> ServingView:
    return ServingView(
        (
            ServesOtherwiseLine(
                sample_id(31), "陳美玲", ("Repairs", "訂單"), "english 4", "18:00", "Sam Chen", "Two are ill in Repairs"
            ),
        ),
        (
            ServingPerson(sample_id(31), "陳美玲", "客服一組", PresenceState.AVAILABLE, ("Repairs", "訂單")),
            ServingPerson(sample_id(32), "Wei Huang", "Repairs", PresenceState.WORKING, ("Repairs",), chosen=True),
            ServingPerson(sample_id(33), "Ada Lin", "", PresenceState.OFFLINE, ()),
        ),
        (FilterChoice("1", "Repairs"), FilterChoice("2", "訂單")),
        ("english", "espresso"),
        (FilterChoice("day", "the end of the day", True), FilterChoice("2", "2 hours from now")),
    )
