"""The agent UI as part of the web process."""

from __future__ import annotations

from fastapi import FastAPI

from agent_ui.account import endpoints as account
from agent_ui.admin import endpoints as admin
from agent_ui.admin.following import endpoints as admin_following
from agent_ui.admin.routing import endpoints as admin_routing
from agent_ui.console import actions, leaving, writing
from agent_ui.console import endpoints as console
from agent_ui.customers import endpoints as customers
from agent_ui.frame import assets_endpoint, live
from agent_ui.frame import endpoints as frame
from agent_ui.frame.error_pages import ErrorPages
from agent_ui.frame.parts import Parts
from agent_ui.frame.render import Assets
from agent_ui.frame.screen import Screens
from agent_ui.signin import endpoints as signin
from agent_ui.supervisor import acting as supervising
from agent_ui.supervisor import endpoints as supervisor
from contact_center.platform import problems


def install(app: FastAPI, parts: Parts) -> None:
    """Mounts all pages and the live socket, and tells errors in words.

    Raises `AssetsMissing` when the browser assets were not built.
    """
    screens = Screens(parts, Assets.load())
    problems.install(app, ErrorPages(screens))
    app.include_router(assets_endpoint.router())
    for room in (
        signin,
        console,
        actions,
        leaving,
        writing,
        supervisor,
        supervising,
        customers,
        account,
        admin,
        admin_routing,
        admin_following,
        frame,
        live,
    ):
        app.include_router(room.router(screens))
