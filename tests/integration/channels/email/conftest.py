from __future__ import annotations

from tests.mail import lasting_mail_server, mail_account, mail_server  # noqa: F401
