"""Reads how people sign in."""

from __future__ import annotations

from typing import Final

from agent_ui.admin.sign_in.views import RoleFactors, SignInSettings
from agent_ui.words.labels import role_names
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.second_factor import service as second_factor
from contact_center.directory.service import Role
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader

HERE: Final = "/admin/sign-in"
NAMED: Final = 5


async def settings(reader: Reader, words: Words, tenant: TenantId) -> SignInSettings:
    people = [one for one in await directory.users(reader, tenant) if one.active]
    required = await second_factor.required(reader, tenant)
    having = await second_factor.having(reader, tenant)
    roles = []
    for key, name in role_names(words).items():
        mine = [one for one in people if one.role == key]
        without = [one.name for one in mine if one.id not in having]
        roles.append(
            RoleFactors(
                key, name, Role(key) in required, len(mine), len(mine) - len(without), tuple(without[:NAMED])
            )
        )  # fmt: skip
    return SignInSettings(tuple(roles))
