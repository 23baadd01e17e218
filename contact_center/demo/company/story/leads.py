"""The customers with a story of their own; everybody else is drawn from the seed around them."""

# ruff: noqa: E501 - texts and tables read better on one line
from __future__ import annotations

from datetime import date, timedelta

from contact_center.demo.company.story.catalog import BY_SKU, CARRIERS
from contact_center.demo.company.story.model import (
    Account,
    Invoice,
    Order,
    OrderLine,
    Person,
    Plot,
    Reason,
    Shipment,
    Topic,
    Unit,
)

NEW_TAX_ID = "53218891"

LEAD_ACCOUNTS = (
    Account("a-mosslane", "C00001", "苔巷咖啡 Moss Lane Café", True, "zh-TW", "臺北市", "溫州街74巷12號", "106", "28751100"),
    Account("a-northgate", "C00002", "Northgate Roasters", True, "en", "臺北市", "迪化街一段155號", "103", "99123638"),
    Account("a-nair", "C00003", "Priya Nair", False, "en", "臺北市", "永康街31號", "106"),
    Account("a-richang", "C00004", "日常豆室", True, "zh-TW", "臺中市", "綠川西街88號", "400", "99015743"),
    Account("a-fold", "C00005", "Fold", True, "en", "新竹市", "東門街9號", "300", "99044515"),
    Account("a-bell", "C00006", "Marcus Bell", False, "en", "臺北市", "師大路59號", "106"),
    Account("a-dadaocheng", "C00007", "大稻埕烘焙", True, "zh-TW", "臺北市", "民樂街41號", "103", "99094866"),
    Account("a-huang", "C00008", "黃柏翰", False, "zh-TW", "高雄市", "五福三路120號", "800"),
    Account("a-ellison", "C00009", "Ellison Hotels", True, "en", "臺北市", "中山北路二段63號", "104", "99066094"),
    Account("a-zhang", "C00010", "張雅婷", False, "zh-TW", "新竹市", "東門街9號", "300"),
)  # fmt: skip

_FOLD_LANDLINE = "+886227118830"

LEAD_PEOPLE = (
    Person("p-lin", "林佳穎", "a-mosslane", "Owner", "zh-TW", "chiaying@mosslane.example", "+886912345018"),
    Person("p-hale", "Tom Hale", "a-mosslane", "Bookkeeping", "en", "tom@mosslane.example", "+886912345019"),
    Person("p-okafor", "David Okafor", "a-northgate", "Manager", "en", "david@northgate.example", "+886227110482"),
    Person("p-nair", "Priya Nair", "a-nair", "", "en", "priya.nair@mail.example", "+886933200117"),
    Person("p-chen", "陳俊宏", "a-richang", "店長", "zh-TW", "junhong@richang.example", "+886928771204"),
    Person("p-brooks", "Hannah Brooks", "a-fold", "Owner", "en", "hannah@fold.example", _FOLD_LANDLINE),
    Person("p-bell", "Marcus Bell", "a-bell", "", "en", "marcus.bell@mail.example", "+886955018330"),
    Person("p-wu", "吳淑芬", "a-dadaocheng", "採購", "zh-TW", "shufen@dadaocheng.example", "+886225570166"),
    Person("p-huang", "黃柏翰", "a-huang", "", "zh-TW", "bohan.huang@mail.example", "+886970314882"),
    Person("p-ellison", "Claire Donovan", "a-ellison", "Procurement", "en", "procurement@ellison.example", "+886225118200"),
    Person("p-zhang", "張雅婷", "a-zhang", "", "zh-TW", "yating.chang@mail.example", _FOLD_LANDLINE),
)  # fmt: skip


def _line(sku: str, quantity: int = 1, price: int | None = None) -> OrderLine:
    return OrderLine(sku, quantity, BY_SKU[sku].price if price is None else price)


def _sent(anchor: date, days: int, *lines: OrderLine, number: str) -> Shipment:
    """A delivery done so many days ago, on the day it was promised."""
    shipped = anchor - timedelta(days=days)
    goods = tuple((line.sku, line.quantity) for line in lines)
    return Shipment("done", goods, shipped, shipped, shipped, CARRIERS[0], number)


def lead_orders(anchor: date) -> list[Order]:
    def day(offset: int) -> date:
        return anchor + timedelta(days=offset)

    opening = (_line("G2-64", 2),)
    burrs = (_line("G1-64", 1), _line("BURR-G1", 4, 4500))
    filters = (_line("FILTER-W", 8),)
    machine = (_line("E1-2G"),)
    brewer = (_line("D1-DRIP"),)
    northgate = (_line("E1-2G"), _line("G2-PRO"))
    grinder = (_line("G1-64"),)
    home = (_line("E2-HOME"), _line("TAMPER"))
    shop = (_line("G2-64"), _line("E1-1G"))
    return [
        Order("SO-20418", "a-mosslane", "p-lin", Plot.LATE, day(-18), opening, (
            Shipment("assigned", (("G2-64", 1),), day(-3), day(0)),
            Shipment("waiting", (("G2-64", 1),), day(-3), day(3)),
        ), Invoice("INV-3402", day(-18), day(-4), day(-16), 100), "Opening Friday"),
        Order("SO-20446", "a-mosslane", "p-lin", Plot.UNPAID, day(-9), filters,
              (_sent(anchor, 7, *filters, number="HP70418822"),), Invoice("INV-3407", day(-7), day(7))),
        Order("SO-20102", "a-mosslane", "p-hale", Plot.OVERDUE, day(-33), burrs,
              (_sent(anchor, 26, *burrs, number="HP70377120"),), Invoice("INV-3391", day(-26), day(-12))),
        Order("SO-20077", "a-mosslane", "p-lin", Plot.SETTLED, day(-45), brewer,
              (_sent(anchor, 40, *brewer, number="HP70361180"),), Invoice("INV-3288", day(-40), day(-26), day(-19), 100)),
        Order("SO-19640", "a-mosslane", "p-lin", Plot.SETTLED, day(-270), machine,
              (_sent(anchor, 262, *machine, number="HP70109216"),), Invoice("INV-2871", day(-262), day(-248), day(-250), 100)),
        Order("SO-20431", "a-mosslane", "p-lin", Plot.QUOTED, day(-4), (_line("E1-1G"), _line("WAND-E1", 2)), (), None),
        Order("SO-19655", "a-northgate", "p-okafor", Plot.SETTLED, day(-255), northgate,
              (_sent(anchor, 248, *northgate, number="HP70110345"),), Invoice("INV-2890", day(-248), day(-234), day(-236), 100)),
        Order("SO-20344", "a-northgate", "p-okafor", Plot.SETTLED, day(-21), (_line("ELEM-E1"),),
              (_sent(anchor, 19, _line("ELEM-E1"), number="HP70399241"),), Invoice("INV-3379", day(-19), day(-5), day(-8), 100)),
        Order("SO-20425", "a-nair", "p-nair", Plot.PLANNED, day(-5), home,
              (Shipment("waiting", (("E2-HOME", 1), ("TAMPER", 1)), day(2), day(2)),),
              Invoice("INV-3411", day(-5), day(9), day(-5), 100)),
        Order("SO-19702", "a-richang", "p-chen", Plot.SETTLED, day(-350), shop,
              (_sent(anchor, 343, *shop, number="HP70088101"),), Invoice("INV-2760", day(-343), day(-329), day(-331), 100)),
        Order("SO-20440", "a-fold", "p-brooks", Plot.QUOTED, day(-2), (_line("BURR-G2", 6),), (), None),
        Order("SO-20298", "a-bell", "p-bell", Plot.SETTLED, day(-28), grinder,
              (_sent(anchor, 24, *grinder, number="HP70384410"),), Invoice("INV-3344", day(-28), day(-14), day(-28), 100)),
        Order("SO-20436", "a-dadaocheng", "p-wu", Plot.QUOTED, day(-3), (_line("D1-DRIP", 2), _line("FILTER-W", 10)), (), None),
        Order("SO-20021", "a-huang", "p-huang", Plot.SETTLED, day(-96), (_line("E2-HOME"),),
              (_sent(anchor, 92, _line("E2-HOME"), number="HP70301127"),), Invoice("INV-3120", day(-96), day(-82), day(-96), 100)),
        Order("SO-20442", "a-ellison", "p-ellison", Plot.DRAFT, day(-1), (_line("E1-2G", 3), _line("G2-PRO", 3)), (), None),
        Order("SO-20377", "a-zhang", "p-zhang", Plot.LATE, day(-24), (_line("BURR-G1"),),
              (Shipment("waiting", (("BURR-G1", 1),), day(-2), day(4)),), Invoice("INV-3374", day(-24), day(-10), day(-24), 100)),
    ]  # fmt: skip


def lead_units(anchor: date) -> list[Unit]:
    def unit(serial: str, sku: str, account: str, bought: int, months: int) -> Unit:
        start = anchor - timedelta(days=bought)
        return Unit(serial, sku, account, start, start + timedelta(days=months * 365 // 12))

    return [
        unit("K1-7730", "E1-2G", "a-mosslane", 262, 24),
        unit("G1-2091", "G1-64", "a-mosslane", 420, 12),
        unit("K1-6102", "E1-2G", "a-northgate", 248, 24),
        unit("G2-4410", "G2-PRO", "a-northgate", 248, 24),
        unit("G2-3317", "G2-64", "a-richang", 343, 12),
        unit("K1-5984", "E1-1G", "a-richang", 343, 24),
        unit("G1-3120", "G1-64", "a-bell", 24, 12),
        unit("K2-1188", "E2-HOME", "a-huang", 92, 24),
        unit("G1-2784", "G1-64", "a-zhang", 300, 12),
    ]


def lead_reasons(anchor: date) -> list[Reason]:
    promised, opening = anchor - timedelta(days=3), anchor + timedelta(days=4)
    return [
        Reason(
            "p-lin", Topic.LATE_ORDER, "zh-TW",
            f"您好，我們訂單 SO-20418 的兩台磨豆機說 {promised.day} 號會到，今天都 {anchor.day} 號了，物流那邊查不到出貨。",
            f"訂單 SO-20418 兩台磨豆機原訂 {promised.day} 號到，還沒收到，{opening.day} 號開幕，請回覆。",
            "SO-20418 磨豆機還沒到",
            f"您好，\n\n訂單 SO-20418 的兩台 G2 磨豆機原訂 {promised.day} 號到貨，到現在都沒有消息。"
            f"我們 {opening.day} 號開幕，至少要先有一台能用，運費我可以自付。\n\n苔巷咖啡 林佳穎",
            order="SO-20418",
        ),
        Reason(
            "p-hale", Topic.INVOICE, "en",
            f"Hi, the tax number on INV-3391 is still the old company's. The right one is {NEW_TAX_ID}. "
            "Could you send a corrected invoice?",
            f"INV-3391 has our old tax number. Right one: {NEW_TAX_ID}. Please correct it, we cannot pay it like this.",
            "Invoice INV-3391, wrong tax number",
            "Hi,\n\nthe tax number on INV-3391 is still the old company's. Our bookkeeping can't pay it like this. "
            f"The right one is {NEW_TAX_ID}. Could you send a corrected invoice to the billing address?\n\n"
            "Tom Hale\nMoss Lane Café",
            order="SO-20102",
        ),
        Reason(
            "p-okafor", Topic.REPAIR, "en",
            "The boiler of our two-group E1, serial K1-6102, stays at 40 degrees and shows E7. "
            "Your technician replaced a fuse already.",
            "E7 again on our E1, serial K1-6102. Boiler stays lukewarm, we are closed mornings. Please call.",
            "Boiler stays lukewarm again, K1-6102",
            "Hello,\n\nsince Saturday the boiler of our two-group E1 (serial K1-6102) stays at 40 degrees and shows "
            "error E7, although a fuse was replaced two weeks ago. We have to close mornings. Is a loan machine "
            "possible if the part is not in stock?\n\nDavid Okafor\nNorthgate Roasters",
            serial="K1-6102",
        ),
        Reason(
            "p-nair", Topic.CHANGE_DELIVERY, "en",
            "Hello, my order SO-20425 is to be shipped in two days. Can I pick it up on Saturday instead?",
            "SO-20425: can I pick it up on Saturday instead?",
            "Pick up SO-20425 on Saturday?",
            "Hello,\n\nI will be away when SO-20425 is delivered. Can I pick it up at your shop on Saturday instead?\n\n"
            "Thank you,\nPriya Nair",
            order="SO-20425",
        ),
        Reason(
            "p-chen", Topic.WARRANTY, "zh-TW",
            "您好，我們的 G2 磨豆機 G2-3317 保固快到期了，想問保固可以延長嗎？",
            "磨豆機 G2-3317 保固快到期，可以延長嗎？費用多少？",
            "G2-3317 保固延長",
            "您好，\n\n店裡的 G2 磨豆機（序號 G2-3317）下個月保固到期，請問可以延長嗎？費用怎麼算？\n\n日常豆室 陳俊宏",
            order="SO-19702", serial="G2-3317",
        ),
        Reason(
            "p-brooks", Topic.QUOTE, "en",
            "Hi, about quote SO-20440: what would six G2 burr sets cost if we take them all this month?",
            "Quote SO-20440: better price for six G2 burr sets if we order this month?",
            "Price for six G2 burr sets (SO-20440)",
            "Hi,\n\nthank you for the quote SO-20440. Is there a better price for six burr sets if we order before the "
            "end of the month?\n\nHannah Brooks\nFold",
            order="SO-20440",
        ),
        Reason(
            "p-bell", Topic.RETURN, "en",
            "I would like to send back the G1 grinder of order SO-20298. I never got the return label.",
            "SO-20298: I never got the return label for the grinder. Can you send it again?",
            "Return label for SO-20298",
            "Hello,\n\nI would like to return the grinder of SO-20298. The return label has not arrived. "
            "Could you send it again?\n\nMarcus Bell",
            order="SO-20298", serial="G1-3120",
        ),
        Reason(
            "p-wu", Topic.QUOTE, "zh-TW",
            "您好，報價單 SO-20436 收到了，請問統一編號可以一起打上去嗎？交期大概多久？",
            "報價單 SO-20436 請補上統一編號，另外交期多久？",
            "報價單 SO-20436",
            "您好，\n\n報價單 SO-20436 已收到，請協助補上統一編號 99094866，並告知確認後多久可以出貨。\n\n大稻埕烘焙 吳淑芬",
            order="SO-20436",
        ),
        Reason(
            "p-huang", Topic.REPAIR, "zh-TW",
            "你好，家裡的 E2 咖啡機 K2-1188 打奶時一直漏水，還在保固內嗎？",
            "E2 咖啡機 K2-1188 蒸汽棒漏水，還在保固嗎？",
            "E2 蒸汽棒漏水",
            "你好，\n\n我的 E2 家用咖啡機（序號 K2-1188，訂單 SO-20021）打奶時蒸汽棒會漏水，請問保固內可以送修嗎？\n\n黃柏翰",
            order="SO-20021", serial="K2-1188",
        ),
        Reason(
            "p-ellison", Topic.QUOTE, "en",
            "Good day, we have sent an order form for three E1 and three G2 Pro. Could you confirm prices and lead time?",
            "Order form SO-20442 sent. Please confirm prices and lead time.",
            "Order form, three E1 and three G2 Pro",
            "Good day,\n\nplease find our order form for three E1 machines and three G2 Pro grinders (your SO-20442). "
            "We need prices and a lead time by the end of this week.\n\nClaire Donovan\nProcurement, Ellison Hotels",
            order="SO-20442",
        ),
        Reason(
            "p-zhang", Topic.LATE_ORDER, "zh-TW",
            "你好，我上次修完的磨豆機還是會響，換的刀盤 SO-20377 也還沒到，這禮拜已經第三次打來了。",
            "SO-20377 刀盤還沒到，磨豆機還是會響，請處理。",
            "磨豆機異音與 SO-20377",
            "你好，\n\n我的 G1 磨豆機（G1-2784）送修回來還是有異音，訂單 SO-20377 的刀盤也晚了兩天還沒寄出。請儘快處理。\n\n張雅婷",
            order="SO-20377", serial="G1-2784",
        ),
    ]  # fmt: skip
