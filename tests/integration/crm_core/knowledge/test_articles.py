"""Articles on a real database: their way to readers, who finds what, use against coming back, gaps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from contact_center.directory.domain import Role
from contact_center.interactions.work import closing
from contact_center.kernel.contracts import knowledge as published
from contact_center.kernel.ids import AgentId, CustomerId, InteractionId
from contact_center.platform.eventlog import consume_once, read_events
from crm_core.customers import service as customers
from crm_core.knowledge import reading, service
from crm_core.knowledge.domain import ArticleText, AskedWhere, GapState, How, Visibility
from crm_core.knowledge.errors import (
    ArticleChangedMeanwhile,
    ForSupervisors,
    InsideOnly,
    NoSuchArticle,
    NotApproved,
    NotPublished,
)
from crm_core.knowledge.following import ArticlesFollowWork
from crm_core.knowledge.service import ArticleActor, ArticleChanges, NewArticle
from tests.centre import Centre

MEI, SAM = ArticleActor(UUID(int=1), Role.AGENT), ArticleActor(UUID(int=2), Role.SUPERVISOR)
RATTLE = {
    "en": ArticleText("Grinder rattles", "The burr carrier of the G1 has come loose. We replace it at no cost."),
    "zh-Hant": ArticleText("磨豆機有聲音", "G1 的刀盤座鬆動時會發出聲音，我們免費更換。"),
}
DESCALE = {"en": ArticleText("Descale the machine", "Every two months, with citric acid, never with vinegar.")}


async def live(centre: Centre, texts: Any = RATTLE, visibility: Visibility = Visibility.CUSTOMERS) -> UUID:
    made: UUID = await centre.run(service.create, NewArticle(texts, visibility=visibility), MEI)
    await centre.run(service.approve, made, SAM)
    await centre.run(service.publish, made, SAM)
    return made


async def read(centre: Centre, function: Any, *args: Any, **more: Any) -> Any:
    async with centre.db.read(centre.tenant) as reader:
        return await function(reader, centre.tenant, *args, **more)


async def titles(centre: Centre, question: str, **more: Any) -> list[str]:
    return [one.text.title for one in await read(centre, reading.answers, question, **more)]


async def events(centre: Centre) -> list[str]:
    async with centre.db.read(centre.tenant) as reader:
        found = await read_events(reader, centre.tenant, after=0, limit=1000)
    return [one.event.type for one in found if one.event.type.startswith("article.")]


async def test_an_article_is_read_only_after_approval_and_publication_each_of_which_goes_back(centre: Centre) -> None:
    made = await centre.run(service.create, NewArticle(RATTLE, visibility=Visibility.CUSTOMERS), MEI)
    assert await titles(centre, "grinder rattling") == []
    with pytest.raises(ForSupervisors):
        await centre.run(service.approve, made, MEI)
    with pytest.raises(NotApproved):
        await centre.run(service.publish, made, SAM)
    await centre.run(service.approve, made, SAM)
    await centre.run(service.publish, made, SAM)
    assert await titles(centre, "My grinder is rattling!", shown=True) == ["Grinder rattles"]
    newer = {**RATTLE, "en": ArticleText("Grinder is noisy", "New carriers are in stock.")}
    await centre.run(service.save, made, ArticleChanges(texts=newer), MEI)
    assert await titles(centre, "grinder") == ["Grinder rattles"]
    assert (await read(centre, reading.get, made)).latest == 2
    await centre.run(service.approve, made, SAM)
    await centre.run(service.publish, made, SAM)
    assert await titles(centre, "grinder") == ["Grinder is noisy"]
    await centre.run(service.unpublish, made, SAM)
    assert await titles(centre, "grinder") == ["Grinder rattles"]
    await centre.run(service.archive, made, SAM)
    assert await titles(centre, "grinder") == []
    await centre.run(service.restore, made, SAM)
    assert await titles(centre, "grinder") == ["Grinder rattles"]
    assert [one.state for one in await read(centre, reading.versions, made)] == ["approved", "published"]
    assert await events(centre) == [
        "article.created", "article.approved", "article.published", "article.changed", "article.approved",
        "article.published", "article.unpublished", "article.archived", "article.restored",
    ]  # fmt: skip


async def test_editing_what_was_approved_makes_it_a_draft_and_an_old_edition_is_refused(centre: Centre) -> None:
    made = await centre.run(service.create, NewArticle(DESCALE), MEI)
    await centre.run(service.approve, made, SAM)
    await centre.run(service.save, made, ArticleChanges(texts=RATTLE), MEI, saw=2)
    assert (await read(centre, reading.get, made)).state == "draft"
    with pytest.raises(ArticleChangedMeanwhile):
        await centre.run(service.save, made, ArticleChanges(texts=DESCALE), MEI, saw=2)


async def test_chinese_and_english_questions_find_what_is_about_them(centre: Centre) -> None:
    await live(centre)
    await live(centre, DESCALE)
    assert await titles(centre, "請問我的磨豆機一直有聲音怎麼辦") == ["磨豆機有聲音"]
    assert await titles(centre, "豆") == ["磨豆機有聲音"]
    assert await titles(centre, "can I use vinegar to descale?") == ["Descale the machine"]
    assert await titles(centre, "KB-2") == ["Descale the machine"]
    assert await titles(centre, "invoice for my company") == []
    assert await titles(centre, "'; drop table & | ! ( :*") == []


async def test_customers_find_nothing_that_is_for_colleagues_and_other_organisations_nothing_at_all(
    centre: Centre,
) -> None:
    inside = await live(centre, DESCALE, Visibility.INSIDE)
    assert await titles(centre, "descale") == ["Descale the machine"]
    assert await titles(centre, "descale", shown=True) == []
    assert not await read(centre, reading.any_shown)
    with pytest.raises(NoSuchArticle):
        await read(centre, reading.shown_article, 1, "en")
    with pytest.raises(ForSupervisors):
        await centre.run(service.save, inside, ArticleChanges(visibility=Visibility.CUSTOMERS), MEI)
    await centre.run(service.save, inside, ArticleChanges(visibility=Visibility.CUSTOMERS), SAM)
    assert await titles(centre, "descale", shown=True) == ["Descale the machine"]
    [other] = [await centre.run(service.create, NewArticle(DESCALE), MEI)]
    assert await titles(centre, "descale", shown=True) == ["Descale the machine"]
    with pytest.raises(NotPublished):
        await centre.run(service.use, other, InteractionId(UUID(int=9)), AgentId(MEI.id), How.READ, "en")


async def test_who_comes_back_within_a_week_about_the_same_thing_was_not_helped(centre: Centre) -> None:
    made, inside = await live(centre), await live(centre, DESCALE, Visibility.INSIDE)
    lin = CustomerId(await centre.run(customers.create_customer, name="Lin", phones=["+886911000001"]))
    queue = centre.queues["billing"]
    first = await work_of(centre, lin, queue, "+886911000002")
    with pytest.raises(InsideOnly):
        await centre.run(service.use, inside, first, AgentId(MEI.id), How.TEXT, "en")
    for _ in range(2):
        await centre.run(service.use, made, first, AgentId(MEI.id), How.TEXT, "en")
    centre.clock.set(centre.clock.now() + timedelta(days=3))
    again = await work_of(centre, lin, queue, "+886911000003")
    await closes(centre, again)
    assert (await read(centre, reading.figures, [made]))[made].back == 1
    centre.clock.set(centre.clock.now() + timedelta(days=1))
    await closes(centre, await work_of(centre, lin, queue, "+886911000004"))
    figures = (await read(centre, reading.figures, [made]))[made]
    assert (figures.used, figures.back) == (1, 1)


async def work_of(centre: Centre, customer: CustomerId, queue: UUID, sender: str) -> InteractionId:
    """A piece of work of this customer, from a number that nobody has yet."""
    interaction = await centre.customer_writes(sender, "It rattles")
    await centre.run(_belongs, interaction, customer, queue)
    return interaction


async def _belongs(work: Any, interaction: UUID, customer: UUID, queue: UUID) -> None:
    await work.execute(
        "update core.interaction set customer_id = %s, queue_id = %s, created_at = %s where id = %s",
        [customer, queue, work.now, interaction],
    )


async def closes(centre: Centre, interaction: InteractionId) -> None:
    agent = await centre.agent(f"agent-{interaction}")
    await centre.give(interaction, agent)
    await centre.run(closing.close, centre.ports, interaction, agent)
    while await consume_once(centre.db, ArticlesFollowWork()):
        pass


async def test_a_question_without_an_answer_is_kept_once_with_its_count(centre: Centre) -> None:
    for question in ("Do you repair boilers?", "boiler repair", "hello"):
        await centre.run(service.note_gap, question, AskedWhere.HELP)
    [gap] = await read(centre, reading.gaps)
    assert (gap.text, gap.count, gap.places) == ("boiler repair", 2, ["help"])
    made = await centre.run(service.create, NewArticle(DESCALE, gap=gap.id), MEI)
    assert await read(centre, reading.gaps) == []
    [begun] = await read(centre, reading.gaps, GapState.BEGUN)
    assert begun.article_id == made
    assert published.ArticleGapDecided.type in await events(centre)
