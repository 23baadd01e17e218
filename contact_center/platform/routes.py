"""Routes of rooms become the application's own."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI


def add_routes(app: FastAPI, router: APIRouter) -> None:
    """Adds them as they are: each is analysed once, at its declaration.

    `FastAPI.include_router` analyses each a second time, for what the inclusion could add to it, and at every request
    looks through router after router. Prefix, tags and dependencies are those that the router was made with.
    """
    app.router.routes.extend(router.routes)
