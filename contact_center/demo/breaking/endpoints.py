"""`/break` on the visitor's site: a page with buttons, and the state it shows twice a second."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from contact_center.demo.breaking.burst import MOST
from contact_center.demo.breaking.page import render
from contact_center.demo.breaking.panel import ControlPanel, Do, PanelState
from contact_center.demo.life.pace import Pace
from contact_center.demo.peers.carrier.faults import FaultChange
from contact_center.demo.peers.visitor_site.pages import Viewed
from contact_center.kernel.errors import Forbidden

PATH = "/break"


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    do: Do


class NewBurst(BaseModel):
    model_config = ConfigDict(extra="forbid")
    messages: int = Field(200, ge=1, le=MOST)


async def own_page(request: Request) -> None:
    """Another site's page must not kill processes through a visitor's browser."""
    origin, host = request.headers.get("origin"), request.headers.get("host")
    if origin is not None and origin.partition("://")[2] != host:
        raise Forbidden("only the page itself may ask for this")


OwnPage = Annotated[None, Depends(own_page)]


def router(panel: ControlPanel, policy: dict[str, str]) -> APIRouter:
    """`policy`: the headers of the site's pages."""
    routes = APIRouter(prefix=PATH)

    @routes.get("")
    async def page(view: Viewed) -> HTMLResponse:
        return HTMLResponse(render(view.lang, view.theme), headers=policy)

    @routes.get("/state")
    async def state() -> dict[str, Any]:
        now: PanelState = await panel.state()
        return now.model_dump(mode="json")

    @routes.post("/process", status_code=204)
    async def process(order: Order, _: OwnPage) -> None:
        await panel.process(order.name, order.do)

    @routes.post("/faults", status_code=204)
    async def faults(change: FaultChange, _: OwnPage) -> None:
        await panel.fault(change)

    @routes.post("/burst", status_code=204)
    async def burst(new: NewBurst, _: OwnPage) -> None:
        panel.begin(new.messages)

    @routes.post("/pace")
    async def pace(wanted: Pace, _: OwnPage) -> Pace:
        return panel.set_pace(wanted)

    return routes
