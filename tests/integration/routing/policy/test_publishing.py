"""Versions of the policy on the database: published whole or not at all, by whom, and back again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from contact_center.directory import service as directory
from contact_center.kernel.contracts.interactions import Presence
from routing.engine.model import Reserve
from routing.errors import DraftChanged, NoSuchVersion, PolicyMovedOn
from routing.policy import PolicyInvalid, administration
from routing.policy import queues_store as routing_store
from routing.policy import service as publishing
from routing.policy.model import PolicyDocument
from routing.policy.service import Current, Source
from routing.router.restore import read_policy
from tests.centre import Centre
from tests.integration.routing.routed_centre import RoutedCentre
from tests.told import change, refused

Data = dict[str, Any]


async def now(centre: Centre) -> Current:
    async with centre.db.read(centre.tenant) as reader:
        return await publishing.current(reader, centre.tenant)


async def data(centre: Centre) -> Data:
    return (await now(centre)).document.model_dump(mode="json")


async def queue_names(centre: Centre) -> dict[str, bool]:
    async with centre.db.read(centre.tenant) as reader:
        return {row.name: row.active for row in await routing_store.queues(reader, centre.tenant)}


async def test_what_is_there_reads_as_a_document_and_publishing_it_changes_nothing(centre: Centre) -> None:
    await centre.agent("Mei", skills={"zh": 4}, queues=("general", "billing"))
    found = await now(centre)
    assert [queue.name for queue in found.document.queues] == ["billing", "general"]
    assert found.document.skills == ("zh",)
    assert found.document.agents["mei"].queues["general"].priority == 1
    assert await centre.run(publishing.publish_data, await data(centre)) == found.version


async def test_a_file_comes_back_as_it_was_written(centre: Centre) -> None:
    await centre.agent("Mei", skills={"zh": 4})
    async with centre.db.read(centre.tenant) as reader:
        text = await publishing.export(reader, centre.tenant)
    before = await now(centre)
    assert await centre.run(publishing.import_file, text) == before.version
    assert (await now(centre)).document == before.document
    changed = text.replace("name: billing", "name: Invoices").replace("zh: 4", "zh: 5")
    await centre.run(publishing.import_file, changed, note="renamed")
    after = (await now(centre)).document
    assert {queue.name: queue.id for queue in after.queues}["Invoices"] == centre.queues["billing"]
    assert after.agents["mei"].skills == {"zh": 5}


async def test_publishing_writes_queues_profiles_and_settings_in_one_version(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei")
    await desk.step()
    document = await data(centre)
    document["skills"], document["implies"] = ["zh", "zh-TW"], {"zh-TW": ["zh"]}
    document["shares"]["live"] = 60
    document["reserved"] = {"voice": 1}
    document["queues"].append({"name": "Repairs", "skills": {"zh": 3}, "rings": [{"after": 60, "drop": ["zh"]}]})
    document["agents"]["mei"] = {
        "skills": {"zh-TW": 5}, "queues": {"Repairs": {"priority": 2}}, "capacity": {"*": 2, "sms": 2},
    }  # fmt: skip
    number = await centre.run(publishing.publish_data, document, note="a desk for repairs")
    await desk.step()
    rows = await centre.rows("select skills, capacity from routing.agent_profile where agent_id = %s", mei)
    assert rows[0]["skills"] == {"zh": 5, "zh-TW": 5}
    assert await centre.value("select sum(capacity) from core.agent_load where agent_id = %s", mei) == 4
    found = await now(centre)
    assert found.version == number
    assert found.document.agents["mei"].skills == {"zh-TW": 5}, "what follows is not written down"
    assert found.document.shares.live == 60
    async with centre.db.read(centre.tenant) as reader:
        followed = await read_policy(reader, centre.tenant, timedelta(seconds=60))
    assert (followed.version, followed.shares.live) == (number, 60)
    assert followed.reserved == (Reserve("voice", 1),)
    assert "Repairs" in {queue.name for queue in followed.queues}


async def test_all_problems_are_told_and_nothing_is_changed(centre: Centre) -> None:
    await centre.agent("Mei")
    before = await now(centre)
    document = await data(centre)
    document["queues"][0]["priority"] = 50
    document["queues"][1]["overflow"] = [{"when": "nobody_eligible", "then": "queue", "queue": "Nowhere"}]
    document["agents"]["mei"]["capacity"] = {"*": 0}
    document["agents"]["ghost"] = {}
    with pytest.raises(PolicyInvalid) as refused:
        await centre.run(publishing.publish_data, document)
    assert {problem.place for problem in refused.value.problems} == {
        "queues[general].overflow[0].queue",
        "agents[mei].capacity[*]",
        "agents[mei].capacity",
        "agents[ghost]",
    }
    assert await now(centre) == before


async def test_a_failure_half_way_leaves_the_old_policy_whole(centre: Centre) -> None:
    await centre.agent("Mei")
    before, document = await now(centre), await data(centre)
    document["queues"][0]["priority"] = 50
    document["agents"]["mei"]["skills"], document["skills"] = {"zh": 3}, ["zh"]

    async def publish_and_fail(work: Any) -> None:
        await publishing.publish_data(work, document)
        raise RuntimeError("the machine stops here")

    with pytest.raises(RuntimeError):
        await centre.run(publish_and_fail)
    assert await now(centre) == before
    assert await centre.value("select count(*) from routing.policy_version where version > %s", before.version) == 0


async def test_queues_may_exchange_their_names(centre: Centre) -> None:
    document = await data(centre)
    document["queues"][0]["name"], document["queues"][1]["name"] = "general", "billing"
    await centre.run(publishing.publish_data, document)
    found = {queue.name: queue.id for queue in (await now(centre)).document.queues}
    assert found == {"general": centre.queues["billing"], "billing": centre.queues["general"]}


async def test_a_queue_with_open_work_or_accounts_is_not_switched_off(centre: Centre) -> None:
    await centre.customer_writes("+886911000001", "hello")
    document = await data(centre)
    document["queues"] = [queue for queue in document["queues"] if queue["name"] != "general"]
    with refused(PolicyInvalid, match="1 open conversations"):
        await centre.run(publishing.publish_data, document)
    document = await data(centre)
    document["queues"] = [queue for queue in document["queues"] if queue["name"] != "billing"]
    await centre.run(publishing.publish_data, document)
    assert await queue_names(centre) == {"general": True, "billing": False}


async def test_live_state_of_a_queue_outlives_a_publication(centre: Centre) -> None:
    await centre.run(_pause, centre.queues["billing"])
    document = await data(centre)
    document["queues"][0]["priority"] = 7
    await centre.run(publishing.publish_data, document)
    assert await centre.value("select settings ->> 'paused' from routing.queue where name = 'billing'") == "true"


async def _pause(work: Any, queue: Any) -> None:
    await work.execute("update routing.queue set settings = settings || '{\"paused\": true}' where id = %s", [queue])


async def test_small_edits_are_versions_with_an_author_too(centre: Centre) -> None:
    ada = await centre.run(
        directory.create_user, login="ada", name="Ada Lin", role=directory.Role.ADMIN, password="demo", demo=True
    )
    actor = f"user:{ada}"
    await centre.run(administration.set_queue, centre.queues["billing"], name="Invoices", priority=5, actor=actor)
    await centre.run(administration.add_queue, "Repairs", target_seconds=30, goal_percent=90, actor=actor)
    await centre.run(administration.profile_like, ada, {"*": 1, "sms": 1}, like=None, queues=None, actor=actor)
    async with centre.db.read(centre.tenant) as reader:
        listed = await publishing.versions(reader, centre.tenant)
        lines = await publishing.difference(reader, centre.tenant, listed[2].version, listed[1].version)
    assert [(one.author, one.source, one.note) for one in listed] == [
        ("Ada Lin", Source.EDIT, "Ada Lin"),
        ("Ada Lin", Source.EDIT, "queue Repairs added"),
        ("Ada Lin", Source.EDIT, "queue Invoices changed"),
    ]
    assert tuple(map(change, lines)) == ("queues[Repairs]: added",)
    assert await centre.value("select count(*) from core.audit where action = 'routing policy published'") == 3


async def test_a_roll_back_is_a_new_version_and_spares_who_came_since(centre: Centre) -> None:
    await centre.agent("Mei")
    await centre.run(publishing.edited, "first")
    first = await now(centre)
    await centre.run(administration.set_queue, centre.queues["billing"], name="Invoices", priority=9)
    await centre.agent("Wei", queues=("billing",))
    await centre.run(publishing.edited, "wei came")
    await centre.run(_leaves, "mei")
    number = await centre.run(publishing.roll_back, first.version, "it was better")
    after = await now(centre)
    assert number == after.version == first.version + 3
    assert after.document.queues == first.document.queues
    assert set(after.document.agents) == {"wei"}
    assert set(after.document.agents["wei"].queues) == {"billing"}
    async with centre.db.read(centre.tenant) as reader:
        newest = (await publishing.versions(reader, centre.tenant, limit=1))[0]
        assert (newest.source, newest.restores, newest.note) == (Source.ROLLBACK, first.version, "it was better")
        with pytest.raises(NoSuchVersion):
            await publishing.version(reader, centre.tenant, 99)


async def _leaves(work: Any, login: str) -> None:
    await work.execute("update core.user_account set active = false where login = %s", [login])


async def test_what_was_there_before_versions_were_kept_can_be_brought_back(centre: Centre) -> None:
    await centre.run(routing_store.bump_version)
    before, document = await now(centre), await data(centre)
    document["queues"][0]["priority"] = 3
    await centre.run(publishing.publish_data, document)
    await centre.run(publishing.roll_back, before.version)
    assert (await now(centre)).document == before.document


async def test_a_draft_is_kept_checked_and_published(centre: Centre) -> None:
    await centre.agent("Mei", presence_=Presence.AWAY)
    document = await data(centre)
    document["queues"][0]["calendar"] = "office"
    draft = await centre.run(publishing.save_draft, document)
    assert [str(problem.place) for problem in draft.problems] == ["queues[billing].calendar"]
    document["calendars"] = {"office": {"week": {"mon": ["09:00-18:00"]}}}
    with pytest.raises(DraftChanged):
        await centre.run(publishing.save_draft, document)
    draft = await centre.run(publishing.save_draft, document, revision=draft.revision)
    assert (draft.problems, tuple(map(change, draft.changes))) == (
        (),
        ("calendars[office]: added", "queues[billing].calendar: nothing → office"),
    )
    number = await centre.run(publishing.publish_draft, revision=draft.revision, note="office hours")
    found = await now(centre)
    assert found.version == number
    assert set(found.document.calendars) == {"office"}
    async with centre.db.read(centre.tenant) as reader:
        assert await publishing.draft(reader, centre.tenant) is None


async def test_a_draft_does_not_undo_what_others_published_meanwhile(centre: Centre) -> None:
    draft = await centre.run(publishing.save_draft, await data(centre))
    await centre.run(administration.add_queue, "Repairs", target_seconds=30, goal_percent=90)
    with pytest.raises(PolicyMovedOn):
        await centre.run(publishing.publish_draft, revision=draft.revision)


async def test_a_whole_document_is_frozen(centre: Centre) -> None:
    assert isinstance((await now(centre)).document, PolicyDocument)
