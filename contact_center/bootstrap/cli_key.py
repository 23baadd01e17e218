"""The command line's part about the secret key: replacing it, and encrypting everything with the new one."""

from __future__ import annotations

import typer

from contact_center.bootstrap.administering import administer, say
from contact_center.bootstrap.resealing import reseal as seal_anew
from contact_center.bootstrap.settings import Settings
from contact_center.platform.vault import add_key, drop_former_keys, kept_at, new_key

CONFIGURED = """The key is configured, so it is changed where it is configured. A new one:

  {key}

  1. Every process: CONTACT_CENTER_SECRET_KEYS_FORMER={key} (beside the key as it is), restarted: all know the new one.
  2. Every process: CONTACT_CENTER_SECRET_KEY={key}, and in …_FORMER the key so far; restarted.
  3. contact-center key reseal
  4. Every process: …_FORMER empty, restarted. Keep the old key with the backups made before."""


def register(app: typer.Typer) -> None:
    """Adds `key`."""
    group = typer.Typer(no_args_is_help=True, help="The secret key of this installation.")

    @group.command("rotate")
    def rotate() -> None:
        """Put a new key in the place of the present one; what the old one sealed can still be opened."""
        settings = Settings()
        if settings.secret_key:
            say(CONFIGURED.format(key=new_key()))
            return
        add_key(kept_at(settings))
        say(f"A new key is in use: {kept_at(settings)}, the former one below it. Restart every process now, then:\n"
            "  contact-center key reseal")  # fmt: skip

    @group.command("reseal")
    def reseal() -> None:
        """Encrypt all secrets with the key in use; may be interrupted and repeated."""
        done = administer(seal_anew)
        say(f"Sealed anew: {done.secrets} passwords of accounts and systems, {done.files} files.")

    @group.command("forget")
    def forget() -> None:
        """Encrypt what is left, then remove former keys from the data folder. Keep them with older backups."""
        settings = Settings()
        done = administer(seal_anew)
        if settings.secret_key:
            say("Everything is sealed with the key in use; CONTACT_CENTER_SECRET_KEYS_FORMER may be emptied.")
            return
        drop_former_keys(kept_at(settings))
        say(f"Sealed anew: {done.secrets} passwords, {done.files} files. Restart every process.")

    app.add_typer(group, name="key")
