"""The whole story from one seed: the same seed and anchor always tell the same story."""

from __future__ import annotations

from datetime import date
from random import Random

from contact_center.demo.company.story.catalog import CARRIERS, COMPANY, PRODUCTS
from contact_center.demo.company.story.leads import lead_orders, lead_reasons, lead_units
from contact_center.demo.company.story.model import Order, Story
from contact_center.demo.company.story.orders import ORDERS, Ledger, draw_units
from contact_center.demo.company.story.people import Cast
from contact_center.demo.company.story.reasons import draw_reasons

SEED = 8600


def build_story(anchor: date, seed: int = SEED) -> Story:
    """The story as it stands on the day `anchor`; another day moves every date and nothing else."""
    random = Random(seed)  # noqa: S311 - a story, not a secret
    cast = Cast(random)
    cast.fill()
    accounts = {account.key: account for account in cast.accounts}
    leads = lead_orders(anchor)
    told = {order.account for order in leads}
    buyers = tuple(person for person in cast.people if person.account not in told)
    drawn = Ledger(random, anchor, leads).draw(accounts, buyers, ORDERS - len(leads))
    orders = sorted([*leads, *drawn], key=_newest_first, reverse=True)
    units = [*lead_units(anchor), *draw_units(random, drawn)]
    return Story(
        company=COMPANY,
        anchor=anchor,
        products=PRODUCTS,
        accounts=tuple(cast.accounts),
        people=tuple(cast.people),
        orders=tuple(orders),
        units=tuple(units),
        carriers=CARRIERS,
        reasons=(*lead_reasons(anchor), *draw_reasons(random, accounts, cast.people, drawn, units)),
    )


def _newest_first(order: Order) -> tuple[date, str]:
    return order.ordered_on, order.number
