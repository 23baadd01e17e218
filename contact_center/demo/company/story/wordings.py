"""How people say it: texts for chat and telephone, SMS, and subject and body of an e-mail.

The last wording of `QUOTE` is for somebody who has not bought yet.
"""

from __future__ import annotations

from contact_center.demo.company.story.model import Topic

Wording = tuple[str, str, str, str]

_ZH: dict[Topic, tuple[Wording, ...]] = {
    Topic.LATE_ORDER: (
        (
            "您好，訂單 {number} 的{product}說 {promised} 會到，到現在還沒收到，請問什麼時候出貨？",
            "訂單 {number} 原訂 {promised} 到，還沒收到，何時出貨？",
            "訂單 {number} 尚未收到",
            "您好，\n\n訂單 {number} 的{product}原訂 {promised} 出貨，到今天都沒有消息。請告知確切的出貨日，謝謝。",
        ),
        (
            "請問 {number} 是缺貨嗎？{promised} 就該到了，我們店裡等著用。",
            "{number} 缺貨嗎？已經超過 {promised}，等著用。",
            "{number} 延遲，請回覆",
            "您好，\n\n{number} 已經超過約定的 {promised}。如果缺貨，能不能先出有現貨的部分？等您回覆。",
        ),
    ),
    Topic.MISSING_REST: (
        (
            "您好，訂單 {number} 只收到一部分，{product}還沒到，什麼時候補？",
            "{number} 只到一部分，{product}何時補到？",
            "訂單 {number} 少了{product}",
            "您好，\n\n訂單 {number} 我們只收到一部分，{product}還沒有到。請問什麼時候會補齊？",
        ),
    ),
    Topic.WHERE_IS_PARCEL: (
        (
            "請問訂單 {number} 寄到哪裡了？物流單號 {tracking} 我查不到。",
            "{number} 單號 {tracking} 查不到，包裹在哪？",
            "{number} 包裹進度",
            "您好，\n\n訂單 {number} 的物流單號 {tracking} 查不到進度，請問今天會送到嗎？店裡下午才有人收貨。",
        ),
        (
            "我在等 {number} 的{product}，請問今天會到嗎？",
            "{number} 今天會到嗎？",
            "{number} 何時送達",
            "您好，\n\n請問 {number} 的{product}預計什麼時候送達？我想安排人在店裡收貨。",
        ),
    ),
    Topic.CHANGE_DELIVERY: (
        (
            "您好，訂單 {number} 還沒出的話，可以改成下週一送嗎？這幾天店休。",
            "{number} 可否改下週一送？這幾天店休。",
            "{number} 更改送貨日",
            "您好，\n\n訂單 {number} 如果還沒出貨，請改到下週一再送，這幾天店休沒有人收。謝謝。",
        ),
        (
            "訂單 {number} 我想改送貨地址，來得及嗎？",
            "{number} 想改送貨地址，來得及嗎？",
            "{number} 更改地址",
            "您好，\n\n訂單 {number} 想改送到新店面，請問現在還來得及嗎？來得及的話我再提供新地址。",
        ),
    ),
    Topic.INVOICE: (
        (
            "您好，發票 {invoice} 請問可以再寄一次嗎？會計說沒收到。",
            "發票 {invoice} 沒收到，請再寄一次。",
            "請重寄發票 {invoice}",
            "您好，\n\n訂單 {number} 的發票 {invoice} 會計沒有收到，麻煩再寄一次，我們這週付款。",
        ),
        (
            "想確認一下 {invoice} 還有多少沒付，是哪一張訂單的？",
            "{invoice} 還有多少未付？",
            "{invoice} 對帳",
            "您好，\n\n我們在對帳，請確認發票 {invoice}（訂單 {number}）目前未付金額與到期日。",
        ),
    ),
    Topic.QUOTE: (
        (
            "您好，報價單 {number} 的價格可以再談嗎？確認後多久出貨？",
            "報價單 {number} 價格可再談嗎？交期多久？",
            "報價單 {number} 詢問",
            "您好，\n\n報價單 {number} 已收到，請問價格是否還有空間？另外確認後交期大概多久？",
        ),
        (
            "您好，想請問{product}現在有現貨嗎？店裡可以看機器嗎？",
            "請問{product}有現貨嗎？多少錢？",
            "詢價：{product}",
            "您好，\n\n想了解{product}的價格與交期，是否可以到展間試機？",
        ),
    ),
    Topic.REFUND: (
        (
            "我取消的訂單 {number}，請問退款什麼時候會下來？",
            "{number} 已取消，退款何時下來？",
            "{number} 退款進度",
            "您好，\n\n訂單 {number} 已經取消，請問退款目前到哪個階段？",
        ),
    ),
    Topic.REPAIR: (
        (
            "你好，我的{product}（{serial}）最近壓力不穩，出來的咖啡很淡，可以安排檢修嗎？",
            "{product} {serial} 壓力不穩，請安排檢修。",
            "{serial} 維修",
            "您好，\n\n{product}（序號 {serial}）最近壓力不穩定，請協助安排檢修。平日下午店裡都有人。",
        ),
        (
            "機器 {serial} 開機後一直漏水，店裡現在不能營業，很急。",
            "{serial} 漏水，無法營業，急。",
            "急：{serial} 漏水",
            "您好，\n\n{product}（{serial}）今天早上開機後一直漏水，我們現在無法營業，請儘快安排技師。",
        ),
    ),
    Topic.WARRANTY: (
        (
            "請問序號 {serial} 的保固是到 {until} 嗎？可以延長嗎？",
            "{serial} 保固到何時？可延長？",
            "{serial} 保固",
            "您好，\n\n請確認{product}（{serial}）的保固是否到 {until}，以及延長保固的費用。",
        ),
    ),
    Topic.RETURN: (
        (
            "訂單 {number} 的{product}收到時外箱破損，可以換貨嗎？",
            "{number} 收到時外箱破損，可換貨嗎？",
            "{number} 換貨",
            "您好，\n\n訂單 {number} 的{product}收到時外箱破損，裡面也有損傷，請問可以換貨嗎？照片可以補上。",
        ),
    ),
    Topic.HOW_TO: (
        (
            "想請教一下，{product}多久要除垢一次？我們這邊水質比較硬。",
            "請問{product}多久除垢一次？",
            "{product}保養問題",
            "您好，\n\n請問{product}建議多久除垢一次？我們這邊水質偏硬，目前每兩個月做一次。",
        ),
    ),
}

_EN: dict[Topic, tuple[Wording, ...]] = {
    Topic.LATE_ORDER: (
        (
            "Hi, the {product} of order {number} was promised for {promised} and has not come. When will you ship it?",
            "Order {number} was promised for {promised}. Still nothing. When will it ship?",
            "Order {number} has not arrived",
            "Hello,\n\norder {number} ({product}) was promised for {promised} and I have heard nothing since. "
            "Please tell me the new date.",
        ),
        (
            "Is {number} out of stock? It should have left on {promised}, and we are waiting for it.",
            "Is {number} out of stock? It is past {promised}.",
            "{number} is late, please answer",
            "Hello,\n\n{number} is past the day we agreed, {promised}. If something is on back-order, "
            "can you ship the rest first?",
        ),
    ),
    Topic.MISSING_REST: (
        (
            "Hi, only part of order {number} arrived. The {product} is missing. When does it come?",
            "{number}: {product} is missing. When does the rest come?",
            "Part of {number} is missing",
            "Hello,\n\nwe received only part of order {number}. The {product} was not in the parcel. "
            "When can we expect it?",
        ),
    ),
    Topic.WHERE_IS_PARCEL: (
        (
            "Where is my parcel for {number}? The tracking number {tracking} shows nothing.",
            "{number}: tracking {tracking} shows nothing. Where is it?",
            "Where is parcel {tracking}?",
            "Hello,\n\nthe tracking number {tracking} for order {number} shows nothing. Will it arrive today? "
            "Somebody is at the shop only in the afternoon.",
        ),
        (
            "I am waiting for the {product} of {number}. Will it come today?",
            "Will {number} come today?",
            "Arrival of {number}",
            "Hello,\n\ncould you tell me when {number} ({product}) will arrive? I want somebody to be here.",
        ),
    ),
    Topic.CHANGE_DELIVERY: (
        (
            "Hi, if {number} has not left yet, could you deliver it next Monday? We are closed this week.",
            "{number}: please deliver next Monday, we are closed until then.",
            "Deliver {number} next Monday",
            "Hello,\n\nif order {number} has not left yet, please deliver it next Monday. "
            "We are closed and nobody can take it.",
        ),
        (
            "Can I still change the delivery address of {number}?",
            "Can I still change the address of {number}?",
            "New address for {number}",
            "Hello,\n\nI would like to have {number} sent to our new shop. Is it still possible?",
        ),
    ),
    Topic.INVOICE: (
        (
            "Hi, could you send invoice {invoice} again? Our bookkeeping never got it.",
            "Please send invoice {invoice} again, we never got it.",
            "Please resend invoice {invoice}",
            "Hello,\n\nour bookkeeping never received invoice {invoice} for order {number}. "
            "Please send it again; we will pay it this week.",
        ),
        (
            "I want to check what is still open on {invoice}, and which order it belongs to.",
            "What is still open on {invoice}?",
            "Open amount of {invoice}",
            "Hello,\n\nwe are closing our books. Please confirm the open amount and the due date of {invoice} "
            "(order {number}).",
        ),
    ),
    Topic.QUOTE: (
        (
            "Hi, is there some room in the price of quote {number}? And how long until you ship?",
            "Quote {number}: any room in the price? Lead time?",
            "Question about quote {number}",
            "Hello,\n\nthank you for quote {number}. Is there some room in the price, and how long after our "
            "confirmation would you ship?",
        ),
        (
            "Hi, do you have the {product} in stock? Can I try one at your showroom?",
            "Is the {product} in stock? What does it cost?",
            "Price of the {product}",
            "Hello,\n\nI would like to know price and lead time of the {product}. Can I try one at your showroom?",
        ),
    ),
    Topic.REFUND: (
        (
            "I cancelled order {number}. When do I get my money back?",
            "{number} was cancelled. When is the refund?",
            "Refund of {number}",
            "Hello,\n\norder {number} was cancelled. How far is the refund?",
        ),
    ),
    Topic.REPAIR: (
        (
            "Hello, our {product}, serial {serial}, does not hold its pressure. Can somebody look at it?",
            "{serial} does not hold pressure. Please book a repair.",
            "Repair of {serial}",
            "Hello,\n\nour {product} (serial {serial}) no longer holds its pressure. Please arrange a repair; "
            "somebody is here on weekday afternoons.",
        ),
        (
            "Our machine {serial} has been leaking since this morning and we cannot open. It is urgent.",
            "{serial} is leaking, we cannot open. Urgent.",
            "Urgent: {serial} leaks",
            "Hello,\n\nour {product} ({serial}) has been leaking since this morning and we cannot open. "
            "Please send a technician as soon as you can.",
        ),
    ),
    Topic.WARRANTY: (
        (
            "Does the warranty of {serial} run until {until}? Can it be extended?",
            "Warranty of {serial}: until when? Can it be extended?",
            "Warranty of {serial}",
            "Hello,\n\nplease confirm that the warranty of our {product} ({serial}) runs until {until}, "
            "and what an extension would cost.",
        ),
    ),
    Topic.RETURN: (
        (
            "The box of the {product} from order {number} was damaged. Can I exchange it?",
            "{number} arrived damaged. Can I exchange it?",
            "Exchange for {number}",
            "Hello,\n\nthe {product} of order {number} arrived in a damaged box and is not perfect itself. "
            "Can I exchange it? I can send photos.",
        ),
    ),
    Topic.HOW_TO: (
        (
            "How often should the {product} be descaled? Our water is rather hard.",
            "How often should I descale the {product}?",
            "Care of the {product}",
            "Hello,\n\nhow often do you recommend to descale the {product}? Our water is hard and we do it "
            "every two months now.",
        ),
    ),
}

WORDINGS: dict[tuple[Topic, str], tuple[Wording, ...]] = {
    **{(topic, "zh-TW"): wordings for topic, wordings in _ZH.items()},
    **{(topic, "en"): wordings for topic, wordings in _EN.items()},
}
