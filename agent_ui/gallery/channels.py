"""The product's own channels, for pages without an installation behind them."""

from __future__ import annotations

from collections.abc import Mapping

from channels.email import adapter as email
from channels.sms.client import SmsAdapter
from channels.task import adapter as task
from channels.voice import adapter as voice
from channels.voice.voicemail import VoicemailAdapter
from channels.webchat import adapter as webchat
from contact_center.kernel.contracts.channels import Capabilities

CHANNELS: Mapping[str, Capabilities] = {
    email.CODE: email.CAPABILITIES,
    SmsAdapter.channel: SmsAdapter.capabilities,
    webchat.CODE: webchat.CAPABILITIES,
    voice.CODE: voice.CAPABILITIES,
    task.CODE: task.CAPABILITIES,
    VoicemailAdapter.channel: VoicemailAdapter.capabilities,
}
