"""Every route and socket of the product says who may call it, and holds to it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute, RouteContext, iter_route_contexts

from contact_center.directory.access import Access
from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import HOST, House, Person
from tests.patience import PATIENCE


def routes_of(house: House) -> Iterable[RouteContext]:
    """Routes and sockets with the dependencies of the routers they were included by."""
    for route in iter_route_contexts(house.app.routes):
        if isinstance(route.original_route, APIRoute | APIWebSocketRoute):
            yield route


def access_of(route: RouteContext) -> list[Access]:
    found: list[Access] = []

    def look(dependant: Any) -> None:
        if isinstance(dependant.call, Access):
            found.append(dependant.call)
        for one in dependant.dependencies:
            look(one)

    look(route.dependant)
    return found


def address(route: RouteContext) -> str:
    """A path with something in every place: ids that nobody has."""
    path = re.sub(r"\{tab\}", "orders", route.path or "")
    path = re.sub(r"\{path:path\}", "nothing.js", path)
    return re.sub(r"\{[^}]+\}", str(uuid4()), path)


def guarded(house: House) -> list[tuple[str, str, frozenset[Role]]]:
    found = []
    for route in routes_of(house):
        roles = [access.roles for access in access_of(route) if access.roles is not None]
        if roles and isinstance(route.original_route, APIRoute):
            methods = sorted(route.methods or ())
            found += [(method, address(route), frozenset.intersection(*roles)) for method in methods]
    return found


async def ask(http: httpx.AsyncClient, method: str, path: str, **headers: str) -> httpx.Response:
    sent = {"origin": HOST, "accept": "application/json", **headers}
    return await http.request(method, path, headers=sent, follow_redirects=False)


async def test_every_route_and_socket_says_who_may_call_it(house: House) -> None:
    silent = [route.path for route in routes_of(house) if not access_of(route)]
    assert silent == []
    unexplained = [
        route.path
        for route in routes_of(house)
        for access in access_of(route)
        if access.roles is None and not access.why
    ]
    assert unexplained == []


async def test_there_are_no_other_doors(house: House) -> None:
    """Mounts and plain routes have no dependencies: what is not walked above must be known here."""
    others = [
        route.path
        for route in iter_route_contexts(house.app.routes)
        if not isinstance(route.original_route, APIRoute | APIWebSocketRoute)
    ]
    assert others == ["/api/openapi.json"]


async def test_nobody_gets_in_anywhere(house: House) -> None:
    assert len(guarded(house)) > 40
    async with house.stranger() as nobody:
        for method, path, _ in guarded(house):
            answered = await ask(nobody, method, path)
            assert answered.status_code == 401, (method, path, answered.text[:200])


async def test_a_browser_of_nobody_is_led_to_the_door_and_back(house: House) -> None:
    async with house.stranger() as nobody:
        answered = await nobody.get("/console?c=1", headers={"accept": "text/html"})
    assert answered.status_code == 303
    assert answered.headers["location"] == "/sign-in?next=%2Fconsole%3Fc%3D1"


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_gets_no_further_than_its_own(house: House, role: Role) -> None:
    person = await house.person(role.value, role)
    for method, path, roles in guarded(house):
        if role not in roles:
            answered = await ask(person.http, method, path, **{"x-csrf-token": person.csrf})
            assert answered.status_code == 403, (method, path, answered.text[:200])
    await person.http.aclose()


async def test_changes_need_the_token_and_our_own_page(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    admin = await house.person("ada", Role.ADMIN)
    for method, path, roles in guarded(house):
        if method in ("GET", "HEAD"):
            continue
        person = mei if Role.AGENT in roles else admin
        no_token = await ask(person.http, method, path)
        assert no_token.status_code == 403, (method, path)
        elsewhere = await ask(person.http, method, path, origin="https://evil.example", **{"x-csrf-token": person.csrf})
        assert elsewhere.status_code == 403, (method, path)
    await mei.http.aclose()
    await admin.http.aclose()


async def test_another_tenant_finds_nothing_of_ours(house: House) -> None:
    """Reads answer 404, changes change nothing, lists are empty."""
    mei = await house.person("mei", Role.AGENT)
    interaction = await house.text("886900000001", "secret words")
    segment = await house.give(interaction, mei.agent)
    ours = await _ids(house)
    before = await house.rows("select position from core.event_head where tenant_id = %s", house.tenant)
    for role in Role:
        other = await house.person(f"other-{role.value}", role, house.other)
        for method, path, roles in _aimed(house, interaction, segment, ours):
            if role not in roles:
                continue
            answered = await ask(other.http, method, path, **{"x-csrf-token": other.csrf})
            unallowed = (
                method == "POST" and answered.status_code == 403 and path.endswith("/take")
            )  # a right to be given
            told = (method, path, answered.status_code)
            assert unallowed or answered.status_code in (200, 202, 204, 303, 404, 409, 422), told
            assert "secret words" not in answered.text, (method, path)
            if path.startswith("/erp/"):
                continue  # an id of the ERP, of which this house has none: the page says so
            if method == "GET" and any(str(id) in path for id in (interaction, segment, *ours)):
                assert answered.status_code == 404, (method, path)
        await other.http.aclose()
    assert await house.rows("select position from core.event_head where tenant_id = %s", house.tenant) == before
    await mei.http.aclose()


async def _ids(house: House) -> list[Any]:
    rows = await house.rows(
        "select customer_id as id from core.conversation where tenant_id = %s union all "
        "select id from core.message where tenant_id = %s",
        house.tenant,
        house.tenant,
    )
    return [row["id"] for row in rows]


def _aimed(house: House, interaction: Any, segment: Any, ours: list[Any]) -> Iterable[tuple[str, str, frozenset[Role]]]:
    """Every guarded route, with our own ids in its path."""
    own = {"interaction": interaction, "segment": segment, "id": ours[0], "customer": ours[0], "message": ours[1]}
    for route in routes_of(house):
        roles = [access.roles for access in access_of(route) if access.roles is not None]
        if not roles or not isinstance(route.original_route, APIRoute) or route.path == "/sign-out":
            continue
        path = (route.path or "").replace("{tab}", "now").replace("{path:path}", "nothing").replace("{entity}", "order")
        path = re.sub(r"\{(\w+)\}", lambda found: str(own.get(found[1], uuid4())), path)
        for method in route.methods or ():
            yield method, path, frozenset.intersection(*roles)


async def test_the_live_socket_refuses_strangers_and_wrong_roles(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    assert await _close_code(house, None, "console") == 4401
    assert await _close_code(house, mei, "board") == 4403


async def _close_code(house: House, person: Person | None, view: str) -> int:
    """Speaks ASGI to the socket until it is closed."""
    cookie = "; ".join(f"{name}={value}" for name, value in person.http.cookies.items()) if person else ""
    headers = [(b"host", b"localhost:8600"), (b"origin", HOST.encode()), (b"cookie", cookie.encode())]
    scope = {
        "type": "websocket", "path": "/live", "raw_path": b"/live", "query_string": f"cursor=0&view={view}".encode(),
        "headers": headers, "scheme": "ws", "server": ("localhost", 8600), "client": ("127.0.0.1", 1), "root_path": "",
        "subprotocols": [], "asgi": {"version": "3.0"}, "state": {},
    }  # fmt: skip
    said: list[dict[str, Any]] = []
    opening = asyncio.Queue[dict[str, Any]]()
    opening.put_nowait({"type": "websocket.connect"})

    async def send(message: Any) -> None:
        said.append(dict(message))

    await asyncio.wait_for(house.app(scope, opening.get, send), PATIENCE)
    return int(said[-1]["code"])
