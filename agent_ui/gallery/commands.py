"""Samples of what the command bar finds. Nobody here exists."""

from __future__ import annotations

from agent_ui.commands.views import CommandGroup, CommandHit, CommandsView


def found(text: str) -> CommandsView:
    """The same for every text, so that what is marked in it differs."""
    documents = CommandGroup(
        "Orders, invoices, deliveries",
        (CommandHit("/customers/1?tab=orders#document-SO-20418", "shopping-cart", "SO-20418", "林佳穎"),),
    )
    customers = CommandGroup(
        "Customers",
        (
            CommandHit("/gallery/customer", "building", "Moss Lane Café", "", "orders@mosslane.example"),
            CommandHit("/customers/3", "user", "林佳穎", "Owner, Moss Lane Café", "0912 345 018"),
            CommandHit("/customers/4", "user", "Tom Hale", "Bookkeeping, Moss Lane Café", "tom@mosslane.example"),
        ),
        "/customers?q=moss",
    )
    return CommandsView(text, (documents, customers, said()))


def said() -> CommandGroup:
    return CommandGroup(
        "Conversations",
        (
            CommandHit(
                "/customers/3?entry=1", "mail", "林佳穎", "Re: Delivery? the new Moss Lane shop opens on…", "16 Nov"
            ),
            CommandHit(
                "/customers/3?entry=2", "message-circle", "林佳穎", "我們週五早上開幕，至少要有一台能用", "14:06"
            ),
        ),
        "/search?q=moss",
    )


def nothing(text: str) -> CommandsView:
    return CommandsView(text, ())
