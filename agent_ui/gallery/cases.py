"""Sample cases. Nobody here exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from agent_ui.cases.quality_views import (
    Headline,
    ParetoBar,
    ParetoChart,
    QualityCasesView,
    QualityFigure,
    QualityLine,
    QualityTable,
    QualityView,
)
from agent_ui.cases.views import (
    ApprovalLine,
    CaseBoard,
    CaseClock,
    CaseConversation,
    CaseDialog,
    CaseLinkLine,
    CaseStage,
    CaseTab,
    CaseView,
    ChangeLine,
    FieldView,
    IncidentDialog,
    IncidentView,
    Lane,
    LinkDialog,
    MergeDialog,
    NewCaseDialog,
    OwnerChoice,
    OwnerDialog,
    RefundDialog,
    ResolveDialog,
    SplitDialog,
    StateDialog,
    TypeChoice,
    UpdateDialog,
    WaitDialog,
)
from agent_ui.views import Fact, Tone, UndoView
from agent_ui.views.cases import CaseRow, CasesSection, IncidentHint
from agent_ui.views.common import FilterChoice
from contact_center.kernel.ids import CustomerId


def sample_id(n: int) -> UUID:
    return UUID(int=0x018F_0000_0000_7000_8000_0000_0001_0000 + n)


CAUSES = (("product/lot", "product › lot"), ("delivery/carrier", "delivery › carrier"), ("use", "use by the customer"))
REMEDIES = (("replaced", "Replaced at no cost"), ("refunded", "Refunded"))
CASE = CaseDialog(sample_id(1191), "CS-1191", "Grinder rattles after repair")


def row(
    number: int, who: str, title: str, due: str, tone: Tone = Tone.PLAIN, detail: str = "", **more: object
) -> CaseRow:
    id = sample_id(number)
    made = CaseRow(id, f"/cases/{id}", f"CS-{number}", who, title, detail, due, tone)
    return replace(made, **more)  # type: ignore[arg-type]


def board(*, current: bool = False) -> CaseBoard:
    lanes = (
        Lane(
            "new",
            "New",
            3,
            "",
            (
                row(1203, "Nora Walsh", "Damaged in transit", "2 h left", Tone.SOON),
                row(1205, "郭冠廷", "除垢之後咖啡變苦", "8 min"),
            ),
        ),
        Lane(
            "open",
            "Open",
            5,
            "1 late",
            (
                row(1198, "David Okafor", "Boiler does not heat", "late 6 d", Tone.LATE, step="k"),
                row(
                    1191,
                    "張雅婷",
                    "Grinder rattles after repair",
                    "6 h left",
                    Tone.SOON,
                    "part on its way",
                    current=current,
                ),
            ),
        ),
        Lane(
            "waiting",
            "Waiting",
            4,
            "come back by themselves",
            (
                row(1182, "林佳穎", "Steam wand", "Wed 25 Nov", detail="part ordered", step="j"),
                row(1196, "黃柏翰", "Serial no.", "since 11:05", detail="For the customer"),
            ),
        ),
        Lane(
            "resolved",
            "Resolved",
            6,
            "",
            (
                row(1177, "Lucas Mehta", "Pressure unstable, pump", "Fri 20 Nov"),
                row(1169, "吳淑芬", "Wrong voltage plate", "Thu 19 Nov"),
            ),
        ),
        Lane(
            "closed",
            "Closed",
            31,
            "",
            (
                row(1160, "Marcus Bell", "Return, changed his mind", "12 Nov"),
                row(1158, "Ellison Hotels", "Three cups missing", "11 Nov"),
            ),
            "/cases?as=list",
        ),
    )
    return CaseBoard(tabs(), lanes, "", "mine", False, can_open=True)


def tabs() -> tuple[CaseTab, ...]:
    return (
        CaseTab("mine", "Mine", 4, "/cases?view=mine", True),
        CaseTab("nobodys", "Without an owner", 3, "/cases?view=nobodys", False),
        CaseTab("late", "Over the goal", 2, "/cases?view=late", False),
        CaseTab("incidents", "Known incidents", 1, "/cases?view=incidents", False),
        CaseTab("all", "All", None, "/cases?view=all", False),
    )


def listed() -> CaseBoard:
    rows = tuple(one for lane in board().lanes for one in lane.rows)
    return CaseBoard(tabs(), (), "pump", "mine", True, rows, "/cases?after=x", True)


def case(now: datetime) -> CaseView:
    def at(**ago: float) -> datetime:
        return now - timedelta(**ago)

    return CaseView(
        id=sample_id(1191),
        version=7,
        number="CS-1191",
        quote="CS-1191-9",
        title="Grinder rattles after repair",
        customer=CustomerId(sample_id(1)),
        customer_name="張雅婷",
        customer_note="Private customer",
        state="open",
        stages=(
            CaseStage("New, Thu 19 Nov", "done"),
            CaseStage("Open: part on its way", "now"),
            CaseStage("Waiting", ""),
            CaseStage("Resolved", ""),
            CaseStage("Closed", ""),
        ),
        clocks=(
            CaseClock("First answer", "met in 42 min", Tone.GOOD, 18, "goal 4 h in open hours"),
            CaseClock("Solution", "6 h left", Tone.SOON, 85, "goal 40 h in open hours; stood still for 27 h"),
            CaseClock("Consumer law, 15 days", "until Fri 4 Dec", Tone.PLAIN, 29, "runs on while we wait"),
        ),
        conversations=(
            CaseConversation("/console?c=1", "voice", "third time this week", at(hours=1)),
            CaseConversation("/console?c=2", "sms", "您：零件明天到，會先打給您", at(days=2)),
            CaseConversation(None, "email", "E-mail, in a queue you do not serve", at(days=5)),
        ),
        wants="A grinder that is quiet by the weekend market; if not, a loan machine. She asks for the NT$600 courier "
        "fee back.",
        told="Sunday, Wei: the part arrives Monday. It did not: SO-20377 now comes Wed 25 Nov.",
        causes=CAUSES,
        cause="product/lot",
        remedies=REMEDIES,
        remedy="",
        resolution="",
        cost="NT$1,850",
        cost_amount="1850",
        currency="TWD",
        cost_note="carrier 1,250, courier 600",
        fields=(
            FieldView("visits", "Visits", "number", "2"),
            FieldView("loan", "Loan machine", "yes_no", "no", (("yes", "Yes"), ("no", "No")), required=True),
        ),
        things=(
            CaseLinkLine("product", "Product", "Kiln G1 grinder", "bought 3 Oct", "Tryton", None, "product G1"),
            CaseLinkLine("serial", "Serial number", "G1-4417", "", "", None, "serial G1-4417"),
            CaseLinkLine("lot", "Lot", "2609-B", "", "", None, "lot 2609-B"),
        ),
        links=(
            CaseLinkLine("order", "Order", "SO-20377", "burr carrier", "Tryton", "/customers?q=SO-20377", "order SO"),
            CaseLinkLine("invoice", "Invoice", "INV-3402", "", "", "/customers?q=INV-3402", "invoice INV-3402"),
        ),
        facts=(
            Fact("Type", "Complaint, reason: repair not lasting"),
            Fact("Priority", "High"),
            Fact("Owner", "Mei Chen", "Wei, Sam watch"),
            Fact("Quote as", "CS-1191-9", "the last digit checks the others"),
        ),
        changes=(
            ChangeLine(at(minutes=5), "Mei", "Asked for approval"),
            ChangeLine(at(minutes=9), "Mei", "Opened again; the clocks go on"),
            ChangeLine(at(days=2), "Wei", "Waiting: part ordered"),
        ),
        approvals=(
            ApprovalLine(sample_id(7), "NT$600, courier", "Mei asked 14:22", Tone.SOON, True, False),
            ApprovalLine(sample_id(8), "NT$900, taxi", "refused by Sam: not our fault", Tone.LATE, False, False),
        ),
        missing="Still needed before it can be resolved: the remedy, an answer to the question for approval.",
        can_change=True,
        can_resolve=True,
        can_assign=True,
        can_merge=True,
        is_open=True,
        owner="Mei Chen",
        is_mine=True,
        watching=False,
        undo=UndoView("CS-1191: Waiting → open.", "/cases/x/undo"),
        incident=IncidentHint(
            sample_id(14),
            "Looks like known incident CS-1180: burr carriers of lot 2609-B come loose.",
            "23 customers, 9 cases. One update goes to all.",
            False,
            "/cases/y",
        ),
        as_incident=IncidentView("9 cases, 8 customers", "rattle; lot 2609-B", "Offer a loan machine.", "Shown", "Wed"),
        can_declare=True,
    )


def section() -> CasesSection:
    found = board().lanes[1].rows
    hint = IncidentHint(sample_id(14), "CS-1180: burr carriers come loose", "9 cases.", False, "/cases/y", sample_id(5))
    return CasesSection(found, "/cases?customer=1", "/cases/new?customer=1", hint)


def dialogs() -> dict[str, object]:
    """By template."""
    people = (OwnerChoice(sample_id(2), "Wei Huang", "agent"), OwnerChoice(sample_id(3), "Sam Okoye", "supervisor"))
    others = tuple(board().lanes[0].rows)
    types = (TypeChoice("complaint", "Complaint", (("quality", "quality"),)), TypeChoice("repair", "Repair", ()))
    return {
        "cases/owner.html": OwnerDialog(CASE, sample_id(1), people, True),
        "cases/wait.html": WaitDialog(
            CASE,
            (("customer", "For the customer", "The clocks stand still."), ("date", "Until a date", "They run on.")),
            (("part_ordered", "part ordered"),),
            "2026-11-24T14:00",
            False,
        ),
        "cases/state.html": StateDialog(CASE, (("part_on_its_way", "part on its way"),), "part_on_its_way"),
        "cases/resolve.html": ResolveDialog(
            CASE, CAUSES, "product/lot", True, REMEDIES, "", True, "", "Still needed: an answer.", "14 days"
        ),
        "cases/merge.html": MergeDialog(CASE, others),
        "cases/split.html": SplitDialog(
            CASE,
            (("complaint", "Complaint"), ("repair", "Repair")),
            "complaint",
            (("conversation 1", "email", "Grinder rattles after repair"), ("conversation 2", "sms", "發票開錯了")),
            (("order SO-1042", "Order SO-1042"), ("serial G1-4417", "Serial number G1-4417")),
        ),
        "cases/link.html": LinkDialog(CASE, (("order", "Order"), ("lot", "Lot"))),
        "cases/incident.html": IncidentDialog(
            CASE, "rattle", "", "2609-B", "Offer a loan machine.", "It rattles.", "會響。", True
        ),
        "cases/update.html": UpdateDialog(CASE, "9 cases, 8 customers"),
        "cases/refund.html": RefundDialog(CASE, "500", "TWD"),
        "cases/new.html": NewCaseDialog(
            sample_id(5),
            sample_id(1),
            "張雅婷",
            "磨豆機修回來後一直有聲音",
            types,
            (("normal", "Normal"), ("high", "High")),
            others,
        ),
    }


def quality() -> QualityView:
    """Figures of a month, as those of the demo."""

    def figure(n: int, of: int, only: str = "") -> QualityFigure:
        text = f"{n}" if not only else f"{round(100 * n / of)} % ({n})"
        return QualityFigure(
            text, f"/cases/quality/cases?only={only}" if n else None, Tone.LATE if n > 30 and only else Tone.PLAIN
        )

    def line(name: str, n: int, so_far: int = 0) -> QualityLine:
        return QualityLine(
            name, figure(n, 148), figure(n // 7, n, "repeated"), figure(n // 3, n, "late"),
            figure(n // 20, n, "reopened"), "2 d 4 h", "9 h", "NT$12,400", f"{round(100 * n / 148)}", f"{so_far}",
        )  # fmt: skip

    counts = (("Product › lot", 62), ("Delivery › carrier", 38), ("Service › promise not kept", 24), ("use", 14),
              ("without a cause", 10))  # fmt: skip
    before, lines, bars, points = 0, [], [], []
    for n, (name, count) in enumerate(counts):
        before += count
        lines.append(line(name, count, round(100 * before / 148)))
        height = round(240 * count / 62, 1)
        bars.append(ParetoBar(n * 192 + 23.0, 146.0, 240 - height, height, f"{name}: {count}", str(n + 1)))
        points.append(f"{n * 192 + 96},{round(240 * (1 - before / 148), 1)}")
    chart = ParetoChart(tuple(bars), " ".join(points), "62", "3 causes are behind 84 % of the cases.")
    headlines = (
        Headline("Resolved", figure(148, 148), ""),
        Headline("Came back within 7 days", figure(21, 148, "repeated"), "the same customer, same type or product"),
        Headline("Late", figure(44, 148, "late"), "missed the goal or the law’s day"),
        Headline("Opened again", figure(7, 148, "reopened"), ""),
        Headline("Median time to resolve", QualityFigure("2 d 4 h", None), "9 h in open hours, without waits"),
    )
    choices = (FilterChoice("complaint", "Complaint", False), FilterChoice("repair", "Repair", False))
    return QualityView(
        "2026-10-24", "2026-11-22", (("7 days", "/cases/quality", False), ("30 days", "/cases/quality", True)), choices,
        (FilterChoice("1", "Repairs", False),), (FilterChoice("Kiln G1", "Kiln G1", False),), headlines, chart,
        QualityTable("Causes", "Cause", tuple(lines)),
        (QualityTable("By type", "Type", (line("Complaint", 80), line("Repair", 68))),), "/cases/quality.csv",
    )  # fmt: skip


def behind() -> QualityCasesView:
    return QualityCasesView("Late", "/cases/quality", listed().rows, "/cases/quality/cases?after=1")
