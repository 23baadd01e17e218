"""The lens of whoever is signed in on a screen."""

from __future__ import annotations

from agent_ui.compose.lens import Lens
from agent_ui.frame.screen import Screen
from contact_center.directory.service import SignedIn
from contact_center.interactions.work.rights import Rights


def lens_of(screen: Screen, who: SignedIn) -> Lens:
    return Lens(who.tenant, who.agent_id, who.user.name, screen.words, Rights(screen.serving, who), screen.signatures)
