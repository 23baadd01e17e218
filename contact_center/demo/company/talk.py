"""What the simulated agents answer and what the simulated customers say next. Pure.

The answers of a topic are said one after another; the last of them ends the matter. Placeholders are facts
of the story's own orders, which are those of the ERP.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from contact_center.demo.company.story.model import Topic

_EN: dict[Topic, tuple[str, ...]] = {
    Topic.LATE_ORDER: (
        "I have {number} in front of me. The {product} is on back-order; the warehouse expects to ship it on "
        "{planned}. Would you like the parts that are in stock sent ahead?",
        "Done: what is in stock leaves today, the rest on {planned}, and you pay no freight for the second parcel. "
        "I am sorry for the wait.",
    ),
    Topic.MISSING_REST: (
        "You are right, {number} went out in two parts. The {product} is still in the warehouse and is planned for "
        "{planned}. Does this work for you?",
        "Then it stays like this: the rest of {number} leaves on {planned}, and you get the tracking number by e-mail.",
    ),
    Topic.WHERE_IS_PARCEL: (
        "{number} left us with {carrier}, tracking number {tracking}. Their depot has scanned it; it should be with "
        "you today or tomorrow. Shall I ask them to call you before they come?",
        "I have asked {carrier} to call you first. If it has not come by tomorrow evening, write to us here.",
    ),
    Topic.CHANGE_DELIVERY: (
        "{number} has not left yet, so I can still change it. Which day or address shall I enter?",
        "It is changed. You will get a confirmation for {number} by e-mail in a few minutes.",
    ),
    Topic.INVOICE: (
        "Invoice {invoice} for {number} is due on {due}. I have just sent it to you again as a PDF. "
        "Is there anything on it that should be different?",
        "Thank you, I have noted it on {invoice}. Nothing else is open on {number}.",
    ),
    Topic.QUOTE: (
        "Thank you for asking. The {product} is in stock and ships within three working days. From six pieces on "
        "I can take five percent off. How many do you need?",
        "I have put it into a new quote and sent it by e-mail. It is valid for thirty days.",
    ),
    Topic.REFUND: (
        "The cancellation of {number} is booked. The refund goes back the way you paid, usually within five working "
        "days. Has nothing arrived yet?",
        "I have asked our bookkeeping to look today. You will hear from us tomorrow at the latest.",
    ),
    Topic.REPAIR: (
        "I am sorry about {serial}. Before I book a technician: does the display show an error, and since when?",
        "Thank you. A technician will call you today to fix a time. {serial} is in our records, so you need no papers.",
    ),
    Topic.WARRANTY: (
        "The warranty of {serial} runs until {until}. It can be extended by twelve months as long as it has not run "
        "out. Shall I send you an offer?",
        "The offer is on its way to your mailbox. Just answer it if you want the extension.",
    ),
    Topic.RETURN: (
        "I am sorry that it arrived like this. Please keep the box. I can exchange it or take it back; which do you "
        "prefer?",
        "I have sent you a return label for {number}. The carrier picks it up from your door.",
    ),
    Topic.HOW_TO: (
        "With hard water we recommend to descale every six weeks, and to use the filter cartridge. Do you use one?",
        "Then six weeks are right. The steps are in the manual on page 14; I have sent you the link.",
    ),
}

_ZH: dict[Topic, tuple[str, ...]] = {
    Topic.LATE_ORDER: (
        "我看到 {number} 了。{product}目前缺貨，倉庫預計 {planned} 出貨。要不要先寄有現貨的部分？",
        "好的，有現貨的今天先出，其餘 {planned} 出，第二次運費由我們負擔。讓您久等，很抱歉。",
    ),
    Topic.MISSING_REST: (
        "沒錯，{number} 是分批出貨，{product}還在倉庫，預計 {planned} 寄出，這樣可以嗎？",
        "好的，{number} 剩下的 {planned} 出貨，物流單號會寄到您的信箱。",
    ),
    Topic.WHERE_IS_PARCEL: (
        "{number} 已交給{carrier}，單號 {tracking}，已經到營業所，今明兩天會送到。要請他們送貨前先打電話嗎？",
        "已經請{carrier}送貨前先聯絡您。如果明天晚上前還沒收到，請再跟我們說。",
    ),
    Topic.CHANGE_DELIVERY: (
        "{number} 還沒出貨，可以改。請問要改成哪一天或哪個地址？",
        "已經改好了，{number} 的確認信幾分鐘內會寄到您的信箱。",
    ),
    Topic.INVOICE: (
        "{number} 的發票 {invoice} 到期日是 {due}，剛剛已經再寄一次 PDF 給您。上面有需要更正的地方嗎？",
        "謝謝，已經註記在 {invoice} 上了，{number} 沒有其他未結的款項。",
    ),
    Topic.QUOTE: (
        "謝謝您的詢問，{product}有現貨，三個工作天內可以出貨。六件以上可以打九五折，請問需要幾件？",
        "新的報價單已經寄到您的信箱，三十天內有效。",
    ),
    Topic.REFUND: (
        "{number} 的取消已經登記，退款會照原付款方式退回，通常五個工作天內。到現在都還沒收到嗎？",
        "我已經請會計今天查，最晚明天會回覆您。",
    ),
    Topic.REPAIR: (
        "{serial} 的狀況很抱歉。安排技師之前想請教：螢幕有顯示錯誤代碼嗎？什麼時候開始的？",
        "謝謝您。技師今天會打電話跟您約時間，{serial} 的資料我們都有，不用另外準備文件。",
    ),
    Topic.WARRANTY: (
        "{serial} 的保固到 {until}，到期前都可以再延長十二個月，需要寄一份報價給您嗎？",
        "報價已經寄到您的信箱，要延長的話直接回信就可以。",
    ),
    Topic.RETURN: (
        "收到時是這樣真的很抱歉，外箱請先留著。可以換貨，也可以退貨，您希望怎麼處理？",
        "{number} 的退貨單已經寄給您，物流會到府收件。",
    ),
    Topic.HOW_TO: (
        "水質偏硬的話，建議六週除垢一次，並搭配濾芯。請問現在有裝濾芯嗎？",
        "那六週一次剛好。步驟在說明書第 14 頁，連結也寄給您了。",
    ),
}

_NEXT_EN: dict[Topic, tuple[str, ...]] = {
    Topic.LATE_ORDER: ("Yes please, send what you have.", "All right, but not later than that, please."),
    Topic.MISSING_REST: ("Yes, that works.", "A bit late, but fine."),
    Topic.WHERE_IS_PARCEL: ("Yes, please. We are here from two o'clock.", "No need, somebody is here all day."),
    Topic.CHANGE_DELIVERY: (
        "Next Monday after ten, same address.",
        "Please send it to our new shop, 9 Dongmen Street.",
    ),
    Topic.INVOICE: ("Got it, it is all correct. We pay this week.", "No, that is fine. I only missed the PDF."),
    Topic.QUOTE: ("Two for now.", "Six, if the discount holds.", "Just one, for the shop."),
    Topic.REFUND: ("No, nothing yet.", "Not on my account so far."),
    Topic.REPAIR: ("It shows E7, since this morning.", "No error. It began on Saturday."),
    Topic.WARRANTY: ("Yes, please send the offer.",),
    Topic.RETURN: ("An exchange, please.", "I would rather send it back."),
    Topic.HOW_TO: ("Yes, your own cartridge.", "Not yet."),
}
_NEXT_ZH: dict[Topic, tuple[str, ...]] = {
    Topic.LATE_ORDER: ("好，有的先寄。", "可以，但請不要再延了。"),
    Topic.MISSING_REST: ("可以，謝謝。", "有點晚，但沒關係。"),
    Topic.WHERE_IS_PARCEL: ("好，兩點以後店裡有人。", "不用，整天都有人在。"),
    Topic.CHANGE_DELIVERY: ("改下週一十點以後，地址一樣。", "請改送新店：東門街 9 號。"),
    Topic.INVOICE: ("收到了，沒有問題，這週付款。", "不用改，只是沒收到 PDF。"),
    Topic.QUOTE: ("先兩件。", "有折扣的話六件。", "店裡用，一件就好。"),
    Topic.REFUND: ("還沒收到。", "帳戶裡沒有看到。"),
    Topic.REPAIR: ("顯示 E7，今天早上開始的。", "沒有代碼，星期六開始的。"),
    Topic.WARRANTY: ("好，請寄報價。",),
    Topic.RETURN: ("換貨，謝謝。", "我想退貨。"),
    Topic.HOW_TO: ("有，用你們的濾芯。", "還沒裝。"),
}

THANKS = {
    "en": ("Thank you, that helps.", "Great, thanks!", "Perfect. Have a nice day."),
    "zh-TW": ("謝謝，幫大忙了。", "太好了，謝謝！", "好的，謝謝您。"),
}
AGAIN = {
    "en": ("Hello, is there any news?", "Sorry to ask again: is there any news?"),
    "zh-TW": ("您好，請問有進展嗎？", "不好意思再問一次，有消息了嗎？"),
}
WELCOME = {"en": "You are welcome. Have a good day!", "zh-TW": "不客氣，祝您順心！"}
LOOKING = {
    "en": "Thank you for your message. I am looking into it; could you tell me the number of the order or the machine?",
    "zh-TW": "謝謝您的訊息，我來查一下。方便告訴我訂單編號或機器序號嗎？",
}
NOTED = {
    "en": "Thank you. I have written it down, and a colleague will come back to you today.",
    "zh-TW": "謝謝，已經記下來了，今天會有同事回覆您。",
}

DISPOSITIONS = {
    Topic.LATE_ORDER: "order_status",
    Topic.MISSING_REST: "order_status",
    Topic.WHERE_IS_PARCEL: "order_status",
    Topic.CHANGE_DELIVERY: "delivery_changed",
    Topic.INVOICE: "invoice_question",
    Topic.QUOTE: "advice_given",
    Topic.REFUND: "invoice_question",
    Topic.REPAIR: "repair_booked",
    Topic.WARRANTY: "advice_given",
    Topic.RETURN: "other",
    Topic.HOW_TO: "advice_given",
}
_NUMBER = re.compile(r"\b(?:SO-\d{5}|INV-\d{4}|[KGD]\d-\d{4})\b")


@dataclass(frozen=True, slots=True)
class Matter:
    """What a conversation is about, and the facts to answer it with."""

    topic: Topic
    language: str
    """`en` or `zh-TW`."""
    facts: Mapping[str, str]

    def answer(self, turn: int) -> str:
        """The agent's answer number `turn`, from 0; the last one for every later turn."""
        said = (_ZH if self.language == "zh-TW" else _EN)[self.topic]
        return said[min(turn, len(said) - 1)].format_map(Known(self.facts))

    @property
    def turns(self) -> int:
        return len((_ZH if self.language == "zh-TW" else _EN)[self.topic])

    def next_words(self, random: Random) -> str:
        """What the customer says to the first answer."""
        return random.choice((_NEXT_ZH if self.language == "zh-TW" else _NEXT_EN)[self.topic])

    @property
    def disposition(self) -> str:
        return DISPOSITIONS[self.topic]


class Known(dict[str, str]):
    """Facts by name; one that nobody knows is said as "it"."""

    def __missing__(self, name: str) -> str:
        return "…"


def numbers_in(text: str) -> list[str]:
    """Numbers of orders, invoices and machines that a text names."""
    return _NUMBER.findall(text)


def language_of(text: str) -> str:
    """`zh-TW` if there is a Chinese character in it, else `en`."""
    return "zh-TW" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en"
