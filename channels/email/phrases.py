"""The words by which mail programs say what they do, in the languages of those who write to service desks."""

from __future__ import annotations

import re

_AWAY = (
    # English
    "automatic reply", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse",
    "automated reply", "automated response", "automatic response", "out of office", "out of the office",
    "out-of-office", "out of office reply", "out of office autoreply", "vacation reply", "on vacation",
    "away from my mail", "away from the office", "i am out of the office", "i'm out of the office", "on annual leave",
    # German
    "automatische antwort", "abwesenheitsnotiz", "abwesenheitsassistent", "abwesenheitsmeldung", "abwesend",
    "abwesenheit", "automatische rückantwort", "außer haus", "nicht im büro", "urlaubsbenachrichtigung",
    "out of office - automatische antwort", "automatische eingangsbestätigung",
    # French
    "réponse automatique", "reponse automatique", "absence du bureau", "message d'absence", "absent du bureau",
    "notification d'absence", "absent", "absente", "absent(e)", "je suis absent", "je suis absente",
    # Spanish, Catalan
    "respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina", "ausente",
    "estoy de vacaciones", "resposta automàtica", "autorespuesta",
    # Portuguese
    "resposta automática", "resposta automatica", "fora do escritório", "fora do escritorio", "ausência temporária",
    "ausência do escritório", "estou de férias", "aviso de ausência",
    # Italian
    "risposta automatica", "fuori sede", "fuori ufficio", "assente", "assenza dall'ufficio", "assenza",
    # Dutch
    "automatisch antwoord", "automatische beantwoording", "afwezig", "afwezigheid", "niet aanwezig", "niet op kantoor",
    "afwezigheidsbericht", "afwezigheidsassistent",
    # Scandinavian, Finnish
    "autosvar", "automatiskt svar", "automatisk svar", "automatisk svarmeddelelse", "frånvaro", "frånvarande",
    "fraværende", "fravær", "ikke til stede", "ikke på kontoret", "ej på kontoret", "automaattinen vastaus", "poissa",
    "poissa toimistosta", "poissaoloilmoitus",
    # Polish, Czech, Slovak, Hungarian, Romanian, Turkish, Greek
    "automatyczna odpowiedź", "odpowiedź automatyczna", "autoodpowiedź", "poza biurem", "nieobecność",
    "nieobecny w biurze", "automatická odpověď", "mimo kancelář", "nepřítomnost", "automatická odpoveď",
    "mimo kancelárie", "neprítomnosť", "automatikus válasz", "házon kívül", "irodán kívül", "răspuns automat",
    "raspuns automat", "otomatik yanıt", "otomatik cevap", "ofis dışında", "ofis dışı", "αυτόματη απάντηση",
    "εκτός γραφείου",
    # Russian, Ukrainian, Bulgarian
    "автоматический ответ", "автоответ", "нет на работе", "вне офиса", "в отпуске", "меня нет в офисе",
    "автоматична відповідь", "автовідповідь", "автоматичен отговор", "отсутствие на работе",
    # Arabic, Hebrew, Thai, Vietnamese, Indonesian
    "رد تلقائي", "خارج المكتب", "תשובה אוטומטית", "מחוץ למשרד", "מענה אוטומטי", "ตอบกลับอัตโนมัติ", "ไม่อยู่ที่สำนักงาน",
    "trả lời tự động", "thư trả lời tự động", "balasan otomatis", "jawapan automatik", "di luar kantor",
    # Chinese
    "自动回复", "自動回覆", "自动答复", "自動回應", "自動答覆", "自動回复", "自动应答", "自動回信", "外出自動回覆", "不在辦公室",
    "不在办公室", "外出通知", "休假通知", "请假通知",
    # Japanese, Korean
    "自動応答", "自動返信", "不在通知", "不在のお知らせ", "不在応答", "자동 응답", "자동응답", "자동 회신",
    "자동회신", "부재중", "부재 중", "부재중 자동 응답",
)  # fmt: skip
_END = r"\s*(?:[:：\]】）)!！|–—]|-\s|\(|（|\[|$|(?=(?:re|aw|sv|fw|fwd)\s*[:：]))"
AUTOMATIC_SUBJECT = re.compile(
    r"^\s*[\[【（(<]*\s*(?:auto\s*:\s*)?(?:"
    + "|".join(sorted(map(re.escape, _AWAY), key=len, reverse=True))
    + ")"
    + _END,
    re.IGNORECASE,
)
"""A subject that begins with one of these and then stops: `Out of office: …`, not `Out of office chairs`."""

RETURNED_SUBJECT = re.compile(
    r"undeliver|delivery status notification|delivery (?:has )?fail|failure notice|returned (?:mail|to sender)|"
    r"mail delivery (?:failed|failure|system|subsystem)|non[- ]?delivery|could not be delivered|delivery (?:report|problem)|"
    r"message (?:not|delayed|undeliver)|mail system error|delivery (?:incomplete|delayed)|rejected|"
    r"unzustellbar|nicht zugestellt|zustellung fehlgeschlagen|fehler bei der zustellung|zustell(?:ungs)?fehler|"
    r"unzustellbarkeit|non remis|non distribu|échec de (?:la )?(?:remise|distribution)|non délivr|no se (?:puede|pudo) "
    r"entregar|no entregado|error de entrega|imposible entregar|não entregue|falha na entrega|impossibile recapitare|"
    r"mancato recapito|non recapitabile|onbestelbaar|niet bezorgd|kan inte levereras|går inte att leverera|uleverelig|"
    r"kunne ikke leveres|ei voitu toimittaa|niedostarczon|nie można dostarczyć|nedoručiteľné|nedoručitelné|kézbesíthetetlen|"
    r"teslim edilemedi|iletilemedi|не доставлен|недоставл|не удалось доставить|"
    r"退信|退件|無法傳遞|无法送达|無法送達|投递失败|投遞失敗|未傳遞|未送达|未送達|系统退信|傳遞狀態通知|无法投递|"
    r"配信不能|配信できません|送信できませんでした|配達不能|返送|배달되지|전송 실패|배달 실패|반송", re.IGNORECASE,
)  # fmt: skip

FORWARD_SUBJECT = re.compile(
    r"^\s*(?:\[[^\]]{0,40}\]\s*)?(?:fwd?|fw|wg|tr|rv|enc|i|doorst|vs|vb|vl|pd|továbbítás|ilt|yönlendirme|ynt fwd|"
    r"пересл|fwd\[\d+\]|转发|轉寄|轉發|转寄|転送|전달)\s*[:：]", re.IGNORECASE,
)  # fmt: skip

_FORWARDED = (
    "forwarded message", "forwarded by", "begin forwarded message", "forwarded mail", "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail", "message transféré", "message transfere",
    "début du message transféré", "début du message réexpédié", "message réexpédié", "mensaje reenviado",
    "inicio del mensaje reenviado", "mensagem encaminhada", "mensagem reencaminhada", "início da mensagem encaminhada",
    "início da mensagem reencaminhada", "messaggio inoltrato", "inizio messaggio inoltrato", "doorgestuurd bericht",
    "begin doorgestuurd bericht", "vidarebefordrat meddelande", "vidarebefordrat brev", "videresendt meddelelse",
    "videresendt melding", "videresendt besked", "välitetty viesti", "edelleenlähetetty viesti", "wiadomość przekazana",
    "przekazana wiadomość", "przekazana wiadomość dalej", "přeposlaná zpráva", "preposlaná správa", "továbbított üzenet",
    "mesaj redirecționat", "iletilen mesaj", "yönlendirilen ileti", "пересылаемое сообщение",
    "переадресованное сообщение", "пересланное сообщение", "начало переадресованного сообщения",
    "转发邮件", "转发的邮件", "轉寄郵件", "轉寄的郵件", "转发邮件信息", "轉寄訊息", "被转发邮件", "下面是被转发的邮件",
    "以下是轉寄的郵件", "已转发邮件", "已轉寄的郵件", "開始轉寄郵件", "開始轉寄訊息", "転送されたメッセージ", "転送メッセージ",
    "転送メール", "전달된 메시지", "전달된 메일", "전달된 편지",
)  # fmt: skip
FORWARDED = re.compile(
    r"^[>\s]*(?:[-—_=*]{2,}\s*)?(?:"
    + "|".join(sorted(map(re.escape, _FORWARDED), key=len, reverse=True))
    + r")\b[^\n]{0,80}$",
    re.IGNORECASE,
)

_ORIGINAL = (
    "original message", "original mail", "original email", "original appointment", "original", "reply message",
    "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "message d'origine", "message original",
    "courriel original", "mensaje original", "mensagem original", "messaggio originale", "messaggio di origine",
    "oorspronkelijk bericht", "originele bericht", "originalmeddelande", "ursprungligt meddelande", "ursprungligt brev",
    "oprindelig meddelelse", "opprinnelig melding", "original meddelelse", "alkuperäinen viesti", "wiadomość oryginalna",
    "oryginalna wiadomość", "původní zpráva", "pôvodná správa", "eredeti üzenet", "mesaj original", "mesajul original",
    "orijinal mesaj", "özgün ileti", "αρχικό μήνυμα", "исходное сообщение", "оригинальное сообщение", "первоначальное сообщение",
    "оригінальне повідомлення", "الرسالة الأصلية", "הודעה מקורית", "ต้นฉบับ", "thư gốc", "pesan asli",
    "原始邮件", "原始郵件", "原邮件", "回复的原邮件", "邮件原件", "郵件原件", "原始信息", "原始訊息", "原始邮件信息", "原信件",
    "元のメッセージ", "元のメール", "original message / 元のメッセージ", "원본 메시지", "원본 메일", "원본메시지", "받은 메일", "원본 이메일",
)  # fmt: skip
ORIGINAL = re.compile(
    r"^[>\s]*[-—_─=]{2,}\s*(?:"
    + "|".join(sorted(map(re.escape, _ORIGINAL), key=len, reverse=True))
    + r")\s*[-—_─=]{2,}\s*$",
    re.IGNORECASE,
)

_FROM = (
    "from", "von", "de", "da", "van", "från", "fra", "lähettäjä", "od", "feladó", "de la", "kimden", "gönderen", "от", "от кого",
    "від", "من", "מאת", "από", "จาก", "từ", "dari", "发件人", "寄件者", "寄件人", "發件人", "送信者", "差出人", "보낸 사람", "보낸사람",
    "expéditeur", "remitente", "remetente", "mittente", "absender", "afzender", "avsändare", "nadawca", "odesílatel", "odosielateľ",
)  # fmt: skip
_FIELDS = (
    "sent", "date", "to", "cc", "bcc", "subject", "reply-to", "importance", "attachments", "organization", "gesendet", "datum",
    "an", "betreff", "kopie", "wichtigkeit", "anlagen", "antwort an", "envoyé", "envoyé le", "date d'envoi", "à", "a", "objet",
    "sujet", "copie", "enviado", "enviado el", "enviada", "enviada em", "enviado em", "enviado a", "fecha", "para", "asunto",
    "assunto", "data", "inviato", "data invio", "oggetto", "verzonden", "aan", "onderwerp", "verstuurd", "skickat", "till",
    "ämne", "kopia", "sendt", "til", "emne", "dato", "kopi", "lähetetty", "päivämäärä", "vastaanottaja", "kopio", "aihe",
    "wysłano", "wysłane", "do", "dw", "temat", "odesláno", "komu", "kopie", "předmět", "odoslané", "predmet", "küldve",
    "dátum", "elküldve", "címzett", "másolat", "tárgy", "trimis", "către", "catre", "subiect", "kime", "gönderildi",
    "gönderme", "tarih", "bilgi", "konu", "отправлено", "дата", "кому", "копия", "тема", "надіслано", "копія", "نسخة",
    "تاريخ", "التاريخ", "إلى", "الموضوع", "נשלח", "תאריך", "אל", "עותק", "נושא", "στάλθηκε", "ημερομηνία", "προς", "θέμα", "κοιν",
    "วันที่", "ส่งเมื่อ", "ถึง", "เรื่อง", "đã gửi", "ngày", "đến", "chủ đề", "tanggal", "dikirim", "kepada", "subjek",
    "发送时间", "发送日期", "日期", "收件人", "抄送", "主题", "重要性", "附件", "收件者", "副本", "主旨", "寄件日期", "傳送時間",
    "傳送日期", "發送時間", "發送日期", "抄送人", "時間", "时间", "送信日時", "送信日", "日時", "日付", "宛先", "件名", "보낸 날짜",
    "보낸날짜", "날짜", "받는 사람", "받는사람", "참조", "제목", "보낸 시각", "수신",
)  # fmt: skip
FIELD = re.compile(
    r"^[>\s*]{0,12}(?:"
    + "|".join(sorted(map(re.escape, {*_FROM, *_FIELDS}), key=len, reverse=True))
    + r")\s{0,3}\**\s{0,3}[：:]",
    re.IGNORECASE,
)
FROM_FIELD = re.compile(
    r"^[>\s*]{0,12}(?:" + "|".join(sorted(map(re.escape, _FROM), key=len, reverse=True)) + r")\s{0,3}\**\s{0,3}[：:]",
    re.IGNORECASE,
)

_SUBJECT = (
    "subject", "betreff", "objet", "sujet", "asunto", "assunto", "oggetto", "onderwerp", "ämne", "emne", "aihe", "temat",
    "předmět", "predmet", "tárgy", "subiect", "konu", "тема", "الموضوع", "נושא", "θέμα", "เรื่อง", "chủ đề", "subjek",
    "主题", "主旨", "件名", "제목",
)  # fmt: skip
SUBJECT_FIELD = re.compile(
    r"^[>\s*]{0,12}(?:" + "|".join(map(re.escape, _SUBJECT)) + r")\s{0,3}\**\s{0,3}[：:]", re.IGNORECASE
)

_WROTE = (
    "wrote", "writes", "schrieb", "geschrieben", "a écrit", "écrit", "a ecrit", "escribió", "escribio", "escreveu", "ha scritto",
    "scrisse", "schreef", "heeft geschreven", "het volgende geschreven", "skrev", "skreiv", "kirjoitti", "napisał", "napisała",
    "napisał\\(a\\)", "pisze", "napsal", "napsala", "napsal\\(a\\)", "napísal", "napísala", "napísal\\(a\\)", "írta", "ezt írta",
    "a scris", "şunu yazdı", "yazdı", "έγραψε", "написал", "написала", "написал\\(а\\)", "пишет", "писал", "пише", "написав",
    "написа", "כתב", "כתבה", "كتب", "كتبت", "เขียนว่า", "เขียน", "đã viết", "menulis", "menulis berikut", "写道", "寫道",
    "写到", "写", "寫", "のメッセージ", "さんは書きました", "のメール", "が書きました", "작성", "님이 작성", "님의 말", "님이 쓴 글", "씀",
)  # fmt: skip
WROTE = re.compile(
    r"(?:" + "|".join(sorted(_WROTE, key=len, reverse=True)) + r")[^\n]{0,60}?\s?[：:]\s*$", re.IGNORECASE
)
"""The end of a line that introduces a quote: `… wrote:`."""

SIGNED_BY_DEVICE = re.compile(
    r"^\s*(?:发自我的|發自我的|從我的|从我的|來自我的|传送自|傳送自|從我|iPhoneから送信|나의 iPhone에서|내 iPhone|Sent from my|"
    r"Sent from Mail|Sent from Outlook|Get Outlook for|Von meinem|Gesendet von|Envoyé de mon|Envoyé depuis|Enviado desde|"
    r"Enviado do|Enviado de|Inviato da|Verzonden vanaf|Verstuurd vanaf|Skickat från|Sendt fra|Lähetetty|Wysłane z|Odesláno z|"
    r"Отправлено с|iPhone'umdan|获取 Outlook|下載 Outlook)\s*.{1,60}$|^\s*来自.{0,20}邮箱\s*$",
    re.IGNORECASE,
)
