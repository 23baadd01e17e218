"""The page of macros: sets of acts that agents run, by queue and language."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.macros.views import MacroForm, MacrosPage
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.ids import id_in
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words import macros as said
from agent_ui.words import snippets as filled
from agent_ui.words.dispositions import all_choices, full_name
from agent_ui.words.languages import Words
from agent_ui.words.macros import MacroNames
from contact_center.directory.access import Admin
from contact_center.interactions.dispositions import service as dispositions
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.macros import service
from crm_core.macros.domain import ENDINGS, Macro, MacroActKind, MacroActs, steps
from crm_core.macros.errors import NoQueueToMoveTo, RetiredDisposition
from routing.policy import administration as routing


async def _written(
    name: Annotated[str, Form(max_length=200)],
    text: Annotated[str, Form(max_length=8000)] = "",
    tags: Annotated[str, Form(max_length=400)] = "",
    disposition: Annotated[str, Form(max_length=100)] = "",
    ending: Annotated[Literal["", "snooze", "wait", "move", "close"], Form()] = "",
    minutes: Annotated[str, Form(max_length=10)] = "",
    to_queue: Annotated[str, Form(max_length=40)] = "",
    language: Annotated[Literal["", "en", "zh-Hant"], Form()] = "",
    queue: Annotated[str, Form(max_length=40)] = "",
) -> Macro:
    """As the form has it; its id is another's business."""
    acts = MacroActs(
        text, tuple(one for one in tags.replace("，", ",").split(",") if one.strip()), disposition or None,
        MacroActKind(ending) if ending else None, int(minutes) if minutes.isdigit() else None, id_in(to_queue),
    )  # fmt: skip
    return Macro(UUID(int=0), name, language or None, id_in(queue), acts)


Written = Annotated[Macro, Depends(_written)]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix="/admin/macros")

    @routes.get("")
    async def page(request: Request, who: Admin, done: str = "") -> Response:
        screen = screens.open(request, who)
        words = screen.words
        async with screens.parts.database.read(who.tenant) as reader:
            found = await service.all_of(reader, who.tenant)
            queues = await routing.queue_names(reader, who.tenant)
            tree = await dispositions.tree(reader, who.tenant)
        called = {one: full_name(words, tree, one) for one in tree.nodes}
        choosable = [(one.code, one.path) for one in all_choices(words, tree)]
        names = MacroNames(queues, called)
        listed = [(str(id), name) for id, name in queues.items()]
        languages = [("", words.gettext("every language")), ("en", words.gettext("English"))]
        view = MacrosPage(
            tuple(_form(words, one, names) for one in found),
            (*languages, ("zh-Hant", words.gettext("Chinese"))),
            (("", words.gettext("every queue")), *listed),
            (("", words.gettext("none")), *choosable),
            tuple(said.endings(words).items()),
            tuple((f"{{{{{one.value}}}}}", text) for one, text in filled.variables(words).items()),
            words.gettext("The macros were changed.") if done else None,
        )
        return await serving.page(screens.parts, screen, "admin/macros.html", Place.ADMIN, macros=view)

    @routes.post("")
    async def add(who: Admin, written: Written) -> Response:
        return await _keep(screens, who, None, written)

    @routes.post("/{id}")
    async def change(who: Admin, id: UUID, written: Written) -> Response:
        return await _keep(screens, who, id, written)

    @routes.post("/{id}/remove")
    async def remove(who: Admin, id: UUID) -> Response:
        async def take(work: UnitOfWork) -> None:
            await service.remove(work, id)

        await act(screens, who, take)
        return _done()

    return routes


def _form(words: Words, one: Macro, names: MacroNames) -> MacroForm:
    acts = one.acts
    does = [said.act(words, each, names) for each in steps(acts)]
    return MacroForm(
        one.id, one.name, one.language or "", str(one.queue_id or ""), acts.text, ", ".join(acts.tags),
        acts.disposition or "", acts.ending.value if acts.ending in ENDINGS else "", acts.minutes,
        str(acts.to_queue or ""), words.gettext(", ").join(does),
    )  # fmt: skip


async def _keep(screens: Screens, who: Admin, id: UUID | None, one: Macro) -> Response:
    async def keep(work: UnitOfWork) -> None:
        known = await routing.queue_names(work, work.tenant_id)
        for queue, field in ((one.queue_id, "queue"), (one.acts.to_queue, "to_queue")):
            if queue is not None and queue not in known:
                raise NoQueueToMoveTo(queue, field=field)
        codes = {each.code for each in (await dispositions.tree(work, work.tenant_id)).in_use()}
        if one.acts.disposition and one.acts.disposition not in codes:
            raise RetiredDisposition(field="disposition")
        await service.write(work, one.name, one.acts, language=one.language, queue=one.queue_id, id=id)

    await act(screens, who, keep)
    return _done()


def _done() -> Response:
    return RedirectResponse("/admin/macros?done=1", 303, HEADERS)
