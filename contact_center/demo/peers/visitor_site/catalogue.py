"""What stands in the shop's window. Names and prices are the story's, so chat, order and shelf agree."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.demo.company.story.catalog import BY_SKU, MACHINES, PARTS
from contact_center.demo.company.story.model import Product

PICTURES = {
    "E1-1G": "espresso-one.svg",
    "E1-2G": "espresso-two.svg",
    "E2-HOME": "espresso-home.svg",
    "G1-64": "grinder-cone.svg",
    "G2-64": "grinder-flat.svg",
    "G2-PRO": "grinder-pro.svg",
    "D1-DRIP": "brewer.svg",
}


@dataclass(frozen=True, slots=True)
class Shown:
    sku: str
    name: str
    price: str
    picture: str | None
    warranty_months: int


def machines(lang: str) -> list[Shown]:
    return [_shown(BY_SKU[sku], lang) for sku in MACHINES]


def parts(lang: str) -> list[Shown]:
    return [_shown(BY_SKU[sku], lang) for sku in PARTS]


def machine(sku: str, lang: str) -> Shown | None:
    return _shown(BY_SKU[sku], lang) if sku in MACHINES else None


def _shown(product: Product, lang: str) -> Shown:
    name = product.name if lang == "en" else product.name_zh
    return Shown(product.sku, name, f"NT${product.price:,}", PICTURES.get(product.sku), product.warranty_months)
