"""The agent UI as part of the web process: which rooms there are, and what they give to the frame around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import FastAPI

from agent_ui.account import endpoints as account
from agent_ui.account import notifying
from agent_ui.account import second_factor as own_factor
from agent_ui.admin import endpoints as admin
from agent_ui.admin.assistant import endpoints as admin_assistant
from agent_ui.admin.audit import endpoints as admin_audit
from agent_ui.admin.call_flows import endpoints as admin_call_flows
from agent_ui.admin.calling import endpoints as admin_calling
from agent_ui.admin.care import endpoints as admin_care
from agent_ui.admin.case_types import endpoints as admin_case_types
from agent_ui.admin.channels import endpoints as admin_channels
from agent_ui.admin.codes import endpoints as admin_codes
from agent_ui.admin.custom_fields import endpoints as admin_fields
from agent_ui.admin.erp import endpoints as admin_erp
from agent_ui.admin.guides import endpoints as admin_guides
from agent_ui.admin.identity import endpoints as admin_identity
from agent_ui.admin.keys import endpoints as admin_keys
from agent_ui.admin.limits import endpoints as admin_limits
from agent_ui.admin.log_readers import endpoints as admin_log_readers
from agent_ui.admin.macros import endpoints as admin_macros
from agent_ui.admin.people import endpoints as admin_people
from agent_ui.admin.privacy import endpoints as admin_privacy
from agent_ui.admin.routing import endpoints as admin_routing
from agent_ui.admin.sign_in import endpoints as admin_sign_in
from agent_ui.admin.snippets import endpoints as admin_snippets
from agent_ui.admin.warehouse import endpoints as admin_warehouse
from agent_ui.admin.webhooks import endpoints as admin_webhooks
from agent_ui.agent_day import endpoints as agent_day
from agent_ui.assisting import endpoints as assisting
from agent_ui.cases import acting as cases_acting
from agent_ui.cases import endpoints as cases
from agent_ui.cases import quality as cases_quality
from agent_ui.commands import endpoints as commands
from agent_ui.commands.articles import articles
from agent_ui.commands.compose import Finder
from agent_ui.commands.erp_acts import erp_acts
from agent_ui.commands.settings import settings
from agent_ui.console import (
    actions,
    guiding,
    leaving,
    linking,
    macros,
    mentioning,
    parked,
    reading,
    tagging,
    verifying,
    writing,
)
from agent_ui.console import endpoints as console
from agent_ui.console.socket import ConsoleLive
from agent_ui.customer_list import endpoints as customer_list
from agent_ui.customers import contacts as customer_contacts
from agent_ui.customers import editing as customer_editing
from agent_ui.customers import endpoints as customers
from agent_ui.customers.socket import CustomerLive
from agent_ui.door import endpoints as door
from agent_ui.embedded import endpoints as embedded
from agent_ui.floor import endpoints as floor
from agent_ui.frame import assets_endpoint, live
from agent_ui.frame import endpoints as frame
from agent_ui.frame.compose import TAKE_WORK
from agent_ui.frame.error_pages import ErrorPages
from agent_ui.frame.live import Follower
from agent_ui.frame.page import Live
from agent_ui.frame.parts import Parts
from agent_ui.frame.render import AssetAddresses
from agent_ui.frame.screen import Screens
from agent_ui.help import endpoints as help_page
from agent_ui.home import endpoints as home
from agent_ui.home.socket import HomeLive
from agent_ui.importing import endpoints as importing
from agent_ui.importing import mail_endpoints as mail_importing
from agent_ui.knowledge import acting as knowledge_acting
from agent_ui.knowledge import endpoints as knowledge
from agent_ui.merging import endpoints as merging
from agent_ui.proposals import endpoints as proposals
from agent_ui.quality import endpoints as quality
from agent_ui.ratings import endpoints as ratings
from agent_ui.records import endpoints as records
from agent_ui.signin import endpoints as signin
from agent_ui.snippets import endpoints as snippets
from agent_ui.starting import endpoints as starting
from agent_ui.starting import inviting as starting_chats
from agent_ui.supervisor import acting as supervisor_acting
from agent_ui.supervisor import drawing
from agent_ui.supervisor import endpoints as supervisor
from agent_ui.supervisor import report_endpoints as supervisor_reports
from agent_ui.supervisor import serving as supervisor_serving
from agent_ui.supervisor.socket import BoardLive
from agent_ui.tasks import endpoints as tasks
from agent_ui.views import ClockKind, ClockView, SourceAge, WrapUpView
from agent_ui.words import call_flows, labels, sentences
from agent_ui.words.admin_menu import admin_menu
from agent_ui.words.english import English
from agent_ui.work_list import blocked
from agent_ui.work_list import endpoints as work_list
from contact_center.directory.service import Role
from contact_center.platform import problems
from contact_center.platform.routes import add_routes

ROOMS = (
    signin, home, starting, starting_chats, snippets, macros, assisting, tasks, console, actions, parked, reading,
    mentioning, guiding, leaving, tagging, linking, verifying, writing, floor, supervisor, agent_day, quality,
    supervisor_reports, supervisor_serving, supervisor_acting, work_list, blocked, customer_list, importing,
    mail_importing, merging, records, customer_editing, customer_contacts, customers, cases_quality, cases,
    cases_acting, knowledge, knowledge_acting, door, help_page, ratings, account, own_factor, notifying, admin,
    admin_people, admin_channels, admin_routing, admin_sign_in, admin_log_readers, admin_fields, admin_identity,
    admin_calling, admin_care, admin_case_types, admin_snippets, admin_macros, admin_call_flows, admin_guides,
    admin_assistant, admin_audit, admin_erp, admin_limits, proposals, admin_codes, admin_privacy, admin_keys,
    admin_webhooks, admin_warehouse, embedded, frame,
)  # fmt: skip
"""Modules with a `router(screens)`."""


def _wrap_clock(view: WrapUpView) -> ClockView:
    return ClockView(ClockKind.LEFT, view.started, view.due)


TEMPLATE_NAMES: Final[Mapping[str, object]] = {
    "labels": labels,
    "admin_menu": admin_menu,
    "call_flows": call_flows,
    "sentences": sentences,
    "drawing": drawing,
    "source_of": SourceAge.of,
    "wrap_clock": _wrap_clock,
}
"""What the rooms' templates may call; the frame adds assets, icons and languages."""

FOLLOWERS: Final[Mapping[Live, Follower]] = {
    Live.CONSOLE: Follower(ConsoleLive, TAKE_WORK, in_frame=False),
    Live.CUSTOMER: Follower(CustomerLive, frozenset(Role)),
    Live.HOME: Follower(HomeLive, TAKE_WORK),
    Live.BOARD: Follower(BoardLive, frozenset({Role.SUPERVISOR, Role.ADMIN})),
}


FINDERS: Final[tuple[Finder, ...]] = (erp_acts, settings, articles)
"""What rooms add to the command bar, after documents and customers."""


def install(app: FastAPI, parts: Parts) -> None:
    """Mounts all pages and the live socket, and tells errors in words.

    Raises `AssetsMissing` when the browser assets were not built.
    """
    screens = Screens(parts, AssetAddresses.load(), TEMPLATE_NAMES)
    problems.install(app, ErrorPages(screens), English().error)
    add_routes(app, assets_endpoint.router())
    for room in ROOMS:
        add_routes(app, room.router(screens))
    add_routes(app, commands.router(screens, FINDERS))
    add_routes(app, live.router(screens, FOLLOWERS))
