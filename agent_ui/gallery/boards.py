"""Sample wallboard, customer pages and administration."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.admin.following.views import AsideLine, FollowingView, ReaderLine
from agent_ui.admin.views import (
    AccountLine,
    AdminView,
    FoundCustomer,
    OriginLine,
    QuarantineLine,
    UserLine,
)
from agent_ui.console.views import PresenceState, Tone
from agent_ui.customers.views import (
    AddressLine,
    CustomerListView,
    CustomerPageView,
    CustomerRow,
    TimelineEntry,
)
from agent_ui.gallery import people, work
from agent_ui.gallery.people import sample_id
from agent_ui.supervisor.views import (
    AgentLine,
    BoardView,
    Choice,
    ChoiceGroup,
    ClosingView,
    ControlView,
    NeedLine,
    QueueLine,
    SwitchedQueue,
    WaitingLine,
)
from contact_center.kernel.ids import (
    AgentId,
    ChannelAccountId,
    CustomerId,
    EnvelopeId,
    InteractionId,
    QueueId,
    UserId,
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


def _queue(
    n: int,
    name: str,
    channels: tuple[str, ...],
    waiting: int,
    longest: float | None,
    now_: float | None,
    today: float,
    goal: float,
    seconds: int,
    done: int,
    lost: int,
    trend: tuple[int, ...],
    now: datetime,
) -> QueueLine:
    since = now - timedelta(minutes=longest) if longest is not None else None
    return QueueLine(
        QueueId(sample_id(700 + n)),
        name,
        channels,
        waiting,
        since,
        now_,
        today,
        goal,
        timedelta(seconds=seconds),
        done,
        lost,
        trend,
        n % 3,
        stopped="Orders is closed since 14:02: fire drill" if n == 2 else None,
    )


def board(now: datetime) -> BoardView:
    queues = (
        _queue(1, "Repairs", ("voice", "webchat"), 5, 3.7, 0.58, 0.74, 0.8, 20, 212, 19, _UP, now),
        _queue(2, "Orders", ("voice", "webchat", "sms"), 2, 0.52, 0.91, 0.88, 0.8, 20, 340, 11, _FLAT, now),
        _queue(3, "Invoices 帳務", ("email", "voice"), 3, 0.8, 0.82, 0.85, 0.8, 30, 96, 4, _FLAT, now),
        _queue(
            4,
            "大客戶 Key accounts",
            ("voice", "email"),
            0,
            None,
            1.0,
            0.97,
            0.95,
            10,
            41,
            0,
            (0, 0, 1, 0, 0, 0, 1),
            now,
        ),
        _queue(
            5, "E-mail, general", ("email",), 38, 310, 0.94, 0.92, 0.9, 28800, 127, 0, tuple(range(40, 30, -1)), now
        ),
    )
    agents = tuple(
        AgentLine(
            AgentId(sample_id(800 + n)),
            name,
            state,
            now - timedelta(minutes=since),
            detail,
            Tone.SOON if detail and "over" in detail else Tone.PLAIN,
        )
        for n, (name, state, since, detail) in enumerate(_PEOPLE)
    )
    needs = (
        NeedLine("q1", "Repairs under 60 % for 25 min", "5 wait, 3 of them for Chinese", "#queue", "Show"),
        NeedLine("a1", "許家豪 missed 3 offers", "not responding since 14:02", "#agent", "Show"),
    )
    waiting = (
        WaitingLine(
            InteractionId(sample_id(30)), "voice", "周明德", now - timedelta(seconds=222), "Repairs", "Taiwanese", True
        ),
    )
    return BoardView(queues, agents, needs, waiting)


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
        ChoiceGroup("Move to", (Choice("queue:1", "Invoices 帳務", "nobody waiting"),)),
    )
    return ControlView(
        "/supervisor/control/work/1",
        "Change the waiting of 周明德",
        groups,
        search=True,
        facts=("Expected wait: 3 min.",),
    )


def closing(now: datetime) -> ClosingView:
    return ClosingView(
        (SwitchedQueue(sample_id(701), "Repairs", "5 waiting"), SwitchedQueue(sample_id(703), "Invoices 帳務", "")),
        (SwitchedQueue(sample_id(702), "Orders", "Orders is closed since 14:02: fire drill"),),
    )


def customer_list(now: datetime) -> CustomerListView:
    rows = tuple(
        CustomerRow(
            CustomerId(sample_id(900 + n)),
            name,
            org,
            (mail, "+886 2 2711 048" + str(n)),
            now - timedelta(hours=7 * n * n),
            text,
            channel,
        )
        for n, (name, org, mail, text, channel) in enumerate(
            (
                ("林佳穎", "苔巷咖啡", "lin@mosslane.example", "週五早上開幕", "webchat"),
                ("Tom Hale", "Moss Lane Café", "tom@mosslane.example", "Re: Invoice INV-3391", "email"),
                ("Priya Nair", None, "priya@example.org", "Can I pick it up on Saturday?", "sms"),
                ("David Okafor", "Northgate Roasters", "d.okafor@northgate.example", "Call with Mei, 6:42", "voice"),
            )
        )
    )
    return CustomerListView("", rows, 304, "/customers?after=x")


def customer_page(now: datetime) -> CustomerPageView:
    timeline = (
        TimelineEntry(
            work.CHAT,
            "webchat",
            now - timedelta(minutes=8),
            "Grinder order SO-20418 is late",
            "with Mei now",
            "Mei",
            work.chat_items(now),
        ),
        TimelineEntry(
            work.CALL, "voice", now - timedelta(5), "Call, 3:12", "callback promised", "Wei", (), "/recordings/1"
        ),
        TimelineEntry(
            work.MAIL,
            "email",
            now - timedelta(7),
            "Delivery before our opening?",
            "answered",
            "Mei",
            work.mail(now).items[:1],
        ),
    )
    addresses = (
        AddressLine("email", "lin@mosslane.example", now - timedelta(30)),
        AddressLine("phone", "+886 2 2711 0482", shared=True),
    )
    return CustomerPageView(people.customer(now), addresses, timeline, "/customers/1?before=x")


def admin(now: datetime) -> AdminView:
    return AdminView(
        (
            UserLine(UserId(sample_id(1)), "Mei Chen", "mei", ("agent",), ("Repairs", "Orders"), True, now),
            UserLine(UserId(sample_id(2)), "Sam Ortiz", "sam", ("supervisor",), (), True, now - timedelta(1)),
            UserLine(UserId(sample_id(3)), "許家豪", "hao", ("agent",), ("Repairs",), False),
        ),
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
    )


def following(now: datetime) -> FollowingView:
    aside = AsideLine(
        48213, "interaction.queued", now - timedelta(hours=2), now - timedelta(hours=2), 3, "KeyError at domain.py:133"
    )
    return FollowingView(
        (
            ReaderLine("measures", "Figures", 0, now - timedelta(seconds=4), 1, (aside,)),
            ReaderLine("voice", "Calls that follow their work", 12, now - timedelta(minutes=3), 0),
            ReaderLine("routing rules", "Rules that wait for facts", 0, None, 0),
        ),
        "They are being tried again. What is still here afterwards failed again.",
    )
