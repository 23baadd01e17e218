"""What Kiln & Co sells, and who carries it to the customer."""

from __future__ import annotations

from contact_center.demo.company.story.model import Product

COMPANY = "Kiln & Co 窯坊"

CARRIERS = ("Harbour Parcel 港灣快遞", "Northwind Freight 北風物流", "Blue Crane 藍鶴宅配")

PRODUCTS = (
    Product("E1-1G", "Kiln E1 espresso machine, one group", "Kiln E1 單孔義式咖啡機", 86000, "K1", 24),
    Product("E1-2G", "Kiln E1 espresso machine, two groups", "Kiln E1 雙孔義式咖啡機", 148000, "K1", 24),
    Product("E2-HOME", "Kiln E2 home espresso machine", "Kiln E2 家用咖啡機", 42800, "K2", 24),
    Product("G1-64", "Kiln G1 grinder, 64 mm conical", "Kiln G1 錐刀磨豆機", 28000, "G1", 12),
    Product("G2-64", "Kiln G2 grinder, 64 mm flat burrs", "Kiln G2 平刀磨豆機", 36800, "G2", 12),
    Product("G2-PRO", "Kiln G2 Pro grinder, 83 mm", "Kiln G2 Pro 83 mm 磨豆機", 58500, "G2", 24),
    Product("D1-DRIP", "Kiln D1 filter brewer", "Kiln D1 濾滴咖啡機", 19600, "D1", 12),
    Product("BURR-G1", "Burr set for G1", "G1 刀盤組", 4200),
    Product("BURR-G2", "Burr set for G2", "G2 刀盤組", 5600),
    Product("WAND-E1", "Steam wand for E1", "E1 蒸汽棒", 3800),
    Product("PUMP-E1", "Rotary pump for E1", "E1 幫浦", 6900),
    Product("ELEM-E1", "Heating element for E1", "E1 加熱管", 5200),
    Product("GASKET", "Group gasket, set of four", "沖煮頭墊圈，四入", 620),
    Product("FILTER-W", "Water filter cartridge", "濾水器濾芯", 1500),
    Product("DESCALE", "Descaler, case of six", "除垢劑，一箱六瓶", 1200),
    Product("TAMPER", "Tamper, 58 mm", "58 mm 填壓器", 1680),
    Product("PITCHER", "Milk pitcher, 600 ml", "600 ml 拉花鋼杯", 980),
    Product("BASKET", "Precision basket, 18 g", "18 g 精密濾杯", 850),
)

MACHINES = tuple(product.sku for product in PRODUCTS if product.serial_prefix)
PARTS = tuple(product.sku for product in PRODUCTS if not product.serial_prefix)
BY_SKU = {product.sku: product for product in PRODUCTS}
