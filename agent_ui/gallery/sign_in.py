"""Samples of the second step at sign-in, and of the page about signing in."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.account.views import OwnFactorView
from agent_ui.admin.sign_in.views import ProviderForm, RoleFactors, RuleLine, SignInSettings
from agent_ui.compose import second_factor as drawing
from agent_ui.signin.views import ClaimLine, TriedView
from agent_ui.views.common import FilterChoice
from agent_ui.views.second_factor import FactorSetUp, RecoveryCodes

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - a sample
ADDRESS = f"otpauth://totp/Kiln%20%26%20Co:mei?secret={SECRET}&issuer=Kiln%20%26%20Co"
CODES = ("k7wm-2pqa-9xhd-ve4t", "b3rn-8syc-jm5f-u6gk", "e2vt-n9pa-xq7w-h4sd", "m8cj-5kyb-r3fu-g6ze")


def set_up(error: str | None = None) -> FactorSetUp:
    return drawing.set_up(SECRET, ADDRESS, "mei", "/sign-in/set-up", error)


def recovery() -> RecoveryCodes:
    return drawing.recovery(CODES, "/console")


def own(now: datetime) -> OwnFactorView:
    return OwnFactorView(now - timedelta(days=40), 2, required=False, error="That code is not right.", notice="Done.")


def own_fresh(now: datetime) -> OwnFactorView:
    return OwnFactorView(now, 10, required=True, fresh=recovery())


def own_new() -> OwnFactorView:
    return OwnFactorView(None, 0, required=False)


def settings() -> SignInSettings:
    return SignInSettings(
        (
            RoleFactors("agent", "Agent", False, 12, 3, ("Mei", "陳怡君", "Wei", "Ann", "Bo")),
            RoleFactors("supervisor", "Supervisor", True, 2, 1, ("Sam Rivers",)),
            RoleFactors("admin", "Administrator", True, 1, 1, ()),
        ),
        provider(),
        "Saved.",
    )


def provider() -> ProviderForm:
    roles = (FilterChoice("agent", "Agent", True), FilterChoice("supervisor", "Supervisor"))
    return ProviderForm(
        True, "Kiln accounts", "https://login.kiln.example", "contact-center", True, "groups",
        (RuleLine(0, "Service desk", "Kaohsiung", roles), RuleLine(1, "", "", roles)), True, True, False,
        (FilterChoice("everybody", "everybody", True), FilterChoice("administrators", "administrators alone")), True,
        "https://desk.kiln.example/sign-in/callback", "https://desk.kiln.example/sign-in/with/kiln",
        ("Kaohsiung", "台北"),
        "The issuer is an address.", "issuer", "The provider answers; it publishes 2 keys.", usable=True,
    )  # fmt: skip


def tried() -> TriedView:
    lines = (
        ClaimLine("email", "lin@kiln.example", False), ClaimLine("groups", "Service desk, Everybody", True),
        ClaimLine("name", "林佳穎", False), ClaimLine("sub", "00u1x8f4k2", False),
    )  # fmt: skip
    return TriedView("Kiln accounts", lines, "Service desk", "Agent", "Kaohsiung", "groups")
