"""Sample work of one agent: list, conversations, an offer, a call.

Longer than 400 lines: samples of one page, each a few lines, which name one another.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from markupsafe import Markup

from agent_ui.frame.views import FrameView
from agent_ui.gallery import floor, guides, people
from agent_ui.gallery.people import sample_id
from agent_ui.views import (
    Alert,
    CallbackView,
    CallEnd,
    CallerWayView,
    CallState,
    CallView,
    ClockKind,
    ClockView,
    ComposerView,
    ConsoleView,
    Disposition,
    DraftView,
    EventIcon,
    EventView,
    FileView,
    GroupKind,
    Guard,
    HeldView,
    IdentityState,
    IdentityView,
    LegState,
    LegView,
    MessageView,
    NoteView,
    OfferFact,
    OfferView,
    ParkedCallView,
    PastView,
    PauseView,
    PresenceChoice,
    PresenceState,
    PresenceView,
    QuoteView,
    RecipientsView,
    Recording,
    SlotLine,
    SourceAge,
    ThreadView,
    Tone,
    WorkGroup,
    WorkListView,
    WorkRow,
    WrapUpView,
)
from channels.voice.flow.domain import ClaimKind
from contact_center.kernel.contracts.channels import Delivery
from contact_center.kernel.contracts.erp import Freshness
from contact_center.kernel.ids import AgentId, AttachmentId, CallId, InteractionId, MessageId, SegmentId

CHAT, MAIL, CALL = (InteractionId(sample_id(n)) for n in (1, 3, 4))


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def age(now: datetime, n: float) -> ClockView:
    return ClockView(ClockKind.AGE, now - minutes(n))


def _row(
    n: int,
    channel: str,
    who: str,
    preview: str,
    clock: ClockView,
    org: str | None = None,
    unread: int = 0,
    ours: bool = False,
) -> WorkRow:
    return WorkRow(InteractionId(sample_id(n)), channel, who, preview, clock, org, ours, unread)


def work(now: datetime, on_call: bool = False) -> WorkListView:
    due = ClockView(ClockKind.DUE, now - minutes(10), now + timedelta(seconds=108))
    late = ClockView(ClockKind.DUE, now - minutes(60), now - minutes(12))
    reply = WorkGroup(
        GroupKind.REPLY,
        (
            _row(1, "webchat", "林佳穎", "週五早上開幕，至少要先有一台能用", due, "苔巷咖啡", 1),
            _row(3, "email", "Tom Hale", "Re: Invoice INV-3391, wrong tax number", late, "Moss Lane Café", 2),
            _row(5, "sms", "Priya Nair", "Can I pick it up on Saturday instead?", age(now, 9), None, 1),
            _row(6, "sms", "陳俊宏", "收到了，謝謝！想再問保固可以延長嗎", age(now, 24), "日常豆室"),
        ),
    )
    parked = WorkGroup(
        GroupKind.PARKED,
        (
            _row(
                7,
                "email",
                "Hannah Brooks",
                "Draft kept · supplier price for G2 burrs",
                ClockView(ClockKind.BACK, now + minutes(50)),
                "Fold",
            ),
        ),
    )
    waiting = WorkGroup(
        GroupKind.WAITING,
        (
            _row(8, "webchat", "Marcus Bell", "The return label is in your mail", age(now, 6), ours=True),
            _row(9, "email", "吳淑芬", "報價單已附上，請確認統一編號", age(now, 130), "大稻埕烘焙", ours=True),
            _row(10, "sms", "黃柏翰", "Not delivered: number does not take SMS", ClockView(ClockKind.FAILED)),
        ),
    )
    call = WorkGroup(
        GroupKind.CALL,
        (
            _row(
                4,
                "voice",
                "David Okafor",
                "Boiler does not heat, second visit",
                ClockView(ClockKind.TIMER, now - minutes(6.7)),
                "Northgate Roasters",
            ),
        ),
    )
    slots = (SlotLine("voice", int(on_call), 1), SlotLine("webchat", 2, 3), SlotLine("email", 2, 5))
    groups = (call, reply, parked, waiting) if on_call else (reply, parked, waiting)
    return WorkListView(groups, slots)


DRAFT = "倉庫今天 16:00 前可以先出一台，明天到店，運費由我們負擔。第二台 26 號到，一樣免運。這樣安排可以嗎？"


MAIL_DRAFT = (
    "Hi Tom,\n\nyou are right, and I am sorry for the second round. I have asked for a "
    "corrected INV-3391 with 5321 8890; it goes only to the billing address on file, so"
)


def chat_items(now: datetime) -> tuple[MessageView | NoteView | EventView, ...]:
    return (
        EventView(
            "route-1",
            now - minutes(8),
            "To Mei after 0:14: reads Chinese, knew this customer.",
            EventIcon.ROUTE,
            href="/console/explanations/1",
            link="Why",
        ),
        MessageView(
            MessageId(sample_id(201)),
            now - minutes(7),
            "林佳穎",
            "您好，我們訂單 SO-20418 的兩台磨豆機說 20 號會到，今天都 23 號了，物流那邊查不到出貨。",
        ),
        MessageView(
            MessageId(sample_id(202)),
            now - minutes(4),
            "Mei",
            "佳穎您好，我是 Mei。我看到了：一台已備好，另一台缺刀盤，系統顯示 26 號補到。我幫您確認能不能先出一台。",
            outbound=True,
            delivery=Delivery.READ,
        ),
        NoteView(
            MessageId(sample_id(203)),
            now - minutes(3),
            "Wei",
            "My miss on Friday, sorry. Warehouse says the finished unit can leave today if we split before 16:00.",
        ),
        MessageView(
            MessageId(sample_id(204)),
            now - minutes(2),
            "林佳穎",
            "我們週五早上開幕，至少要先有一台能用。運費我可以自付沒關係。",
        ),
    )


def drafts(now: datetime) -> tuple[DraftView, ...]:
    return (DraftView("reply", DRAFT, sample_id(301), "key-1", now - minutes(1)),)


OLDEST = sample_id(1999)


def chat(now: datetime) -> ThreadView:
    composer = ComposerView(
        CHAT,
        "webchat",
        "key-1",
        draft=DRAFT,
        draft_kept_at=now - minutes(1),
        last_seen=MessageId(sample_id(201)),
        guard=Guard.CUSTOMER_WROTE,
        due=ClockView(ClockKind.DUE, now - minutes(10), now + timedelta(seconds=108)),
        typing=True,
        attachments=True,
        max_files=20_000_000,
    )
    past = (
        PastView("email", "Tom Hale: Re: Delivery before our opening?", now - timedelta(7), "/customers/1#1"),
        PastView("voice", "Call with Wei, 3:12. Callback promised for Friday", now - timedelta(5), "/customers/1#2"),
    )
    return ThreadView(
        CHAT,
        "林佳穎",
        "webchat",
        "Grinder order SO-20418 is late",
        chat_items(now),
        MessageId(sample_id(204)),
        past,
        composer,
        drafts(now),
        typing="林佳穎",
        callback=CallbackView("+886911000001", now - minutes(14), 1),
        can_promise=True,
        can_assist=True,
        tags=("invoice", "VIP"),
        older=f"/console/interactions/{CHAT}/older?before=1",
    )


OLDER_ITEMS = 40


def older(now: datetime) -> tuple[MessageView | NoteView, ...]:
    """What came before the chat's first page."""
    return (
        MessageView(MessageId(OLDEST), now - timedelta(2), "林佳穎", "請問磨豆機保固多久？"),
        *(
            MessageView(
                MessageId(sample_id(2000 + n)), now - timedelta(1, seconds=-20 * n), "Mei" if n % 3 else "林佳穎",
                f"Older message {n} about the grinder.", outbound=bool(n % 3),
                delivery=Delivery.READ if n % 3 else None,
            )
            for n in range(OLDER_ITEMS)
        ),
        NoteView(MessageId(sample_id(2100)), now - timedelta(hours=3), "Ken", "Told her twice.", channel="email"),
    )  # fmt: skip


def mail(now: datetime) -> ThreadView:
    file = FileView(AttachmentId(sample_id(401)), "INV-3391.pdf", 82_140, "/files/401")
    items = (
        MessageView(
            MessageId(sample_id(211)),
            now - timedelta(4),
            "Mei",
            "Thank you Tom, noted for new orders. Older invoices keep their number unless you ask us to correct one.",
            outbound=True,
            delivery=Delivery.DELIVERED,
        ),
        MessageView(
            MessageId(sample_id(212)),
            now - minutes(47),
            "Tom Hale",
            "Hi Mei, the tax number on INV-3391 is still the old company's.\n\nOur bookkeeper "
            "can't pay it like this. The right one is 5321 8890. Could you send a corrected "
            "invoice to the billing address?",
            subject="Re: Invoice INV-3391, wrong tax number",
            files=(file,),
            html=Markup("<p>Hi <b>Mei</b>, the tax number is still the old company's.</p>"),
            quoted=QuoteView("On Mon, Nov 23 Mei wrote:\n> Thank you Tom, noted for new orders.", 2),
            recipients=RecipientsView(
                "also to books@mosslane.example", ("service@kiln.example",), ("Books <books@mosslane.example>",)
            ),
            remote_pictures=2,
        ),
        MessageView(
            MessageId(sample_id(213)),
            now - minutes(20),
            "Mei",
            "One moment, I am looking it up.",
            outbound=True,
            delivery=Delivery.FAILED,
            failure=(
                "The mail server refused the address tom@moslane.example. The text is kept; correct "
                "the address and send it again."
            ),
        ),
        MessageView(
            MessageId(sample_id(214)),
            now - minutes(18),
            "Mei",
            "Dear Tom, the corrected invoice is attached.",
            outbound=True,
            signature="Mei\nKiln & Co, Repairs",
            delivery=Delivery.PENDING,
            held=HeldView(
                now + timedelta(hours=18), planned=True, overtaken=True, action="/console/messages/1/take-back"
            ),
        ),
        EventView("due-1", now - minutes(12), "First reply was due 13:56.", EventIcon.CLOCK, Tone.LATE),
    )
    composer = ComposerView(
        MAIL,
        "email",
        "key-2",
        "tom@mosslane.example",
        MAIL_DRAFT,
        due=ClockView(ClockKind.DUE, now - minutes(60), now - minutes(12)),
        copies=("books@mosslane.example", "bcc:ana@mosslane.example"),
        can_copy=True,
        forward="/new?forward=1",
        signature="Mei\nKiln & Co, Repairs",
        attachments=True,
        max_files=20_000_000,
        can_plan=True,
    )
    return ThreadView(
        MAIL,
        "Tom Hale",
        "email",
        "Invoice INV-3391, wrong tax number",
        items,
        MessageId(sample_id(212)),
        composer=composer,
        drafts=(DraftView("reply", MAIL_DRAFT, sample_id(302), "key-2", now - minutes(30)),),
    )


def taken_back(now: datetime, text: str) -> ThreadView:
    """As `mail`, with an answer that was taken back."""
    thread = mail(now)
    assert thread.composer is not None
    drafts = (DraftView("reply", text, sample_id(303), "key-back", now),)
    return replace(thread, drafts=drafts, composer=replace(thread.composer, draft=text, client_key="key-back"))


def call_view(now: datetime, state: CallState = CallState.CONNECTED) -> CallView:
    held = state is CallState.HELD
    leg = LegView("David Okafor", LegState.MUSIC if held else LegState.TALKING, now - minutes(0.85))
    return CallView(
        CallId(sample_id(501)),
        CALL,
        state,
        now - minutes(6.7),
        leg,
        held=held,
        recording=Recording.PAUSED if held else Recording.ON,
        recording_reason="while on hold" if held else None,
        can_pause=True,
        has_keys=True,
        can_park=True,
        can_leave_message=not held,
        way=CallerWayView(
            ({"en": "A repair", "zh-Hant": "維修"},), ClaimKind.ORDER, "20418", "SO-20418", "David Okafor 大衛"
        ),
    )


def paused_view(now: datetime) -> CallView:
    pause = PauseView(now - minutes(3.2), long=True)
    return replace(call_view(now), recording=Recording.PAUSED, pause=pause)


def dialling_view(now: datetime) -> CallView:
    """We call, and it rings."""
    leg = LegView("林佳穎", LegState.RINGING, now - minutes(0.2))
    return CallView(
        CallId(sample_id(505)), CALL, CallState.RINGING, now - minutes(0.2), leg, recording=Recording.SOON,
        number="+886 912 345 018", has_keys=True,
    )  # fmt: skip


def unreached_view(now: datetime) -> CallView:
    leg = LegView("林佳穎", LegState.LOST)
    return CallView(
        CallId(sample_id(505)), CALL, CallState.ENDED, now - minutes(0.5), leg, ended=CallEnd.BUSY,
        number="+886 912 345 018", again="/calls/new?to=%2B886912345018", instead="/new?to=%2B886912345018",
    )  # fmt: skip


def consult_view(now: datetime) -> CallView:
    """Two colleagues on the call: one is talked with aside, one is being rung."""
    wei = LegView(
        "黃偉", LegState.TALKING, now - minutes(0.5), agent=AgentId(sample_id(502)), muted=True, key=sample_id(502)
    )
    ana = LegView("Ana Reyes", LegState.RINGING, agent=AgentId(sample_id(503)), key=sample_id(503))
    return replace(call_view(now, CallState.HELD), others=(wei, ana), can_merge=True, can_hand_over=True)


def outside_view(now: datetime) -> CallView:
    """A number outside is asked while the customer hears music."""
    workshop = LegView("+886223456789", LegState.TALKING, now - minutes(0.5), key=sample_id(506), outside=True)
    return replace(call_view(now, CallState.HELD), others=(workshop,), can_merge=True, can_hand_over=True)


def given_outside_view(now: datetime) -> CallView:
    """The customer was given to it, and talks with it alone."""
    (workshop,) = outside_view(now).others
    talks = call_view(now, CallState.OUTSIDE)
    return replace(talks, others=(workshop,), recording=Recording.PAUSED, can_pause=False)


def call(now: datetime) -> ThreadView:
    items = (
        EventView("q-1", now - minutes(8), "Called from the web shop, waited 1:24.", EventIcon.PHONE),
        EventView("q-2", now - minutes(6.7), "Answered by Mei; the recording notice was played.", EventIcon.CHECK),
        NoteView(
            MessageId(sample_id(221)),
            now - minutes(3),
            "Mei",
            "E1, serial K1-6102, warranty until March. Boiler stays at 40°, error E7.",
        ),
    )
    composer = ComposerView(
        CALL, "voice", "key-3", refusal="Written replies are not possible on a call; notes are kept below it."
    )
    past = (PastView("email", "Boiler stays lukewarm since Saturday", now - timedelta(2), "/customers/1#3"),)
    return ThreadView(
        CALL,
        "David Okafor",
        "voice",
        "Boiler does not heat, second visit",
        items,
        past=past,
        composer=composer,
        call=call_view(now),
        can_park=False,
    )


def wrap_up(now: datetime) -> WrapUpView:
    codes = tuple(
        Disposition(str(n), name, branch)
        for n, (branch, name) in enumerate(
            (("Repair › Heating", "Second visit"), ("Repair", "Pump"), ("Order", "Late"), ("", "Question"))
        )
    )
    return WrapUpView(
        SegmentId(sample_id(601)),
        CALL,
        "張雅婷",
        codes,
        now + timedelta(seconds=48),
        now - minutes(3),
        required=True,
        note="Asked for a loan machine.",
        recent=codes[1:3],
        can_extend=True,
    )


def offer(now: datetime) -> OfferView:
    return OfferView(
        SegmentId(sample_id(602)),
        InteractionId(sample_id(20)),
        "voice",
        "Repairs",
        "張雅婷",
        IdentityView(IdentityState.CLAIMED, "the number is hers on file"),
        now - minutes(1.4),
        now - timedelta(seconds=2),
        now + timedelta(seconds=18),
        (
            OfferFact("truck", "Spare part SO-20377 late 2 days", "Tryton, 2 min ago", Tone.LATE),
            OfferFact("flag", "Complaint open 4 days: grinder rattles after repair", "contact history", Tone.LATE),
            OfferFact("phone", "Third call this week, last with Wei yesterday 16:20", "our calls"),
        ),
        "You, because: reads and speaks Chinese, Repairs 4 of 5, free longest of three.",
        "/console/explanations/1",
        "The reply to Tom is parked with its draft and comes back to you first.",
    )


def presence(now: datetime, busy: bool = False) -> PresenceView:
    choices = (
        PresenceChoice("available", PresenceState.AVAILABLE),
        PresenceChoice("break", PresenceState.AWAY, "Break"),
        PresenceChoice("training", PresenceState.AWAY, "Training"),
    )
    if busy:
        return PresenceView(PresenceState.ON_CALL, now - minutes(6.7), next=choices[1], choices=choices, busy=True)
    return PresenceView(PresenceState.AVAILABLE, now - minutes(1.2), choices=choices)


def console_chat(now: datetime) -> ConsoleView:
    return ConsoleView(
        work(now),
        chat(now),
        people.customer(now),
        erp=SourceAge("Tryton", Freshness.FRESH, now - minutes(2)),
    )


def console_offer(now: datetime) -> ConsoleView:
    return ConsoleView(
        work(now),
        mail(now),
        people.claimed(now),
        erp=SourceAge("Tryton", Freshness.OLD, now - minutes(11)),
    )


def console_call(now: datetime) -> ConsoleView:
    return ConsoleView(work(now, True), call(now), people.several(now), wrap_ups=(wrap_up(now),))


def console_call_work(now: datetime) -> ConsoleView:
    """With the guide of its queue and the customer's facts large."""
    thread = replace(call(now), guides=guides.beside(), call_work=guides.call_work())
    return ConsoleView(work(now, True), thread, replace(people.customer(now), interaction=CALL))


def console_call_paused(now: datetime) -> ConsoleView:
    """Card data was told long ago, and the recording is still paused."""
    return ConsoleView(work(now, True), replace(call(now), call=paused_view(now)), people.customer(now))


def frame_call_paused(now: datetime) -> FrameView:
    return FrameView(presence(now, True), call=paused_view(now))


def console_call_out(now: datetime) -> ConsoleView:
    """The telephone of who is called rings."""
    thread = replace(
        call(now), who="林佳穎", subject=None, call=dialling_view(now), composer=None, past=(),
        items=(EventView("q-1", now - minutes(0.2), "Mei called.", EventIcon.ROUTE),),
    )  # fmt: skip
    return ConsoleView(work(now, True), thread, replace(people.customer(now), interaction=CALL))


def console_unreached(now: datetime) -> ConsoleView:
    """Nobody was reached: once more, or by another way."""
    items = (
        EventView("q-1", now - minutes(0.6), "Mei called.", EventIcon.ROUTE),
        EventView("q-2", now - minutes(0.5), "The line was busy.", EventIcon.PHONE),
    )
    thread = replace(
        call(now), who="林佳穎", subject=None, call=unreached_view(now), composer=None, past=(), items=items,
        wrap_up=wrap_up(now),
    )  # fmt: skip
    return ConsoleView(work(now), thread, replace(people.customer(now), interaction=CALL))


def console_consult(now: datetime) -> ConsoleView:
    thread = replace(call(now), call=consult_view(now))
    return ConsoleView(work(now, True), thread, replace(people.customer(now), interaction=CALL))


def console_outside(now: datetime) -> ConsoleView:
    thread = replace(call(now), call=outside_view(now))
    return ConsoleView(work(now, True), thread, replace(people.customer(now), interaction=CALL))


def console_given_outside(now: datetime) -> ConsoleView:
    thread = replace(call(now), call=given_outside_view(now))
    return ConsoleView(work(now, True), thread, replace(people.customer(now), interaction=CALL))


def parked_lines(now: datetime) -> tuple[ParkedCallView, ...]:
    """One of the reader's own, and a colleague's."""
    own = ParkedCallView(
        CallId(sample_id(507)), CALL, "David Okafor", "Mei Chen", True, now - minutes(1.2), now + minutes(0.8)
    )
    other = replace(
        own, call=CallId(sample_id(508)), interaction=CHAT, who="林佳穎", by="黃偉", yours=False,
        since=now - minutes(0.4), until=now + minutes(1.6),
    )  # fmt: skip
    return own, other


def console_parked(now: datetime) -> ConsoleView:
    """A colleague's parked call is open."""
    lines = parked_lines(now)
    shown = replace(
        call_view(now, CallState.PARKED),
        customer=LegView("David Okafor", LegState.MUSIC, now - minutes(1.2)),
        recording=Recording.PAUSED,
        can_pause=False,
        parked=lines[0],
        can_pick_up=True,
    )
    thread = replace(call(now), call=shown)
    return ConsoleView(replace(work(now), parked=lines), thread, replace(people.customer(now), interaction=CALL))


def console_call_asked(now: datetime) -> ConsoleView:
    """As the colleague sees it who was asked."""
    mei = LegView("Mei Chen", LegState.TALKING, agent=AgentId(sample_id(504)))
    asked = replace(call_view(now, CallState.HELD), others=(mei,), asked=True)
    return ConsoleView(work(now, True), replace(call(now), call=asked), replace(people.customer(now), interaction=CALL))


def console_call_over(now: datetime) -> ConsoleView:
    thread = replace(call(now), call=None, guides=guides.answered(), composer=None, closed="Closed by Mei.")
    return ConsoleView(work(now), thread, people.customer(now))


def console_wrap_up(now: datetime) -> ConsoleView:
    thread = ThreadView(
        CALL,
        "David Okafor",
        "voice",
        "Boiler does not heat",
        call(now).items[:2],
        wrap_up=wrap_up(now),
        can_park=False,
        can_close=False,
        can_transfer=False,
    )
    return ConsoleView(work(now), thread, people.customer(now))


def console_empty(now: datetime) -> ConsoleView:
    return ConsoleView(WorkListView((), (SlotLine("voice", 0, 1), SlotLine("webchat", 0, 3))))


def frame(now: datetime) -> FrameView:
    return FrameView(presence(now), alert=Alert("Repairs: 5 wait, 3:42"), mentions=2)


def frame_offer(now: datetime) -> FrameView:
    return FrameView(presence(now), offer(now))


def frame_floor(now: datetime) -> FrameView:
    return FrameView(presence(now), floor=floor.agents(now))


def frame_helped(now: datetime) -> FrameView:
    return FrameView(presence(now), floor=floor.helped(now))


def frame_hands(now: datetime) -> FrameView:
    return FrameView(presence(now), floor=floor.supervisors(now))


def frame_call(now: datetime) -> FrameView:
    return FrameView(presence(now, True), call=call_view(now))


def frame_call_out(now: datetime) -> FrameView:
    return FrameView(presence(now, True), call=dialling_view(now))
