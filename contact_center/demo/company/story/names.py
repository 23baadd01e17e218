"""Names, places and phone ranges from which the demo's customers are drawn."""

# ruff: noqa: SIM905 - texts and tables read better on one line
from __future__ import annotations

SURNAMES_ZH = tuple("陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周葉蘇莊呂江何蕭羅高潘")
GIVEN_ZH = (
    "佳穎", "俊宏", "雅婷", "淑芬", "柏翰", "家豪", "怡君", "志明", "宗翰", "雅雯", "冠宇", "詩涵", "承恩", "品妤",
    "建宏", "美玲", "信宏", "欣怡", "彥廷", "思妤", "子軒", "宜蓁", "文傑", "惠雯", "哲瑋", "郁婷", "偉倫", "心怡",
    "明哲", "靜宜", "育誠", "佩珊", "政勳", "筱涵", "秉翰", "曉雯", "國華", "麗華", "振宇", "若彤",
)  # fmt: skip
ROMAN_SURNAMES = dict(
    zip(
        SURNAMES_ZH,
        "chen lin huang chang li wang wu liu tsai yang hsu cheng hsieh kuo hung tseng chiu liao lai chou yeh su "
        "chuang lu chiang ho hsiao lo kao pan".split(),
        strict=True,
    )
)
FIRST_EN = (
    "Tom", "Priya", "Marcus", "Hannah", "David", "Rosa", "Emily", "Jack", "Sofia", "Liam", "Nora", "Owen", "Grace",
    "Ethan", "Chloe", "Samuel", "Ines", "Peter", "Aisha", "Daniel", "Maya", "Lucas", "Helen", "Victor", "Anna",
    "George", "Leila", "Simon", "Clara", "Hugo",
)  # fmt: skip
LAST_EN = (
    "Hale", "Nair", "Bell", "Brooks", "Okafor", "Lim", "Ward", "Novak", "Reyes", "Fischer", "Doyle", "Tanaka",
    "Larsen", "Mehta", "Costa", "Grant", "Moreau", "Kaur", "Stone", "Ibrahim", "Walsh", "Park", "Silva", "Young",
    "Jensen", "Clarke", "Rossi", "Bauer", "Shah", "Quinn",
)  # fmt: skip
CAFES_ZH = (
    ("山嵐", "shanlan"), ("日光", "riguang"), ("巷口", "xiangkou"), ("木作", "muzuo"), ("河岸", "hean"),
    ("老城", "laocheng"), ("白鷺", "bailu"), ("晴空", "qingkong"), ("青田", "qingtian"), ("石板", "shiban"),
    ("海風", "haifeng"), ("微光", "weiguang"), ("雨林", "yulin"), ("小滿", "xiaoman"), ("松木", "songmu"),
    ("初日", "churi"), ("南窗", "nanchuang"), ("茶與豆", "chayudou"), ("橋下", "qiaoxia"), ("稻香", "daoxiang"),
    ("北門", "beimen"), ("灰牆", "huiqiang"), ("月台", "yuetai"), ("半島", "bandao"), ("三號", "sanhao"),
    ("沐光", "muguang"), ("慢步", "manbu"), ("拾光", "shiguang"), ("角落", "jiaoluo"), ("朝露", "zhaolu"),
)  # fmt: skip
CAFE_KINDS_ZH = (("咖啡", "coffee"), ("豆室", "beans"), ("烘焙", "bakery"), ("咖啡館", "cafe"))
CAFES_EN = (
    "Copper Kettle", "Slow Press", "Third Street", "Lantern", "Blue Door", "Harbour Light", "Paper Crane",
    "Two Sparrows", "Maple & Rye", "Old Mill", "Good Morning", "Fieldwork", "Orchard", "Night Owl", "Tidewater",
)  # fmt: skip
CAFE_KINDS_EN = ("Coffee", "Roasters", "Café", "Espresso Bar")
PLACES = (
    ("臺北市", "106", ("和平東路二段", "溫州街", "永康街", "師大路")),
    ("臺北市", "103", ("迪化街一段", "民樂街", "延平北路二段")),
    ("新北市", "220", ("文化路一段", "府中路")),
    ("桃園市", "330", ("中正路", "復興路")),
    ("新竹市", "300", ("東門街", "西大路")),
    ("臺中市", "400", ("中山路", "綠川西街", "自由路二段")),
    ("臺南市", "700", ("海安路二段", "神農街", "民權路一段")),
    ("高雄市", "800", ("五福三路", "七賢二路")),
)
