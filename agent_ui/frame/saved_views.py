"""Saved views of a list: the two routes that every list with views has."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from agent_ui.frame.acting import act
from agent_ui.frame.screen import Screens, local
from contact_center.directory.access import allow
from contact_center.directory.service import SignedIn
from contact_center.directory.views import service as saved
from contact_center.directory.views.service import ViewSubject

ANYBODY: Final = allow()


def add_saved_views(
    routes: APIRouter, screens: Screens, home: str, subject: ViewSubject, readers: Callable[..., Any] = ANYBODY
) -> None:
    """`home`: the address of the list; `readers`: who may look at it (`access.allow`)."""
    who_reads = Depends(readers)

    @routes.post(f"{home}/views")
    async def save(
        name: Annotated[str, Form(max_length=200)],
        state: Annotated[str, Form(max_length=2000)] = "",
        team: Annotated[bool, Form()] = False,
        who: SignedIn = who_reads,
    ) -> Response:
        await act(screens, who, lambda unit: saved.save(unit, subject, name, state, who.user.id, for_team=team))
        return RedirectResponse(local(f"{home}?{state}" if state else home, home), HTTPStatus.SEE_OTHER)

    @routes.post(f"{home}/views/{{id}}/delete")
    async def delete(id: UUID, who: SignedIn = who_reads) -> Response:
        await act(screens, who, lambda unit: saved.delete(unit, id, who.user.id))
        return RedirectResponse(home, HTTPStatus.SEE_OTHER)
