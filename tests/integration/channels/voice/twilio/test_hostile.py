"""Who else knocks at the doors for Twilio: nobody is let in, and nothing breaks."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import uuid4

import httpx

from channels.vendors.twilio.verify import FORM, SETTINGS_HEADER, SHA256, SIGNATURE_HEADER, sign
from contact_center.directory import service as directory
from contact_center.kernel.ids import TenantId
from tests.integration.channels.voice.twilio.exchange import KEY, LineCaller, Switch, line_account
from tests.unit.channels.sms.builders import ACCOUNT_SID, OURS, TOKEN

CALL = {
    "AccountSid": ACCOUNT_SID, "CallSid": "CA" + "1" * 32, "From": "+14155552671", "To": OURS, "Direction": "inbound",
    "CallStatus": "ringing",
}  # fmt: skip


async def knocks(
    switch: Switch, url: str, fields: dict[str, str], *, token: str = TOKEN, headers: dict[str, str] | None = None
) -> httpx.Response:
    url = url.partition("#")[0]
    signed = headers if headers is not None else {SIGNATURE_HEADER: sign(token, url, fields.items())}
    return await switch.http.post(url, content=urlencode(fields), headers={"Content-Type": FORM, **signed})


def reports(switch: Switch, caller: LineCaller) -> dict[str, dict[str, str]]:
    """An address of each kind of report, and what it brings."""
    at, call = switch.addresses, caller.call_id
    of_call = {"AccountSid": ACCOUNT_SID, "CallSid": caller.sid, "CallStatus": "completed", "SequenceNumber": "9"}
    of_room = {
        "AccountSid": ACCOUNT_SID, "ConferenceSid": "CF" + "1" * 32, "FriendlyName": f"call-{call}",
        "StatusCallbackEvent": "conference-end", "SequenceNumber": "9",
    }  # fmt: skip
    of_tape = {"AccountSid": ACCOUNT_SID, "RecordingSid": "RE" + "1" * 32, "RecordingStatus": "completed"}
    return {
        at.status: of_call, at.leg(call, uuid4()): of_call, at.room(call): of_room,
        at.recording(call): of_tape, at.message(call): of_tape,
    }  # fmt: skip


async def test_what_is_not_signed_by_the_accounts_keys_is_refused_at_every_door(switch: Switch) -> None:
    caller = await switch.dials()
    at = switch.addresses
    questions = [at.incoming, at.fallback, at.after(caller.call_id), at.notice(caller.call_id)]
    questions.append(at.music(caller.call_id, uuid4()))
    for url, fields in [*((url, CALL) for url in questions), *reports(switch, caller).items()]:
        assert (await knocks(switch, url, fields, headers={})).status_code == 403
        assert (await knocks(switch, url, fields, token="another token")).status_code == 403
        assert (await knocks(switch, url, {**fields, "AccountSid": "AC" + "f" * 32})).status_code == 404
        many = {**fields, "Padding": "x" * 70_000}
        assert (await knocks(switch, url, many)).status_code == 413
    assert await switch.centre.value("select count(*) from channels.call") == 1
    assert await switch.leg_is(caller, "customer", joined=True)


async def test_a_call_of_another_account_or_of_nobody_cannot_be_reported_or_asked_about(switch: Switch) -> None:
    caller = await switch.dials()
    ours, centre = switch.centre.tenant, switch.centre
    centre.tenant = TenantId(await directory.create_tenant(centre.db, slug="other", name="Other"))
    try:
        foreign = await line_account(centre, queue=None)
    finally:
        centre.tenant = ours
    for url, fields in reports(switch, caller).items():
        elsewhere = url.replace(str(switch.account.id), str(foreign.id))
        assert (await knocks(switch, elsewhere, fields)).status_code == 204  # acknowledged, and of no effect
    for question in (switch.addresses.after(caller.call_id), switch.addresses.music(caller.call_id, uuid4())):
        elsewhere = question.replace(str(switch.account.id), str(foreign.id))
        assert (await knocks(switch, elsewhere, CALL)).status_code == 404
    await switch.news.once()
    assert await switch.centre.value("select count(*) from channels.twilio_report") == 0
    assert await switch.leg_is(caller, "customer", joined=True)
    nowhere = switch.addresses.incoming.replace(str(switch.account.id), str(uuid4()))
    assert (await knocks(switch, nowhere, CALL)).status_code == 404


async def test_what_is_signed_and_makes_no_sense_is_acknowledged_and_changes_nothing(switch: Switch) -> None:
    caller = await switch.dials()
    for url in reports(switch, caller):
        for nonsense in ({}, {"CallSid": "x" * 500}, {"CallStatus": "\x00", "StatusCallbackEvent": "no-such-event"}):
            assert (await knocks(switch, url, nonsense)).status_code == 204
    await switch.news.once()
    assert await switch.leg_is(caller, "customer", joined=True)


async def test_a_repeated_question_gets_the_same_answer_and_makes_no_second_call(switch: Switch) -> None:
    first = await knocks(switch, switch.addresses.incoming, CALL)
    assert first.status_code == 200
    assert "<Conference" in first.text
    again = await knocks(switch, switch.addresses.incoming, CALL)
    fallback = await knocks(switch, switch.addresses.fallback, {**CALL, "ErrorCode": "11200"})
    assert first.text == again.text == fallback.text
    assert await switch.centre.value("select count(*) from channels.call") == 1


async def test_a_shared_key_signs_as_well_as_the_auth_token(switch: Switch) -> None:
    url = switch.addresses.incoming
    headers = {
        SIGNATURE_HEADER: sign(KEY[1], url, CALL.items(), SHA256), SETTINGS_HEADER: f"key=K1,algorithm={SHA256}",
    }  # fmt: skip
    assert (await knocks(switch, url, CALL, headers=headers)).status_code == 200


async def test_sounds_are_there_for_everybody_and_no_other_files(switch: Switch) -> None:
    for name in ("waiting", "hold", "ringback", "notice.en", "notice.zh-TW", "message.zh_Hant_TW", "notice.xx"):
        found = await switch.http.get(switch.addresses.sound(name))
        assert found.status_code == 200
        assert found.content[:4] == b"RIFF"
    for name in ("..%2f..%2fetc%2fpasswd", "secret", "notice.en.opus"):
        assert (await switch.http.get(switch.addresses.sound(name))).status_code == 404
