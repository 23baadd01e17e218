"""Recordings written down by a server of speech: by whom and when, found by search, gone with the recording."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from channels.voice import store
from channels.voice.domain import new_call
from channels.voice.errors import RecordingNotYours
from channels.voice.recordings import Recordings, recording_key
from channels.voice.retention import erase_outlived
from channels.voice.transcripts.client import AudioTranscriptions
from channels.voice.transcripts.domain import MOST_TRIES, SpeakerSide, TranscriptState, access_of, pieces
from channels.voice.transcripts.errors import NotASpeechSetting, NoTranscript
from channels.voice.transcripts.service import Transcripts, TranscriptsWanted
from contact_center.bootstrap.joins.holds import StoredHolds
from contact_center.directory import service as directory
from contact_center.directory.service import Role, SignedIn
from contact_center.interactions.search import service as search
from contact_center.kernel.contracts.interactions import CallChanged
from contact_center.kernel.ids import CallId, InteractionId, new_id
from contact_center.platform.eventlog import consume_once
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from tests.centre import Centre
from tests.people import signed_in
from tests.speech_server import KEY, MODEL, SpeechServer, speech_server
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, tone

RATE = 16_000


class Written:
    """A centre whose recorded calls are written down by a server."""

    def __init__(self, centre: Centre, speech: SpeechServer) -> None:
        self.centre, self.speech = centre, speech
        recordings = Recordings(centre.db, centre.ports.blobs)
        self.transcripts = Transcripts(centre.db, recordings, centre.accounts, AudioTranscriptions())

    async def switched_on(self, **changed: Any) -> None:
        settings = {"transcribe": True, "speech_url": self.speech.url, "speech_model": MODEL, **changed}
        await self.centre.run(
            self.centre.accounts.edit, self.centre.account_ids["voice"], name="voice", settings=settings,
            secrets={"speech_key": KEY}, queue_id=self.centre.queues["general"],
        )  # fmt: skip

    async def recorded_call(self, caller: str = "+886900000001") -> tuple[CallId, InteractionId]:
        """The customer speaks, then the agent; the recording is ready, and the log says so."""
        centre = self.centre
        work_of = await centre.customer_writes(caller, "", channel="voice")
        call_id, key = CallId(new_id()), recording_key(centre.tenant, CallId(new_id()))
        await centre.ports.blobs.put(key, recording())
        conversation = await centre.value("select conversation_id from core.interaction where id = %s", work_of)

        async def write(work: UnitOfWork) -> None:
            call, _ = new_call(call_id, new_id(), work.now, record=True, language="en")
            await store.insert(
                work, call, interaction_id=work_of, conversation_id=conversation,
                account_id=centre.account_ids["voice"], provider="builtin", node="here",
            )  # fmt: skip
            await store.save(
                work, call, ordered=False, ended_at=work.now, recording_key=key, recording_started_at=work.now
            )
            work.record(CallChanged(call_id=call_id, interaction_id=work_of, what="recorded"))

        await centre.run(write)
        return call_id, work_of

    async def catches_up(self) -> None:
        """The log is followed up to now."""
        while await consume_once(self.centre.db, TranscriptsWanted(self.centre.accounts)):
            pass

    async def state(self, call: CallId) -> str | None:
        found: str | None = await self.centre.value("select state from channels.transcript where call_id = %s", call)
        return found

    async def wanted_call(self) -> tuple[CallId, InteractionId]:
        call, work_of = await self.recorded_call()
        await self.catches_up()
        assert await self.state(call) == TranscriptState.WANTED
        return call, work_of

    async def finds(self, words: str) -> list[InteractionId]:
        async with self.centre.db.read(self.centre.tenant) as reader:
            found = await search.search(reader, self.centre.tenant, words, 10)
        return [InteractionId(one.interaction_id) for one in found]

    async def person(self, login: str, role: Role = Role.AGENT) -> SignedIn:
        await self.centre.agent(login, role=role)
        return await directory.session(self.centre.db, await signed_in(self.centre.db, self.centre.tenant, login))


def recording() -> bytes:
    silence = np.zeros(2 * RATE, np.int16)
    left = np.concatenate([tone(CUSTOMER_HZ, 2, RATE), silence])
    right = np.concatenate([silence, tone(AGENT_HZ, 2, RATE)])
    return wav(left, right)


def wav(*sides: NDArray[np.int16]) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as into:
        into.setnchannels(len(sides))
        into.setsampwidth(2)
        into.setframerate(RATE)
        into.writeframes(np.stack(sides, axis=1).tobytes())
    return file.getvalue()


@pytest.fixture
async def written(centre: Centre) -> AsyncIterator[Written]:
    async with speech_server() as speech:
        yield Written(centre, speech)


async def test_what_each_side_said_is_read_by_who_may_hear_it_and_found_by_search(written: Written) -> None:
    await written.switched_on()
    written.speech.says[CUSTOMER_HZ] = "My kiln is late, card 4111 1111 1111 1111."
    call, work_of = await written.wanted_call()
    assert await written.transcripts.make_due() == 1
    sam, wei = await written.person("sam", Role.SUPERVISOR), await written.person("wei")
    row = await written.transcripts.of_call(sam, call)
    assert [(one.side, round(one.at), one.text) for one in row.said] == [
        (SpeakerSide.CUSTOMER, 0, "My kiln is late, card •••• •••• •••• ••••."),
        (SpeakerSide.AGENT, 2, "It comes on Monday."),
    ]
    assert row.model == MODEL
    with pytest.raises(RecordingNotYours):
        await written.transcripts.of_call(wei, call)
    acts = await written.centre.rows("select action from core.audit where subject = %s", f"call:{call}")
    assert [one["action"] for one in acts] == ["transcript read"]
    assert await written.finds("kiln monday") == [work_of]
    assert {one["language"] for one in written.speech.asked} == {"en"}
    assert await written.transcripts.make_due() == 0


async def test_nothing_is_sent_anywhere_unless_an_administrator_has_switched_it_on(written: Written) -> None:
    call, _ = await written.recorded_call()
    await written.catches_up()
    await written.switched_on()
    later, _ = await written.recorded_call("+886900000002")
    await written.catches_up()
    assert await written.state(later) == TranscriptState.WANTED
    assert await written.state(call) is None
    await written.switched_on(transcribe=False)
    await written.transcripts.make_due()
    assert written.speech.asked == []
    assert await written.state(later) is None, "switched off meanwhile"
    with pytest.raises(NoTranscript):
        await written.transcripts.of_call(await written.person("sam", Role.SUPERVISOR), later)


async def test_a_server_that_is_away_is_asked_again_for_a_while(written: Written) -> None:
    await written.switched_on()
    call, _ = await written.wanted_call()
    for mood in ("busy", "broken"):
        written.speech.mood = mood
        assert await written.transcripts.make_due() == 1
        assert await written.state(call) == TranscriptState.WANTED
        assert await written.transcripts.make_due() == 0, "not at once"
        written.centre.clock.pass_(hours=1)
    written.speech.mood = "plain"
    await written.transcripts.make_due()
    row = await written.transcripts.of_call(await written.person("sam", Role.SUPERVISOR), call)
    assert [(one.at, one.until) for one in row.said] == [(0.0, 4.0), (0.0, 4.0)], "a server that tells no times"


@pytest.mark.parametrize("mood", ["html", "elsewhere"])
async def test_what_is_no_server_of_speech_is_given_up_and_gets_no_key_of_another(written: Written, mood: str) -> None:
    await written.switched_on()
    call, _ = await written.wanted_call()
    written.speech.mood = mood
    await written.transcripts.make_due()
    assert await written.state(call) == TranscriptState.FAILED


async def test_a_server_that_never_comes_back_is_given_up(written: Written) -> None:
    await written.switched_on()
    call, _ = await written.wanted_call()
    written.speech.mood = "broken"
    for _ in range(MOST_TRIES):
        assert await written.transcripts.make_due() == 1
        written.centre.clock.pass_(hours=7)
    assert await written.state(call) == TranscriptState.FAILED
    assert await written.transcripts.make_due() == 0


async def test_a_transcript_ends_with_its_recording(written: Written) -> None:
    await written.switched_on()
    call, work_of = await written.wanted_call()
    await written.transcripts.make_due()
    assert await written.finds("kiln") == [work_of]
    written.centre.clock.pass_(hours=24 * 91)
    centre = written.centre
    erased = await erase_outlived(
        centre.db, centre.ports.blobs, NoDays(), StoredHolds(), centre.clock.now(), timedelta(days=90)
    )
    assert erased == 1
    assert await written.state(call) is None
    assert await written.finds("kiln") == []


class NoDays:
    """No queue says for how long."""

    async def recording_days(self, reader: Reader) -> dict[tuple[Any, Any], int]:
        return {}


async def test_only_addresses_that_may_be_told_what_customers_say_are_taken(centre: Centre) -> None:
    account = await centre.account("voice")

    def of(url: str, model: str = MODEL) -> Callable[[], object]:
        settings = {"transcribe": True, "speech_url": url, "speech_model": model}
        return lambda: access_of(replace(account, settings=settings))

    assert of("https://speech.example/v1")() is not None
    assert of("http://10.0.0.7:9000/v1")() is not None
    assert access_of(account) is None
    for url in ("", "http://speech.example/v1", "http://169.254.169.254/v1", "ftp://x/v1"):
        with pytest.raises(NotASpeechSetting):
            of(url)()
    with pytest.raises(NotASpeechSetting):
        of("https://speech.example/v1", "")()


def test_a_long_call_goes_in_pieces_and_silence_goes_nowhere() -> None:
    speech = tone(CUSTOMER_HZ, 1, RATE)
    long = np.concatenate([speech, np.zeros(RATE * 600, np.int16), speech])
    found = [(side, at) for side, at, _ in pieces(wav(long, np.zeros_like(long)))]
    assert found == [(SpeakerSide.CUSTOMER, 0.0), (SpeakerSide.CUSTOMER, 600.0)]
