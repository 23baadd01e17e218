"""Who somebody is: asked question by question in a dialog, answered to nobody but the server, taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from agent_ui.compose.identity import proof_of
from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import open_interaction
from agent_ui.console.acting import from_console, show
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import HEADERS, Screens, is_scripted
from agent_ui.views import CodeAddressView, QuestionView, UndoView, VerifyView
from agent_ui.words import identity as said
from agent_ui.words.languages import Words, negotiate
from contact_center.directory.access import Agent
from contact_center.directory.service import SignedIn
from contact_center.interactions.work.rights import Act
from contact_center.kernel.ids import InteractionId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.identity import service as identity
from crm_core.identity.codes import KEY, IdentityCodes
from crm_core.identity.domain import COMPARED, KnownAnswers, ProofQuestion, masked
from crm_core.identity.service import CheckResult, CodeAddress, CodeRequest, Standing

CLOSES = {"X-Closes-Dialog": "yes"}


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_asking(routes, screens)
    _add_codes(routes, screens)
    return routes


def _add_asking(routes: APIRouter, screens: Screens) -> None:
    codes = IdentityCodes(screens.parts.vault.key(KEY))

    @routes.get("/console/interactions/{interaction}/verify")
    async def dialog(request: Request, who: Agent, interaction: UUID) -> Response:
        """What this organisation asks, and how far it is answered."""
        screen = screens.open(request, who)
        view = await _dialog(screens, lens_of(screen, who), interaction)
        return screen.fragment(screen.part("console/verify.html", verify=view))

    @routes.post("/console/interactions/{interaction}/verify")
    async def asked(
        request: Request,
        who: Agent,
        interaction: UUID,
        how: Annotated[str, Form(max_length=40)] = "",
        answer: Annotated[str, Form(max_length=200)] = "",
        passed: Annotated[str, Form(max_length=5)] = "yes",
    ) -> Response:
        """One question was asked. The answer is compared, and not kept."""
        question = proof_of(how)
        lens = lens_of(screens.open(request, who), who)
        known = await _known(screens, lens, interaction) if question in COMPARED else KnownAnswers()

        async def check(unit: UnitOfWork) -> CheckResult:
            await rights_of(screens, who).require(unit, interaction, Act.IDENTIFY)
            return await identity.ask(
                unit, codes, interaction, question, by=who.user.id, answer=answer, judged=passed == "yes", known=known
            )

        done = await act(screens, who, check)
        if done.verified:
            return await _verified(screens, request, who, interaction)
        return await _again(screens, request, who, interaction, _result(lens.words, done, question), good=done.passed)

    @routes.post("/console/interactions/{interaction}/unverify")
    async def unverify(request: Request, who: Agent, interaction: UUID) -> Response:
        """It was said too early, or of somebody else."""

        async def take_back(unit: UnitOfWork) -> None:
            await rights_of(screens, who).require(unit, interaction, Act.IDENTIFY)
            await identity.take_back(unit, interaction)

        await act(screens, who, take_back)
        none = screens.open(request, who).part("console/push/undo.html", undo=None)
        return await show(screens, request, who, interaction, none)


def _add_codes(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.post("/console/interactions/{interaction}/code")
    async def send(request: Request, who: Agent, interaction: UUID, address: Annotated[UUID, Form()]) -> Response:
        """A code to an address that is on file for longer than seven days."""
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            await rights_of(screens, who).require(reader, interaction, Act.IDENTIFY)
            found = await identity.standing(reader, who.tenant, interaction)
            known = await customers.customer(reader, who.tenant, found.customer)
            where = await identity.code_addresses(
                reader, who.tenant, found.customer, identity.code_channels(parts.ports)
            )
        chosen = next((one for one in where if one.address.id == address), None)
        account = await identity.code_account(parts.accounts, who.tenant, chosen)
        theirs = screen.renderer.words(negotiate(known.language or screen.language, None), screen.now)
        wanted = CodeRequest(
            interaction=interaction, address=address, account=account,
            text=said.code_text(theirs, who.tenant_name), subject=said.code_subject(theirs),
        )  # fmt: skip

        async def write(unit: UnitOfWork) -> None:
            await rights_of(screens, who).require(unit, interaction, Act.IDENTIFY)
            await identity.send_code(unit, parts.ports, wanted, by=who.user.id, author=who.user.name)

        await act(screens, who, write)
        return await _again(screens, request, who, interaction, screen.words.gettext("The code is on its way."))


async def _verified(screens: Screens, request: Request, who: SignedIn, interaction: UUID) -> Response:
    screen = screens.open(request, who)
    undo = UndoView(screen.words.gettext("Verified for this contact."), f"/console/interactions/{interaction}/unverify")
    answer = await show(screens, request, who, interaction, screen.part("console/push/undo.html", undo=undo))
    answer.headers.update(CLOSES)
    return answer


async def _again(
    screens: Screens, request: Request, who: SignedIn, interaction: UUID, result: str, *, good: bool = True
) -> Response:
    """The dialog with what came of it."""
    if not is_scripted(request) or not from_console(request):
        return await show(screens, request, who, interaction)
    screen = screens.open(request, who)
    view = replace(await _dialog(screens, lens_of(screen, who), interaction), result=result, good=good)
    return HTMLResponse(screen.part("console/verify_asked.html", verify=view), headers=HEADERS)


async def _dialog(screens: Screens, lens: Lens, interaction: UUID) -> VerifyView:
    async with screens.parts.database.read(lens.tenant) as reader:
        await lens.rights.require(reader, interaction, Act.IDENTIFY)
        opened = await open_interaction(reader, lens, interaction)
        found = await identity.standing(reader, lens.tenant, interaction)
        asks_code = ProofQuestion.CODE in found.policy.questions
        channels = identity.code_channels(screens.parts.ports) if asks_code else []
        where = await identity.code_addresses(reader, lens.tenant, found.customer, channels)
    compared = any(one in COMPARED for one in found.policy.questions)
    known = await screens.parts.answers.known(lens.tenant, found.customer) if compared else KnownAnswers()
    return verify_view(lens.words, InteractionId(interaction), opened.who, found, known, where)


def verify_view(
    words: Words,
    interaction: InteractionId,
    who: str,
    found: Standing,
    known: KnownAnswers,
    where: list[CodeAddress],
) -> VerifyView:
    progress = words.ngettext(
        "%(done)s of %(n)s question answered", "%(done)s of %(n)s questions answered", found.policy.needed,
        done=len(found.answered),
    )  # fmt: skip
    new = words.gettext("new, no code for 7 days")
    return VerifyView(
        interaction=interaction,
        who=who,
        questions=tuple(_question(words, one, found, known) for one in found.policy.questions),
        progress=progress,
        locked=words.gettext(
            "Too many wrong answers for this customer. Nothing is asked before %(time)s.",
            time=words.clock(found.locked_until),
        )
        if found.locked_until
        else None,
        addresses=tuple(
            CodeAddressView(
                str(one.address.id), words.phone(masked(one.address.value)), None if one.old_enough else new
            )
            for one in where
        ),
        code_sent=words.gettext("sent %(time)s, valid for 10 minutes", time=words.clock(found.code_sent_at))
        if found.code_sent_at
        else None,
    )


def _question(words: Words, one: ProofQuestion, found: Standing, known: KnownAnswers) -> QuestionView:
    refusal = None
    if one is ProofQuestion.CODE:
        refusal = None if found.code_sent_at else words.gettext("send one first")
    elif one in COMPARED and not known.to(one):
        refusal = words.gettext("nothing on file to compare with")
    kind = "date" if one is ProofQuestion.INVOICE_DATE else "text"
    return QuestionView(
        one.value, said.question(words, one), one.value in found.answered, one in COMPARED, kind, refusal
    )


def _result(words: Words, done: CheckResult, question: ProofQuestion) -> str:
    if done.passed:
        return words.gettext("Right. Another question is needed.")
    if question not in COMPARED:
        return words.gettext("Not answered. It counts as a wrong answer.")
    return words.gettext("That is not what is on file. It counts as a wrong answer.")


async def _known(screens: Screens, lens: Lens, interaction: UUID) -> KnownAnswers:
    async with screens.parts.database.read(lens.tenant) as reader:
        await lens.rights.require(reader, interaction, Act.IDENTIFY)
        customer = (await identity.standing(reader, lens.tenant, interaction)).customer
    return await screens.parts.answers.known(lens.tenant, customer)
