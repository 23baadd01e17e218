"""Requests are timed under the template of their route."""

from __future__ import annotations

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from prometheus_client import REGISTRY

from contact_center.platform.timing import NO_ROUTE, Timed


@pytest.fixture
def app() -> FastAPI:
    routes = APIRouter(prefix="/timed")

    @routes.get("/queues/{queue}")
    async def queue(queue: str) -> str:
        return queue

    @routes.post("/broken")
    async def broken() -> None:
        raise ZeroDivisionError

    app = FastAPI()
    app.add_middleware(Timed)
    app.include_router(routes)
    return app


@pytest.mark.parametrize(
    ("method", "address", "labels"),
    [
        ("GET", "/timed/queues/17", ("GET", "/timed/queues/{queue}", "200")),
        ("POST", "/timed/broken", ("POST", "/timed/broken", "500")),
        ("GET", "/timed/nothing/here", ("GET", NO_ROUTE, "404")),
        ("INVENTED", "/timed/nothing/here", ("other", NO_ROUTE, "404")),
    ],
)
async def test_a_request_counts_for_its_route_method_and_status(
    app: FastAPI, method: str, address: str, labels: tuple[str, str, str]
) -> None:
    before = _count(labels)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        await client.request(method, address)
    assert _count(labels) == before + 1


def _count(labels: tuple[str, str, str]) -> float:
    named = dict(zip(("method", "route", "status"), labels, strict=True))
    return REGISTRY.get_sample_value("contact_center_request_seconds_count", named) or 0.0
