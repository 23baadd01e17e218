"""Reads the codes by which work is closed, as administrators see them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from agent_ui.admin.codes.views import CodeForm, CodeLine, CodesPage
from agent_ui.admin.routing.form import Values
from agent_ui.frame.ids import id_in
from agent_ui.views.common import FilterChoice
from agent_ui.words import cases as case_words
from agent_ui.words import labels
from agent_ui.words.dispositions import full_name, own_name
from agent_ui.words.languages import Words
from contact_center.interactions.dispositions import service
from contact_center.interactions.dispositions.domain import DispositionEdit, DispositionNode, DispositionTree
from contact_center.interactions.dispositions.errors import UnknownDisposition
from contact_center.kernel.contracts.interactions import WrapMode
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import service as cases
from routing.policy import administration as routing

HERE = "/admin/codes"
LANGUAGES = {"name_en": "en", "name_zh": "zh-Hant"}


async def listed(reader: Reader, tenant: UUID, words: Words, queue: UUID | None) -> CodesPage:
    tree = await service.tree(reader, tenant)
    queues = await routing.queue_names(reader, tenant)
    types = await _types(reader, tenant, words)
    queue = queue if queue in queues else None
    shown = tree.walk()
    if queue is not None:
        offered = tree.offered(queue)
        seen = {code for one in offered for code in tree.path(one.code)}
        shown = [(depth, one) for depth, one in shown if one.code in seen]
    required = await _required(reader, tenant, words, queue) if queue else ""
    return CodesPage(
        tuple(_line(words, tree, depth, one, queues, types) for depth, one in shown),
        tuple(FilterChoice(str(id), name, id == queue) for id, name in queues.items()),
        required,
        f"/admin/routing/queues/{queue}" if queue else "",
        sum(not one.active for one in tree.nodes.values()),
    )


async def _types(reader: Reader, tenant: UUID, words: Words) -> dict[str, str]:
    found = await cases.types(reader, tenant)
    return {one.code: case_words.type_name(words, one) for one in found.values() if one.active}


async def _required(reader: Reader, tenant: UUID, words: Words, queue: UUID) -> str:
    """On which channels the queue asks for a code."""
    asks = [
        labels.channel(words, channel)
        for channel in labels.channel_codes(words)
        if await routing.wrap_mode(reader, tenant, queue, channel) == WrapMode.MANDATORY
    ]
    if not asks:
        return words.gettext("This queue does not require a code.")
    return words.gettext("This queue requires a code for: %(channels)s.", channels=words.gettext(", ").join(asks))


def _line(
    words: Words, tree: DispositionTree, depth: int, one: DispositionNode, queues: Mapping[UUID, str],
    types: Mapping[str, str],
) -> CodeLine:  # fmt: skip
    where = [queues[id] for id in one.queues if id in queues]
    return CodeLine(
        one.code, own_name(words, tree, one.code), depth, f"{HERE}/{one.code}", words.gettext(", ").join(where),
        types.get(one.case_type or "", ""), one.active, tree.is_branch(one.code),
    )  # fmt: skip


async def form(
    reader: Reader, tenant: UUID, words: Words, code: str | None, *, under: str = "", typed: Values | None = None,
    trouble: str = "", wrong: str = "",
) -> CodeForm:  # fmt: skip
    """`code` None: a new one. `typed`: what was sent and not kept. Raises `UnknownDisposition`."""
    tree = await service.tree(reader, tenant)
    one = tree.nodes.get(code) if code else None
    if code and one is None:
        raise UnknownDisposition(code[:60])
    values = typed if typed is not None else _values(one, under)
    queues = await routing.queue_names(reader, tenant)
    types = await _types(reader, tenant, words)
    if one and one.case_type and one.case_type not in types:
        types[one.case_type] = one.case_type
    # A code cannot be put below itself.
    places = [each for _, each in tree.walk() if each.active and (code is None or code not in tree.path(each.code))]
    return CodeForm(
        own_name(words, tree, code) if code else words.gettext("New code"),
        f"{HERE}/{code}" if code else f"{HERE}/new",
        code or "",
        values.get("name_en", ""),
        values.get("name_zh", ""),
        tuple((language, name) for language, name in one.name.items() if language not in LANGUAGES.values())
        if one
        else (),
        tuple(
            FilterChoice(each.code, full_name(words, tree, each.code), each.code == values.get("parent"))
            for each in places
        ),
        tuple(FilterChoice(str(id), name, f"queue.{id}" in values) for id, name in queues.items()),
        tuple(FilterChoice(type, name, type == values.get("case_type")) for type, name in types.items()),
        one.active if one else True,
        _former(words, tree, code) if code else (),
        trouble,
        wrong,
    )


def _values(one: DispositionNode | None, under: str) -> Values:
    if one is None:
        return {"parent": under}
    names = {field: one.name.get(language, "") for field, language in LANGUAGES.items()}
    queues = {f"queue.{id}": "on" for id in one.queues}
    return {**names, **queues, "parent": one.parent or "", "case_type": one.case_type or ""}


def _former(words: Words, tree: DispositionTree, code: str) -> tuple[str, ...]:
    return tuple(
        words.gettext(
            "Until %(day)s: %(name)s", day=words.when(was.until), name=full_name(words, tree, code, tree.before(was))
        )
        for was in reversed(tree.former(code))
    )


def edit_of(typed: Values, one: DispositionNode | None) -> DispositionEdit:
    """As the form has it; names in languages that it does not know stay."""
    kept = {
        language: name for language, name in (one.name if one else {}).items() if language not in LANGUAGES.values()
    }
    names = kept | {language: typed.get(field, "") for field, language in LANGUAGES.items()}
    chosen = [id_in(name.removeprefix("queue.")) for name in typed if name.startswith("queue.")]
    return DispositionEdit(
        names, typed.get("parent") or None, [id for id in chosen if id is not None], typed.get("case_type") or None
    )
