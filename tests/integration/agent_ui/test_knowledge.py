"""Articles over the API and on their pages: written, published, found beside a conversation, read by customers."""

from __future__ import annotations

import re
from typing import Any

from contact_center.directory.service import Role
from routing.policy import queues_store as routing
from tests.integration.agent_ui.conftest import HOST, House, Person

API = "/api/v1/articles"
RATTLE = {
    "en": {"title": "Grinder rattles", "body": "The **burr carrier** is loose. We replace it at no cost."},
    "zh-Hant": {"title": "磨豆機有聲音", "body": "刀盤座鬆動時會發出聲音，我們免費更換。"},
}


async def sent(person: Person, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    headers = {"origin": HOST, "x-csrf-token": person.csrf, "accept": "application/json"}
    answered = await person.http.request(method, API + path, json=body, headers=headers)
    assert answered.status_code == status, answered.text
    return answered.json() if answered.content else None


async def published(mei: Person, sam: Person, texts: Any = RATTLE, **more: Any) -> dict[str, Any]:
    made = await sent(mei, "POST", "", {"texts": texts, "visibility": "customers", **more}, 201)
    await sent(sam, "POST", f"/{made['id']}/approve")
    done: dict[str, Any] = await sent(sam, "POST", f"/{made['id']}/publish")
    return done


async def test_an_article_is_written_published_found_and_used_over_the_api(house: House) -> None:
    mei, sam = await house.person("mei", Role.AGENT), await house.person("sam", Role.SUPERVISOR)
    category = await sent(sam, "POST", "/categories", {"names": {"en": "Grinders", "zh-Hant": "磨豆機"}}, 201)
    await sent(mei, "POST", "/categories", {"names": {"en": "No"}}, 403)
    made = await published(mei, sam, category_id=category["id"])
    there = f"/categories/{category['id']}"
    await sent(sam, "DELETE", there, None, 204)
    assert (await sent(mei, "GET", "/categories"), (await sent(mei, "GET", f"/{made['id']}"))["category_id"]) == (
        [],
        None,
    )
    await sent(mei, "POST", f"{there}/put-back", None, 403)
    await sent(sam, "POST", f"{there}/put-back", None, 204)
    await sent(sam, "POST", f"{there}/put-back", None, 404)
    assert (await sent(mei, "GET", f"/{made['id']}"))["category_id"] == category["id"], "with what was in it"
    assert (made["number"], made["state"], made["live_version"]) == ("KB-1", "published", 1)
    await sent(mei, "POST", f"/{made['id']}/archive", None, 403)
    [answer] = await sent(mei, "GET", "/answers?q=my grinder is rattling&language=en")
    assert answer["title"] == "Grinder rattles"
    assert await sent(mei, "GET", "/answers?q=boiler does not heat&note=true") == []
    [gap] = await sent(sam, "GET", "/gaps")
    assert (gap["text"], gap["count"]) == ("boiler does not heat", 1)
    await sent(sam, "POST", f"/gaps/{gap['id']}", {"state": "dismissed"})
    assert await sent(sam, "GET", "/gaps") == []
    edited = await sent(mei, "PATCH", f"/{made['id']}", {"texts": {"en": RATTLE["en"]}, "saw": made["edition"]})
    assert (edited["state"], edited["latest_version"], edited["live_version"]) == ("draft", 2, 1)
    await sent(mei, "PATCH", f"/{made['id']}", {"texts": RATTLE, "saw": made["edition"]}, 409)
    assert [one["state"] for one in await sent(mei, "GET", f"/{made['id']}/versions")] == ["draft", "published"]
    interaction = await house.text("886900000001", "it rattles")
    used = {"interaction_id": str(interaction), "how": "text"}
    await house.give(interaction, mei.agent)
    assert (await sent(mei, "POST", f"/{made['id']}/use", used))["used"] == 1
    [listed] = (await sent(mei, "GET", "?live=true&q=磨豆機"))["articles"]
    assert (listed["used"], listed["came_back"]) == (1, 0)
    await mei.http.aclose()
    await sam.http.aclose()


async def test_a_file_of_an_article_comes_back_as_it_was_and_is_no_page(house: House) -> None:
    mei, sam = await house.person("mei", Role.AGENT), await house.person("sam", Role.SUPERVISOR)
    made = await published(mei, sam)
    path = f"{API}/{made['id']}/files"
    page = {"file": ("保固.html", b"<script>alert(1)</script>", "text/html")}
    refused = await mei.http.post(path, files=page, headers={"origin": HOST, "x-csrf-token": mei.csrf})
    assert refused.status_code == 403
    kept = (await sam.http.post(path, files=page, headers={"origin": HOST, "x-csrf-token": sam.csrf})).json()
    answered = await mei.http.get(f"{path}/{kept['id']}")
    assert answered.content == b"<script>alert(1)</script>"
    assert answered.headers["content-type"] == "application/octet-stream"
    assert answered.headers["content-disposition"].startswith("attachment;")
    await sent(sam, "DELETE", f"/{made['id']}/files/{kept['id']}", None, 204)
    assert (await mei.http.get(f"{path}/{kept['id']}")).status_code == 404
    await mei.http.aclose()
    await sam.http.aclose()


async def test_pages_lead_from_a_gap_to_a_published_article_and_back(house: House) -> None:
    mei, sam = await house.person("mei", Role.AGENT), await house.person("sam", Role.SUPERVISOR)
    await mei.post("/knowledge/gaps", {"q": "Do you repair <b>boilers</b>?"})
    gaps = (await sam.get("/knowledge/gaps")).text
    assert "Do you repair &lt;b&gt;boilers&lt;/b&gt;?" in gaps
    [gap] = set(re.findall(r"/knowledge/new\?gap=([0-9a-f-]+)", gaps))
    editor = (await mei.get(f"/knowledge/new?gap={gap}")).text
    assert 'value="Do you repair &lt;b&gt;boilers&lt;/b&gt;?"' in editor
    refused = await mei.post("/knowledge", {"title_en": "Boilers", "gap": gap, "visibility": "customers"})
    assert refused.status_code == 422
    assert 'value="Boilers"' in refused.text
    written = {"title_en": "Boilers", "body_en": "We **do** <script>.", "gap": gap, "visibility": "customers"}
    made = (await mei.post("/knowledge", written)).headers["HX-Redirect"].partition("?")[0]
    assert "No articles" not in (await mei.get("/knowledge?view=drafts")).text
    shown = (await mei.get(f"{made}?did=saved")).text
    assert "<strong>do</strong> &lt;script&gt;" in shown
    assert "Everything was found" in (await sam.get("/knowledge/gaps")).text
    for step, told in (("approve", "Approved."), ("publish", "Published."), ("unpublish", "No longer published.")):
        to = (await sam.post(f"{made}/{step}")).headers["HX-Redirect"]
        assert told in (await sam.get(to)).text
    await sam.post(f"{made}/publish")
    assert "KB-1" in (await mei.get("/commands?q=boilers")).text
    edited = {"title_en": "Boilers", "body_en": "We do not.", "visibility": "customers", "saw": "5"}
    assert (await mei.post(f"{made}/edit", edited | {"saw": "1"})).status_code == 409
    assert (await mei.post(f"{made}/edit", edited)).status_code == 204
    assert "difference-removed" in (await mei.get(f"{made}/versions")).text
    assert "Published; newer draft" in (await mei.get("/knowledge")).text
    assert (await mei.get("/knowledge?q=KB-1")).headers["location"] == made
    await mei.http.aclose()
    await sam.http.aclose()


async def test_beside_a_conversation_articles_are_suggested_found_and_inserted(house: House) -> None:
    mei, sam = await house.person("mei", Role.AGENT), await house.person("sam", Role.SUPERVISOR)
    made = await published(mei, sam)
    inside = await published(
        mei, sam, {"en": {"title": "Grinder promises", "body": "Never say when."}}, visibility="inside"
    )
    interaction = await house.text("886900000001", "請問我的磨豆機一直有聲音怎麼辦")
    await house.give(interaction, mei.agent)
    assert f"/knowledge/beside/{interaction}" in (await mei.get(f"/console?c={interaction}")).text
    beside = (await mei.get(f"/knowledge/beside/{interaction}")).text
    assert "磨豆機有聲音" in beside
    assert 'data-key="x"' in beside
    assert "Grinder promises" in (await mei.get(f"/knowledge/find/{interaction}?q=grinder promises&found=true")).text
    text = await mei.post(f"/knowledge/{made['id']}/use/{interaction}", {"how": "text", "language": "zh-Hant"})
    assert text.json() == {"text": "刀盤座鬆動時會發出聲音，我們免費更換。"}
    link = await mei.post(f"/knowledge/{made['id']}/use/{interaction}", {"how": "link", "language": "en"})
    assert re.fullmatch(r"Grinder rattles\nhttps?://\S+/help/\S+/en/articles/1", link.json()["text"])
    sent_out = await mei.post(f"/knowledge/{inside['id']}/use/{interaction}", {"how": "text"})
    assert sent_out.status_code == 409
    assert (await mei.post(f"/knowledge/{inside['id']}/use/{interaction}", {"how": "read"})).status_code == 200
    tom = await house.person("tom", Role.AGENT)
    nothing = {"skills": {}, "queues": {}, "capacity": {}}
    await house.runtime.database.run(
        house.tenant, lambda work: routing.set_profile(work, tom.who.user.id, **nothing), actor="test"
    )
    assert (await tom.get(f"/knowledge/beside/{interaction}")).status_code == 403
    assert (await tom.post(f"/knowledge/{made['id']}/use/{interaction}", {"how": "read"})).status_code == 403
    await tom.http.aclose()
    wei = await house.person("wei", Role.AGENT, house.other)
    assert (await wei.get(f"/knowledge/beside/{interaction}")).status_code == 404
    for one in (mei, sam, wei):
        await one.http.aclose()


async def test_customers_read_what_is_published_for_them_and_nothing_else(house: House) -> None:
    mei, sam = await house.person("mei", Role.AGENT), await house.person("sam", Role.SUPERVISOR)
    [tenant] = await house.rows("select slug from core.tenant where tenant_id = %s", house.tenant)
    page = f"/help/{tenant['slug']}/en"
    async with house.stranger() as customer:
        assert (await customer.get(page)).status_code == 404
        made = await published(mei, sam)
        inside = {"en": {"title": "Secret words", "body": "secret words"}}
        await published(mei, sam, inside, visibility="inside")
        led = await customer.get(f"/help/{tenant['slug']}", headers={"accept-language": "zh-TW"})
        assert led.headers["location"] == f"/help/{tenant['slug']}/zh-Hant"
        home = await customer.get(page)
        assert "Grinder rattles" in home.text
        assert home.headers["cache-control"] == "public, max-age=60"
        assert "set-cookie" not in home.headers
        again = await customer.get(page, headers={"if-none-match": home.headers["etag"]})
        assert again.status_code == 304
        found = await customer.get(f"{page}/search?q=why is my grinder rattling")
        assert f"{page}/articles/1" in found.text
        chinese = (await customer.get(f"/help/{tenant['slug']}/zh-Hant/articles/1")).text
        assert "刀盤座鬆動" in chinese
        for hidden in ("/articles/2", "/search?q=secret words", ""):
            assert "secret words</p>" not in (await customer.get(page + hidden)).text.lower()
        assert (await customer.get(f"{page}/articles/2")).status_code == 404
        assert (await customer.get(f"/help/{tenant['slug']}/xx")).status_code == 404
        assert (await customer.get("/help/nobody/en")).status_code == 404
        [gap] = await sent(sam, "GET", "/gaps")
        assert (gap["text"], gap["places"]) == ("secret words", ["help"])
        account = await house.runtime.database.run(house.tenant, lambda work: _widget(house, work), actor="test")
        asked = await customer.get(f"/widget/{account}/help?q=my grinder is rattling&lang=en")
        [answer] = asked.json()["articles"]
        assert answer["title"] == "Grinder rattles"
        assert (await customer.get(f"/widget/{account}/help?q=secret words")).json() == {"articles": []}
        assert [one["places"] for one in await sent(sam, "GET", "/gaps")] == [["help", "widget"]]
        await sent(sam, "POST", f"/{made['id']}/archive")
        assert (await customer.get(f"{page}/articles/1")).status_code == 404
    await mei.http.aclose()
    await sam.http.aclose()


async def _widget(house: House, work: Any) -> Any:
    accounts = house.runtime.accounts
    queue = house.queues[house.tenant]
    return await accounts.create(
        work, channel="webchat", name="Shop", address="shop", queue_id=queue, settings={}, secrets={}
    )
