"""Articles of the story: what Kiln & Co explains again and again, how it helped, and what nobody has written yet.

Ten are published for customers, one for colleagues; one waits for publication, one is a draft. They helped in work of
the past weeks, and some customers came back about the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.company import store
from contact_center.demo.names import KILN, agent_id
from contact_center.directory.domain import Role
from contact_center.kernel.ids import AgentId, InteractionId
from contact_center.platform.eventlog import consume_once
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.knowledge import service
from crm_core.knowledge.domain import ArticleState, ArticleText, AskedWhere, How, Visibility
from crm_core.knowledge.following import ArticlesFollowWork
from crm_core.knowledge.service import ArticleActor, ArticleChanges, NewArticle

MACHINES, GRINDERS, ORDERS, PAYMENT = "machines", "grinders", "orders", "payment"
CATEGORIES: Final = {
    GRINDERS: {"en": "Grinders", "zh-Hant": "磨豆機"},
    MACHINES: {"en": "Coffee machines", "zh-Hant": "咖啡機"},
    ORDERS: {"en": "Orders and delivery", "zh-Hant": "訂單與交貨"},
    PAYMENT: {"en": "Invoices and returns", "zh-Hant": "發票與退換貨"},
}


@dataclass(frozen=True, slots=True)
class ToldArticle:
    category: str
    by: str
    english: tuple[str, str]
    chinese: tuple[str, str]
    state: ArticleState = ArticleState.PUBLISHED
    visibility: Visibility = Visibility.CUSTOMERS
    review_in: int = 120
    """Days; past ones are due."""


ARTICLES: Final = (
    ToldArticle(
        GRINDERS, "wei",
        (
            "G1 grinder rattles while grinding",
            "A rattle that began suddenly comes from a **loose burr carrier** (lot 2609-B).\n\n1. Stop grinding and pull "
            "the plug.\n2. Read the lot from the plate under the hopper.\n3. Send us the serial number and the lot.\n\n"
            "We replace the carrier at no cost. Do not tighten it yourself: the burrs could touch.",
        ),
        (
            "G1 磨豆機研磨時有聲音",
            "突然出現的異音來自**鬆動的刀盤座**（批號 2609-B）。\n\n1. 請停止研磨並拔掉插頭。\n2. 批號在豆倉下方的銘牌上。\n"
            "3. 請把序號與批號告訴我們。\n\n我們免費更換刀盤座。請勿自行鎖緊，以免刀盤互相碰撞。",
        ),
    ),
    ToldArticle(
        GRINDERS, "wei",
        (
            "How to change the burrs of G1 and G2",
            "Burrs last about 400 kg of coffee in the G1 and 600 kg in the G2.\n\n1. Pull the plug, empty the hopper.\n"
            "2. Unscrew the upper burr carrier to the left.\n3. Brush out the chamber; change both burrs as a set.\n"
            "4. Screw it in until the burrs just touch, then two marks back.\n\nSets: BURR-G1 NT$4,200, BURR-G2 NT$5,600.",
        ),
        (
            "如何更換 G1、G2 的刀盤",
            "G1 的刀盤約可研磨 400 公斤咖啡豆，G2 約 600 公斤。\n\n1. 拔掉插頭，清空豆倉。\n2. 向左旋開上刀盤座。\n"
            "3. 刷淨研磨室，兩片刀盤要一起更換。\n4. 旋入到刀盤剛好接觸，再退兩格。\n\n刀盤組：G1 NT$4,200，G2 NT$5,600。",
        ),
    ),
    ToldArticle(
        MACHINES, "mei",
        (
            "How often to descale the machine",
            "With hard water **every two months**, with the water filter every six.\n\n1. Mix one bottle of descaler with "
            "2 litres of water.\n2. Run it through group and steam wand, wait 20 minutes.\n3. Rinse with two full tanks.\n\n"
            "Never use vinegar: it attacks the gaskets. Coffee that tastes bitter afterwards means that it was not rinsed "
            "long enough.",
        ),
        (
            "咖啡機多久除垢一次",
            "水質偏硬時**每兩個月一次**，裝有濾水器則每六個月一次。\n\n1. 一瓶除垢劑加 2 公升水。\n"
            "2. 流過沖煮頭與蒸汽棒，靜置 20 分鐘。\n3. 用兩整箱清水沖洗。\n\n請勿使用醋，醋會侵蝕墊圈。"
            "除垢後咖啡變苦，表示沖洗得不夠。",
        ),
        review_in=-5,
    ),
    ToldArticle(
        MACHINES, "wei",
        (
            "The boiler does not heat",
            "1. Is the water tank in and full? Below the mark the heating stays off.\n2. Switch off for ten minutes: the "
            "thermostat may have tripped.\n3. Does the lamp blink twice? Then the heating element (ELEM-E1) is broken.\n\n"
            "If it stays cold, tell us the serial number from the plate under the drip tray; within the warranty we collect "
            "the machine.",
        ),
        (
            "鍋爐不加熱",
            "1. 水箱是否裝好、水位是否高於刻度？低於刻度時不會加熱。\n2. 關機十分鐘，溫控器可能跳脫。\n"
            "3. 指示燈連閃兩次，表示加熱管（ELEM-E1）損壞。\n\n若仍不加熱，請告訴我們接水盤下方銘牌上的序號；"
            "保固期內我們會到府收件。",
        ),
    ),
    ToldArticle(
        MACHINES, "mei",
        (
            "Steam wand drips",
            "A few drops after use are normal. If it drips all the time:\n\n1. Clean the tip with a needle.\n2. Close the "
            "valve firmly, twice.\n3. Still dripping: the seal is worn. A steam wand WAND-E1 costs NT$3,800; within the "
            "warranty it is free.",
        ),
        (
            "蒸汽棒漏水",
            "使用後滴幾滴水是正常的。若一直滴水：\n\n1. 用細針清潔噴頭。\n2. 用力關閉閥門兩次。\n"
            "3. 仍然滴水表示墊圈磨損。蒸汽棒 WAND-E1 為 NT$3,800，保固期內免費更換。",
        ),
    ),
    ToldArticle(
        MACHINES, "wei",
        (
            "Warranty: how long, and how it is claimed",
            "E1, E2 and G2 Pro: **24 months**. G1, G2 and D1: **12 months**, from the day of delivery.\n\nSend us the serial "
            "number and a photo. Wear (gaskets, burrs, filters) is not covered. A repair is guaranteed for another "
            "6 months.",
        ),
        (
            "保固期間與申請方式",
            "E1、E2 與 G2 Pro **24 個月**，G1、G2 與 D1 **12 個月**，自到貨日起算。\n\n請提供序號與照片。"
            "耗材（墊圈、刀盤、濾芯）不在保固範圍內。維修後另享 6 個月保固。",
        ),
    ),
    ToldArticle(
        ORDERS, "mei",
        (
            "Where is my parcel?",
            "The number of the parcel is in our mail of the day of dispatch. Carriers show it only after their first scan, "
            "in the evening of that day.\n\nHarbour Parcel and Blue Crane deliver from 9 to 18, Northwind Freight calls "
            "before it comes. If the tracking has stood still for two working days, write to us with the number of the "
            "order.",
        ),
        (
            "我的包裹在哪裡？",
            "物流單號在出貨當天的通知信裡。物流公司在當天晚上第一次掃描後，才查得到進度。\n\n"
            "港灣快遞與藍鶴宅配於 9 點到 18 點送貨，北風物流送達前會先來電。若進度兩個工作天沒有更新，請附上訂單編號與我們聯絡。",
        ),
    ),
    ToldArticle(
        ORDERS, "rosa",
        (
            "Change the delivery day or address",
            "Until the order is picked (usually at noon of the day before dispatch) we change day and address at no cost: "
            "tell us the number of the order and the new day. After that the carrier decides; a second attempt is free, a "
            "third costs NT$150.",
        ),
        (
            "更改送貨日期或地址",
            "揀貨前（通常是出貨前一天中午）可以免費更改日期與地址：請告訴我們訂單編號與新的日期。"
            "之後由物流公司決定；第二次配送免費，第三次收取 NT$150。",
        ),
    ),
    ToldArticle(
        PAYMENT, "anna",
        (
            "Receive an invoice again, or with another tax number",
            "We send any invoice of the last five years again: tell us its number (INV-…). The tax number can be corrected "
            "until the end of the two months for which the invoice is declared; after that we write a credit note and a new "
            "invoice.",
        ),
        (
            "補寄發票或更正統一編號",
            "最近五年的發票都可以補寄，請提供發票編號（INV-…）。統一編號可在該期（兩個月）申報前更正；"
            "之後會開立折讓單並重新開立發票。",
        ),
    ),
    ToldArticle(
        PAYMENT, "mei",
        (
            "Return or exchange; arrived damaged",
            "Within **7 days** you may return what you bought online, unused, in its box. Damaged in transit: take photos of "
            "the box and of what is inside before you unpack further, and write to us within 48 hours. We collect it, and "
            "send another or pay it back.",
        ),
        (
            "退貨、換貨與運送損壞",
            "網路購買的商品，**7 天內**未使用且包裝完整可以退貨。運送途中損壞：請在繼續拆箱前，"
            "拍下外箱與內容物的照片，並於 48 小時內與我們聯絡。我們會派人收件，並換貨或退款。",
        ),
    ),
    ToldArticle(
        GRINDERS, "sam",
        (
            "What we may promise about lot 2609-B",
            "New carriers arrive on Wednesday. Offer a loan machine; **do not promise a day before Wednesday**. Courier costs "
            "up to NT$600 are ours, more needs approval.",
        ),
        (
            "批號 2609-B：可以承諾什麼",
            "新的刀盤座星期三到。可以提供借用機；**星期三之前不要承諾日期**。快遞費 NT$600 以內由我們負擔，超過需要核准。",
        ),
        visibility=Visibility.INSIDE, review_in=3,
    ),
    ToldArticle(
        MACHINES, "wei",
        (
            "Change the water filter",
            "Every six months or 1,500 cups. Soak the new cartridge (FILTER-W) for five minutes, turn the old one out to the "
            "left, the new one in until it clicks, then run one litre through the group.",
        ),
        (
            "更換濾水器濾芯",
            "每六個月或 1,500 杯更換一次。新濾芯（FILTER-W）先泡水五分鐘，舊濾芯向左旋出，新濾芯旋入到發出喀聲，"
            "再讓沖煮頭流出一公升水。",
        ),
        state=ArticleState.APPROVED,
    ),
    ToldArticle(
        PAYMENT, "rosa",
        ("Payment by instalments", "For orders above NT$30,000 with two banks. To be checked with accounting."),
        ("分期付款", "訂單金額 NT$30,000 以上，兩家銀行適用。待會計確認。"),
        state=ArticleState.DRAFT,
    ),
)  # fmt: skip
GAPS: Final = (
    ("Do you deliver to Penghu?", AskedWhere.HELP, 4),
    ("可以到府教學嗎？", AskedWhere.WIDGET, 3),
    ("Trade in an old machine", AskedWhere.INSIDE, 2),
)
USES: Final = 70
SAM: Final = ArticleActor(agent_id("sam"), Role.SUPERVISOR)


async def note(runtime: Runtime) -> None:
    """After the year of history, in the present; use in the work of the last weeks."""
    written = await runtime.database.run(KILN, _write, actor="demo")
    async with runtime.database.read(KILN) as reader:
        helped = await store.helped_lately(reader, KILN, reader.now - timedelta(days=60), USES)
    for n, (interaction, agent, at) in enumerate(helped):
        article, how = written[(n * n + n // 3) % len(written)], How.LINK if n % 3 == 0 else How.TEXT
        async with runtime.database.work(KILN, actor=f"user:{agent}", now=at) as work:
            await service.use(work, article, InteractionId(interaction), AgentId(agent), how, "en")
    while await consume_once(runtime.database, ArticlesFollowWork(), batch=2000):
        pass


async def _write(work: UnitOfWork) -> list[UUID]:
    """Those that customers may read."""
    ids = {key: await service.keep_category(work, names, SAM) for key, names in CATEGORIES.items()}
    readable = []
    for told in ARTICLES:
        texts = {"en": ArticleText(*told.english), "zh-Hant": ArticleText(*told.chinese)}
        by = ArticleActor(agent_id(told.by), Role.AGENT)
        review: date = (work.now + timedelta(days=told.review_in)).date()
        new = NewArticle(texts, ids[told.category], told.visibility, review_on=review)
        made = await service.create(work, new, by)
        if told.state is not ArticleState.DRAFT:
            await service.approve(work, made, SAM)
        if told.state is ArticleState.PUBLISHED:
            await service.publish(work, made, SAM)
            if told.visibility is Visibility.CUSTOMERS:
                readable.append(made)
    await _newer_draft(work, readable[1])
    for question, where, count in GAPS:
        for _ in range(count):
            await service.note_gap(work, question, where)
    return readable


async def _newer_draft(work: UnitOfWork, id: UUID) -> None:
    """Of one that is read the next version is being written."""
    told = ARTICLES[1]
    title, body = told.english
    newer = ArticleText(title, body.replace("then two marks back.", "then two marks back; taste, and set it finer."))
    texts = {"en": newer, "zh-Hant": ArticleText(*told.chinese)}
    await service.save(work, id, ArticleChanges(texts=texts), ArticleActor(agent_id("wei"), Role.AGENT))
