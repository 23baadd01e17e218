"""What a check of Twilio asks for an account of ours."""

from __future__ import annotations

from channels.sms.accounts import messaging_service, webhook_path
from channels.sms.render import webhook_url
from channels.vendors.twilio.accounts import credentials
from channels.vendors.twilio.checking import AccountSetup
from contact_center.kernel.contracts.channels import ChannelAccount


def setup_of(account: ChannelAccount, public_url: str) -> AccountSetup:
    """Raises `ReauthNeeded` naming a setting or secret that is missing."""
    base, service = public_url.rstrip("/"), messaging_service(account)
    return AccountSetup(
        who=credentials(account),
        auth_token=str(account.secrets.get("auth_token", "")),
        public_url=base,
        sms_url=webhook_url(account, base),
        status_url=base + webhook_path(account, "status"),
        number=account.address if account.address.startswith("+") else None,
        service=service,
    )
