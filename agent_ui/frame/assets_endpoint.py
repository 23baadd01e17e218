"""Styles, scripts, icons. Their addresses change with their content, so that a browser keeps them for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from agent_ui.frame.render import ASSETS
from contact_center.directory.access import public

FOR_EVER = "public, max-age=31536000, immutable"


def router(folder: Path = ASSETS) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    files = StaticFiles(directory=folder)

    @routes.get("/assets/{path:path}")
    async def asset(
        request: Request, path: str, _: Annotated[None, Depends(public("they hold nobody's data"))]
    ) -> Response:
        response = await files.get_response(path, request.scope)
        response.headers["Cache-Control"] = FOR_EVER
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return routes
