"""The official calendar goes from its file into the draft, on the page and by API."""

from __future__ import annotations

from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import HOST, House
from tests.integration.agent_ui.test_routing_pages import saved

FILE = "西元日期,星期,是否放假,備註\n20270101,五,2,開國紀念日\n20270213,六,0,補行上班\n"
LIST = "/admin/routing/calendars"


async def test_holidays_and_make_up_workdays_are_taken_over_into_the_draft(house: House) -> None:
    ada = await house.person("ada", Role.ADMIN)
    await saved(ada, f"{LIST}/edit", name="Office")
    headers = {"origin": HOST, "x-csrf-token": ada.csrf}
    for file, status in ((b"a,b\n1,2\n", 422), (FILE.encode("big5"), 303)):
        sent = await ada.http.post(
            f"{LIST}/official", data={"calendar": "Office"}, files={"file": ("2027.csv", file)}, headers=headers
        )
        assert sent.status_code == status, sent.text
    draft = (await ada.http.get("/api/v1/routing/policy/draft")).json()
    calendar = draft["document"]["calendars"]["Office"]
    assert [one["name"] for one in calendar["holidays"]] == ["開國紀念日"]
    assert [one["day"] for one in calendar["workdays"]] == ["2027-02-13"]
    path = "/api/v1/routing/policy/draft/official-calendar"
    elsewhere = await ada.http.post(path, json={"calendar": "Nowhere", "file": FILE}, headers=headers)
    assert elsewhere.status_code == 409
    again = await ada.http.post(path, json={"calendar": "Office", "file": FILE}, headers=headers)
    assert again.json()["document"]["calendars"]["Office"] == calendar
    live = (await ada.http.get("/api/v1/routing/policy")).json()
    assert live["document"]["calendars"] == {}, "nothing is live before it is published"
