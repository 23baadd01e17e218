"""Work that comes out of hours: from when it ages, and by when it is to be answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from contact_center.interactions.work import replies
from contact_center.kernel.ids import InteractionId
from tests.centre import Centre
from tests.integration.routing.flow.settings import set_calendars, set_queue

OFFICE = {"time_zone": "Asia/Taipei", "week": {"mon": ["09:00-18:00"], "tue": ["09:00-18:00"]}}
MONDAY_EVENING = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # 20:00 in Taipei
TUESDAY_OPENING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


async def open_on_monday_and_tuesday(centre: Centre, **columns: int) -> None:
    await set_calendars(centre, office=OFFICE)
    await set_queue(centre, "general", columns=columns, calendar="office")


async def clocks(centre: Centre, interaction: InteractionId) -> dict[str, datetime]:
    rows = await centre.rows("select * from core.interaction where id = %s", interaction)
    return rows[0]


async def test_an_e_mail_of_the_evening_ages_from_the_morning_and_is_due_in_open_hours(centre: Centre) -> None:
    await open_on_monday_and_tuesday(centre, first_reply_seconds=3600, resolution_seconds=10 * 3600)
    centre.clock.set(MONDAY_EVENING)
    mail = await centre.customer_writes("ann@example.org", "Hello", channel="email", kind="email")
    row = await clocks(centre, mail)
    assert row["entered_at"] == MONDAY_EVENING
    assert row["ranked_at"] == row["sl_started_at"] == TUESDAY_OPENING
    assert row["first_reply_due_at"] == row["due_at"] == TUESDAY_OPENING + timedelta(hours=1)
    assert row["resolution_due_at"] == datetime(2026, 11, 30, 2, 0, tzinfo=UTC), "9 h on Tuesday, 1 h next Monday"


async def test_work_in_open_hours_ages_from_its_entry(centre: Centre) -> None:
    await open_on_monday_and_tuesday(centre, first_reply_seconds=3600)
    centre.clock.set(TUESDAY_OPENING + timedelta(hours=8, minutes=30))
    mail = await centre.customer_writes("ann@example.org", "Hello", channel="email", kind="email")
    row = await clocks(centre, mail)
    assert row["ranked_at"] == centre.clock.now()
    assert row["first_reply_due_at"] == datetime(2026, 11, 30, 1, 30, tzinfo=UTC)


async def test_the_next_reply_has_a_clock_in_open_hours_that_ends_with_the_answer(centre: Centre) -> None:
    await open_on_monday_and_tuesday(centre, next_reply_seconds=7200)
    mei = await centre.agent("Mei")
    mail = await centre.customer_writes("ann@example.org", "Hello", channel="email", kind="email", own_keys=["1"])
    await centre.give(mail, mei)
    assert (await clocks(centre, mail))["next_reply_due_at"] is None
    await answer(centre, mail, mei, "a", replies.AfterReply.WAIT)
    centre.clock.set(MONDAY_EVENING)
    await centre.customer_writes("ann@example.org", "And?", channel="email", kind="email", thread_keys=["1"])
    row = await clocks(centre, mail)
    assert row["state"] == "queued"
    assert row["ranked_at"] == TUESDAY_OPENING
    assert row["next_reply_due_at"] == row["due_at"] == TUESDAY_OPENING + timedelta(hours=2)
    await centre.give(mail, mei)
    await answer(centre, mail, mei, "b", replies.AfterReply.STAY)
    assert (await clocks(centre, mail))["next_reply_due_at"] is None


async def test_a_second_message_to_an_agent_at_work_starts_the_clock_of_the_next_reply_once(centre: Centre) -> None:
    await set_queue(centre, "general", columns={"next_reply_seconds": 600})
    mei = await centre.agent("Mei")
    sms = await centre.customer_writes("+886911000001", "Hello")
    await centre.give(sms, mei)
    await answer(centre, sms, mei, "a", replies.AfterReply.STAY)
    for _ in range(2):
        await centre.customer_writes("+886911000001", "One more thing")
        due = (await clocks(centre, sms))["next_reply_due_at"]
        assert due == datetime(2026, 11, 23, 9, 10, tzinfo=UTC)
        centre.clock.pass_(seconds=60)


async def test_a_stored_calendar_that_cannot_be_read_loses_no_message(centre: Centre) -> None:
    await set_calendars(centre, office={"week": "some day"})
    await set_queue(centre, "general", calendar="office")
    sms = await centre.customer_writes("+886911000001", "Hello")
    assert (await clocks(centre, sms))["ranked_at"] == centre.clock.now()


async def answer(centre: Centre, interaction: InteractionId, agent: object, key: str, then: replies.AfterReply) -> None:
    await centre.run(
        replies.reply, centre.ports, interaction, agent, "Mei", "We look into it.", client_key=key, then=then
    )
