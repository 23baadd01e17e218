"""No form, address or query that a stranger can write ends in an error of ours."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote, urlencode
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import APIRoute

from contact_center.directory.service import Role
from contact_center.interactions.work import closing
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import HOST, House, Person
from tests.integration.agent_ui.test_access import routes_of
from tests.integration.hostile.forms import Form, declared, read_page
from tests.integration.hostile.values import HOSTILE, RAW
from tests.proving import examples, some

MOST_PAGES = examples(30, long=200)
LEAVES = ("/sign-out",)
"""Would end the session that the rest needs."""


async def _furnished(house: House) -> list[Person]:
    """One of each role, with work in every state."""
    people = [await house.person(role.value, role) for role in Role]
    agent = people[0]
    in_hand, done, offered = [await house.text(f"88690000000{n}", "hello") for n in range(3)]
    await house.give(in_hand, agent.agent)
    await house.give(done, agent.agent)

    async def close(unit: UnitOfWork) -> None:
        await closing.close(unit, house.runtime.ports, done, agent.agent)

    await house.runtime.database.run(house.tenant, close, actor="test")
    await house.offer(offered, agent.agent)
    for person in people:
        person.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(house.app, raise_app_exceptions=False),
            base_url=HOST,
            cookies=person.http.cookies,
        )
    return people


async def _walk(person: Person, start: list[str]) -> list[Form]:
    """All forms that this person can come by, but for the one that ends the session."""
    seen: set[str] = set()
    forms: dict[object, Form] = {}
    ahead = list(start)
    while ahead and len(seen) < MOST_PAGES:
        path = ahead.pop(0).partition("#")[0]
        shape = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "*", path)
        if shape in seen or path.startswith(("/assets", *LEAVES)):
            continue
        seen.add(shape)
        answered = await person.get(path)
        if "text/html" not in answered.headers.get("content-type", ""):
            continue
        found, links = read_page(answered.text)
        ahead += links
        for one in found:
            form = replace(one, action=one.action or path)
            forms[(re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "*", form.action), *form.key[1:])] = form
    return [form for form in forms.values() if not form.action.startswith(LEAVES)]


def _declared_forms(house: House) -> list[Form]:
    """What routes take beyond what their pages show at the moment."""
    found = []
    for route in routes_of(house):
        if not isinstance(route.original_route, APIRoute) or (route.path or "").startswith(LEAVES):
            continue
        names = list(declared(route.dependant))
        path = re.sub(r"\{[^}]+\}", lambda _: str(uuid4()), route.path or "")
        for method in sorted(route.methods or ()):
            fields = {name: "" for kind, name in names if kind != "path"}
            found.append(Form(path, method.lower(), fields))
    return found


def _cases(forms: list[Form]) -> list[tuple[Form, str, str]]:
    return [(form, name, value) for form in forms for name in form.fields for value in HOSTILE if name != "csrf_token"]


async def _send(person: Person, form: Form, values: dict[str, str]) -> httpx.Response:
    headers = {"origin": HOST, "x-csrf-token": person.csrf, "accept": "text/html"}
    if form.method == "get":
        shorter = {name: value[:2000] for name, value in values.items()}
        return await person.http.get(form.action, params=shorter, headers=headers)
    return await person.http.request(form.method.upper(), form.action, data=values, headers=headers)


@pytest.mark.prove
@pytest.mark.parametrize("role", list(Role))
async def test_no_value_in_a_form_ends_in_an_error_of_ours(house: House, role: Role) -> None:
    people = await _furnished(house)
    person = next(one for one in people if one.who.user.role == role)
    forms = await _walk(person, ["/", "/console", "/customers", "/supervisor", "/admin", "/sign-in"])
    assert len(forms) > 2
    wrong = []
    for form, name, value in some(_cases(forms), 60):
        answered = await _send(person, form, {**form.fields, name: value})
        if answered.status_code >= 500:
            wrong.append((form.method, form.action, name, value[:40]))
    assert wrong == []


@pytest.mark.prove
async def test_no_value_that_a_route_declares_ends_in_an_error_of_ours(house: House) -> None:
    people = await _furnished(house)
    wrong = []
    for form, name, value in some(_cases(_declared_forms(house)), 200):
        for person in people:
            answered = await _send(person, form, {**form.fields, name: value})
            if answered.status_code >= 500:
                wrong.append((form.method, form.action, name, value[:40]))
    assert wrong == []


@pytest.mark.prove
async def test_no_address_ends_in_an_error_of_ours(house: House) -> None:
    """Every place in a path takes every hostile value, and bytes that are no text."""
    people = await _furnished(house)
    pieces = [quote(value[:2000], safe="") for value in HOSTILE if value.strip()]
    pieces += ["".join(f"%{byte:02x}" for byte in raw) for raw in RAW] + ["%", "%zz"]
    addresses = []
    for route in routes_of(house):
        if isinstance(route.original_route, APIRoute) and "{" in (route.path or ""):
            for method in sorted(route.methods or ()):
                addresses += [
                    (method, re.sub(r"\{[^}]+\}", lambda _, p=piece: p, route.path or "")) for piece in pieces
                ]
    wrong = []
    for method, path in some(addresses, 200):
        for person in people:
            headers = {"origin": HOST, "x-csrf-token": person.csrf, "accept": "text/html"}
            answered = await person.http.request(method, HOST + path, headers=headers)
            if answered.status_code >= 500:
                wrong.append((method, path[:120]))
    assert wrong == []


@pytest.mark.prove
async def test_bodies_that_are_no_form_are_refused_in_words(house: House) -> None:
    """Wrong types, broken encodings, unfinished parts: at every door that takes a body."""
    people = await _furnished(house)
    deep = b"[" * 100_000
    bodies = [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"a=%ED%A0%80&%00=%00&to=%C0%80", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(3000)), "application/x-www-form-urlencoded"),
        (b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"--x--", "multipart/form-data; boundary=x"),
        (deep, "application/json"),
        (b'{"a": ' * 20_000, "application/json"),
        (b'{"text": "\\ud800", "interaction": "\\u0000", "note": "\\ud800", "why": "\\u0000"}', "application/json"),
        (b'{"\\ud800": 1}', "application/json"),
        (b"1e999999", "application/json"),
        (b"9" * 5000, "application/json"),
        (b"null", "application/json"),
        (b"\x00", "application/json"),
        (deep[:20_000], "application/yaml"),
        (b"a: &a [*a]\nb: *a\n? [x]\n: 1\n", "application/yaml"),
        (b"{" * 5000, "application/yaml"),
        (b"- " * 5000, "application/yaml"),
        (b"!!python/object:os.system x", "application/yaml"),
        (b"x: 0x\n", "application/octet-stream"),
    ]  # fmt: skip
    wrong = []
    doors = sorted(
        {
            (method, re.sub(r"\{[^}]+\}", lambda _: str(uuid4()), route.path or ""))
            for route in routes_of(house)
            for method in (route.methods or ())
            if method != "GET" and isinstance(route.original_route, APIRoute) and route.path not in LEAVES
        }
    )
    for method, path in doors:
        for body, kind in some(bodies, 3):
            for person in people:
                headers = {"origin": HOST, "x-csrf-token": person.csrf, "accept": "text/html", "content-type": kind}
                answered = await person.http.request(method, path, content=body, headers=headers)
                if answered.status_code >= 500:
                    wrong.append((method, path, kind, body[:30]))
    assert wrong == []


async def test_headers_of_any_kind_end_in_no_error_of_ours(house: House) -> None:
    people = await _furnished(house)
    hostile = [
        b"\xff\xfe",
        b"\xc3\xa9",
        b"http://[::1",
        b"//",
        b"9" * 4000,
        b";q=nan,zh;q=inf",
        b"[" * 3000,
        b"bytes=9-1",
    ]
    names = ("origin", "referer", "accept-language", "x-csrf-token", "content-type", "cookie", "range", "user-agent")
    names += ("hx-request", "accept", "authorization", "x-forwarded-for", "x-forwarded-proto", "forwarded", "host")
    wrong = []
    for method, path in (("GET", "/customers"), ("POST", "/preferences"), ("POST", "/console/presence"), ("GET", "/")):
        for name in names:
            for value in some(hostile, 4):
                for person in people[:1]:
                    sent = {"origin": HOST, "x-csrf-token": person.csrf, "accept": "text/html"}
                    headers = [(key.encode(), said.encode()) for key, said in sent.items() if key != name]
                    answered = await person.http.request(method, path, headers=[*headers, (name.encode(), value)])
                    if answered.status_code >= 500:
                        wrong.append((method, path, name, value[:20]))
    assert wrong == []


async def test_signing_out_takes_whatever_is_named(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    answered = await mei.post("/sign-out", {"work-": "keep", "work-\x00": "keep", "work-9": "keep", "[": "("})
    assert answered.headers["location"] == "/sign-in"


async def test_the_door_takes_whatever_is_typed(house: House) -> None:
    """Names and passwords of any kind are wrong, not broken; nobody is signed in by them."""
    await house.person("mei", Role.AGENT)
    stranger = httpx.AsyncClient(transport=httpx.ASGITransport(house.app, raise_app_exceptions=False), base_url=HOST)
    headers = {"origin": HOST, "accept": "text/html", "content-type": "application/x-www-form-urlencoded"}
    for value in some([value for value in HOSTILE if value.strip()], 8):
        for login, password in ((value, "x"), ("mei@kiln", value), (f"mei@{value}", "x")):
            sent = urlencode({"login": login, "password": password, "next": value, "start_as": value})
            answered = await stranger.post("/sign-in", content=sent, headers=headers)
            assert answered.status_code in (401, 413, 422, 429), (login[:30], password[:30], answered.status_code)
    await stranger.aclose()
