"""The parts of the media process that need no network."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from channels.voice.providers.builtin.audio import RATE, TICK, VoiceBuffer, mix
from channels.voice.providers.builtin.book import AFTER_A_CRASH, EventBook
from channels.voice.providers.builtin.library import SoundLibrary
from channels.voice.providers.builtin.preflight import judge
from channels.voice.providers.builtin.recording import FolderSink, Recorder, hand_over, leftovers
from contact_center.kernel.clock import ManualClock
from contact_center.kernel.contracts.telephony import MediaEventKind, Play
from contact_center.kernel.ids import CallId
from tests.patience import PATIENCE
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, level, loudness, read_wav, tone

CALL = CallId(UUID(int=7))


def _ticks(hz: float, seconds: float) -> list[np.ndarray]:
    samples = tone(hz, seconds)
    return [samples[i : i + TICK] for i in range(0, len(samples), TICK)]


def test_a_voice_begins_after_sixty_milliseconds_are_in_hand() -> None:
    voice = VoiceBuffer()
    for frame in _ticks(CUSTOMER_HZ, 0.04):
        voice.put(frame)
    assert voice.take() is None
    voice.put(_ticks(CUSTOMER_HZ, 0.02)[0])
    assert [voice.take() is not None for _ in range(4)] == [True, True, True, False]
    assert voice.gaps == 1


def test_a_voice_in_packets_of_another_length_is_cut_to_ticks_without_loss() -> None:
    samples, voice = tone(CUSTOMER_HZ, 0.12), VoiceBuffer()
    for start in range(0, len(samples), 480):
        voice.put(samples[start : start + 480])
    taken = [piece for _ in range(6) if (piece := voice.take()) is not None]
    assert np.array_equal(np.concatenate(taken), samples)


def test_a_voice_that_piles_up_is_shortened_instead_of_delayed() -> None:
    voice = VoiceBuffer()
    for frame in _ticks(CUSTOMER_HZ, 1.0):
        voice.put(frame)
    taken = 0
    while voice.take() is not None:
        taken += 1
    assert taken <= 9


def test_two_loud_voices_do_not_overflow() -> None:
    loud = np.full(TICK, 30_000, np.int16)
    assert mix([loud, loud]).max() == 32_767


def test_music_loops_without_silence_and_notices_are_spoken_in_both_languages() -> None:
    library = SoundLibrary()
    for what in (Play.WAITING_MUSIC, Play.HOLD_MUSIC):
        sound = library.sound(what, "en")
        parts = [np.concatenate([sound.at(t + i) for i in range(25)]) for t in range(0, sound.ticks * 2, 25)]
        assert min(loudness(p) for p in parts) > 300
    english, chinese = (library.sound(Play.RECORDING_NOTICE, tag) for tag in ("en", "zh-TW"))
    assert loudness(english.samples) > 1_000
    assert not np.array_equal(english.samples, chinese.samples)
    assert library.sound(Play.RECORDING_NOTICE, "fr") is english


def test_without_notices_a_chime_is_played(tmp_path: Path) -> None:
    chime = SoundLibrary(tmp_path).sound(Play.RECORDING_NOTICE, "en")
    assert loudness(chime.samples) > 500


def test_an_unreadable_notice_is_replaced_by_the_chime(tmp_path: Path) -> None:
    (tmp_path / "notice.en.opus").write_bytes(b"not a sound")
    assert loudness(SoundLibrary(tmp_path).sound(Play.RECORDING_NOTICE, "en").samples) > 500


def _record(folder: Path, seconds: float) -> Recorder:
    recorder = Recorder(folder, CALL, 1)
    for left, right in zip(_ticks(CUSTOMER_HZ, seconds), _ticks(AGENT_HZ, seconds), strict=True):
        recorder.write(left, right)
    return recorder


def test_a_recording_has_the_customer_left_and_the_agent_right(tmp_path: Path) -> None:
    path = _record(tmp_path, 1.0).finish()
    assert path is not None
    rate, samples = read_wav(path)
    assert len(samples) / rate == pytest.approx(1.0)
    found = [[level(samples[:, side], hz, rate) > 100 for hz in (CUSTOMER_HZ, AGENT_HZ)] for side in (0, 1)]
    assert found == [[True, False], [False, True]]
    assert path.stat().st_mode & 0o077 == 0


def test_a_recording_into_which_nothing_was_said_leaves_no_file(tmp_path: Path) -> None:
    assert Recorder(tmp_path, CALL, 1).finish() is None
    assert list(tmp_path.iterdir()) == []


def test_what_a_crash_left_is_repaired_at_the_next_start(tmp_path: Path) -> None:
    _record(tmp_path, 1.0)  # never finished
    with next(tmp_path.glob("*.part")).open("ab") as file:
        file.write(b"\x01")  # a write cut in the middle of a sample
    (tmp_path / "notes.wav").write_bytes(b"somebody else's")
    [(call_id, path)] = leftovers(tmp_path)
    assert call_id == CALL
    rate, samples = read_wav(path)
    assert len(samples) / rate == pytest.approx(1.0)


class _DeafOnce(FolderSink):
    tries = 0

    async def store(self, call_id: CallId, path: Path) -> str:
        self.tries += 1
        if self.tries == 1:
            raise ConnectionError("the store is away")
        return await super().store(call_id, path)


async def test_a_store_that_fails_is_asked_again(tmp_path: Path) -> None:
    path = _record(tmp_path, 0.2).finish()
    assert path is not None
    key = await hand_over(_DeafOnce(tmp_path / "kept"), CALL, path)
    assert key == str(tmp_path / "kept" / path.name)
    assert leftovers(tmp_path) == []


def _book() -> EventBook:
    return EventBook(ManualClock(datetime(2026, 3, 2, tzinfo=UTC)))


async def test_events_stay_until_acknowledged() -> None:
    book = _book()
    for kind in (MediaEventKind.LEG_JOINED, MediaEventKind.LEG_LEFT):
        book.tell(CALL, kind)
    assert [e.event.sequence for e in book.unread()] == [1, 2]
    book.acknowledge(book.unread()[0].cursor)
    assert [e.event.kind for e in book.unread()] == [MediaEventKind.LEG_LEFT]


async def test_a_waiting_reader_is_woken_by_an_event() -> None:
    book = _book()
    waiting = asyncio.create_task(book.wait(book.cursor, 30))
    await asyncio.sleep(0)
    book.tell(CALL, MediaEventKind.LEG_JOINED)
    await asyncio.wait_for(waiting, PATIENCE)


async def test_events_about_a_call_of_a_dead_process_come_after_all_it_told() -> None:
    book = _book()
    book.of_an_earlier_life(CALL)
    book.tell(CALL, MediaEventKind.RECORDING_READY)
    assert book.unread()[0].event.sequence == AFTER_A_CRASH


def test_a_machine_with_nothing_but_the_loopback_is_told_what_to_do() -> None:
    able, reason = judge([ip_address("127.0.0.1"), ip_address("::1"), ip_address("fe80::1")])
    assert not able
    assert "bring up a network interface" in reason
    assert judge([ip_address("192.0.2.2")]) == (True, "")


def test_the_rate_fits_the_tick() -> None:
    assert pytest.approx(0.02) == TICK / RATE
