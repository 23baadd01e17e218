"""The page "Break something", as a part of the visitor's site."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from contact_center.bootstrap.settings import Settings
from contact_center.demo.breaking.endpoints import PATH, router
from contact_center.demo.breaking.page import PACKAGE
from contact_center.demo.breaking.panel import ControlPanel
from contact_center.demo.peers.visitor_site.pages import Site


class Breaking:
    """See `visitor_site.app.Extra`."""

    def __init__(self, settings: Settings) -> None:
        self._panel = ControlPanel(settings)

    def open(self) -> AbstractAsyncContextManager[None]:
        return self._panel.open()

    def add(self, app: FastAPI, site: Site) -> None:
        site.extra = PATH
        app.include_router(router(self._panel, site.headers()))
        app.mount(f"{PATH}/static", StaticFiles(packages=[(PACKAGE, "static")]), name="break static")
