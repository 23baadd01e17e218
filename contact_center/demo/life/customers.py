"""Simulated customers: they use the doors that real ones have — phone, mailbox, the widget's socket.

Each has one matter of the story, says it, answers, thanks, loses patience, and sometimes comes back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from random import Random

import httpx
import structlog

from contact_center.demo.company.story.model import Story
from contact_center.demo.company.talk import AGAIN, THANKS
from contact_center.demo.life.cast import Cast, Part
from contact_center.demo.life.chatting import Chat, ChatClient
from contact_center.demo.life.hints import Hints, hinted
from contact_center.demo.life.pace import AT_ONCE, PaceFile, channel, seconds_to_next
from contact_center.demo.peers.visitor_site.config import Customer, SiteConfig
from contact_center.demo.peers.visitor_site.from_story import customer
from contact_center.demo.peers.visitor_site.mailbox import Mailbox
from contact_center.demo.peers.visitor_site.phone import Phone
from contact_center.kernel.clock import Clock
from contact_center.kernel.errors import ContactCenterError

log = structlog.get_logger()

LOOK_EVERY = 2.0
CALLS_AT_ONCE = 2
PATIENCE = {"sms": 420.0, "email": 900.0}
"""Seconds without an answer after which somebody asks again, or gives up."""
ABANDONS, STRANGERS, COMES_BACK = 0.07, 0.25, 0.12


class Customers:
    def __init__(
        self, story: Story, cast: Cast, site: SiteConfig, chats: ChatClient, hints: Hints, pace: PaceFile,
        clock: Clock, http: httpx.AsyncClient, random: Random, may_call: Callable[[], bool],
    ) -> None:  # fmt: skip
        """`may_call`: whether somebody could answer a call now."""
        self._story = story
        self._cast = cast
        self._chats = chats
        self._hints = hints
        self._pace = pace
        self._random = random
        self._phone = Phone(http, site)
        self._mailbox = Mailbox(site, clock)
        self._http = http
        self._may_call = may_call
        self._calls = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """New customers at the pace that is set, until cancelled."""
        try:
            while True:
                await self._pause()
                if self._cast.busy < AT_ONCE:
                    self._begin(channel(self._random))
        finally:
            for task in self._tasks:
                task.cancel()

    async def _pause(self) -> None:
        """Until the next contact is due; a change of pace is noticed at once."""
        pace = self._pace.read()
        left = seconds_to_next(pace, self._random) if pace.contacts_per_hour else 0.0
        while pace.contacts_per_hour == 0 or left > 0:
            await asyncio.sleep(min(LOOK_EVERY, left) if pace.contacts_per_hour else LOOK_EVERY)
            left -= LOOK_EVERY
            now = self._pace.read()
            if now.contacts_per_hour != pace.contacts_per_hour:
                pace, left = now, seconds_to_next(now, self._random) if now.contacts_per_hour else 0.0

    def _begin(self, how: str) -> None:
        if how == "voice" and (not self._may_call() or self._calls >= CALLS_AT_ONCE):
            how = "webchat"
        part = self._cast.pick()
        if part is None:
            return
        act: dict[str, Callable[[Part], Awaitable[None]]] = {
            "sms": self._text,
            "email": self._mail,
            "webchat": self._chat,
            "voice": self._call,
        }
        task = asyncio.create_task(self._play(act[how], part, how))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _play(self, act: Callable[[Part], Awaitable[None]], part: Part, how: str) -> None:
        self._calls += how == "voice"
        try:
            await act(part)
            if self._random.random() < COMES_BACK:
                await asyncio.sleep(self._random.uniform(120, 480))
                await self._text_once(part, self._random.choice(AGAIN[part.person.language]))
        except (ContactCenterError, OSError, httpx.HTTPError) as error:
            log.info("a simulated customer could not get through", channel=how, error=str(error))
        finally:
            self._calls -= how == "voice"
            self._cast.done(part)

    # --- SMS

    async def _text(self, part: Part) -> None:
        await self._text_once(part, part.words("sms"))

    async def _text_once(self, part: Part, words: str) -> None:
        who = customer(self._story, part.person)
        with self._hints.of(part.person.phone) as news:
            known = {text.id for text in await self._phone.texts(who)}
            await self._phone.send(who, words)
            for line in self._replies(part):
                if not await self._answered(news, PATIENCE["sms"], lambda: self._new_text(who, known)):
                    return
                await asyncio.sleep(self._typing(line))
                await self._phone.send(who, line)

    async def _new_text(self, who: Customer, known: set[str]) -> bool:
        texts = await self._phone.texts(who)
        fresh = {text.id for text in texts if not text.mine} - known
        known |= {text.id for text in texts}
        return bool(fresh)

    # --- e-mail

    async def _mail(self, part: Part) -> None:
        who = customer(self._story, part.person)
        with self._hints.of(part.person.email) as news:
            known = {mail.id for mail in await self._mailbox.mails(who)}
            await self._mailbox.send(who, part.reason.subject, part.words("email"))
            for line in self._replies(part):
                if not await self._answered(news, PATIENCE["email"], lambda: self._new_mail(who, known)):
                    return
                await asyncio.sleep(self._random.uniform(20, 90))
                await self._answer_mail(who, part, line)

    async def _new_mail(self, who: Customer, known: set[str]) -> bool:
        mails = await self._mailbox.mails(who)
        fresh = {mail.id for mail in mails if not mail.mine} - known
        known |= {mail.id for mail in mails}
        return bool(fresh)

    async def _answer_mail(self, who: Customer, part: Part, line: str) -> None:
        latest = next(mail for mail in await self._mailbox.mails(who) if not mail.mine)
        await self._mailbox.send(who, latest.subject, f"{line}\n\n{part.person.name}", latest.id)

    # --- chat

    async def _chat(self, part: Part) -> None:
        stranger = self._random.random() < STRANGERS
        async with self._chats.open(None if stranger else part.person, part.person.language) as chat:
            self._cast.came(chat.visitor, part)
            await chat.say(part.words("webchat"))
            patience = 4.0 if self._random.random() < ABANDONS else self._random.lognormvariate(5.2, 0.5)
            for line in self._replies(part):
                if not await chat.answered(patience):
                    return
                await chat.typing(self._typing(line))
                await chat.say(line)
                patience = 180.0
            await self._stay(chat)

    async def _stay(self, chat: Chat) -> None:
        """A moment for the good-bye."""
        await chat.answered(self._random.uniform(20, 50))

    # --- calls

    async def _call(self, part: Part) -> None:
        """Rings for a minute or two; who is answered talks for a while, then hangs up."""
        from contact_center.demo.life.calling import CallClient  # noqa: PLC0415 - aiortc is heavy, and calls are rare

        calls = CallClient(self._http, self._chats.product, self._chats.account)
        async with self._chats.open(part.person, part.person.language) as chat:
            self._cast.came(chat.visitor, part)
            async with calls.call(chat.token, self._random):
                if await chat.call_is("talking", self._random.uniform(50, 140)):
                    await chat.call_is("ended", self._random.uniform(40, 120))

    # --- all

    def _replies(self, part: Part) -> list[str]:
        """What will be said to each answer: the next words, then thanks; sometimes less."""
        lines = [part.matter.next_words(self._random), self._random.choice(THANKS[part.person.language])]
        return lines if self._random.random() < 0.8 else lines[:1]

    def _typing(self, line: str) -> float:
        """Seconds it takes to read and type, by the length of the line."""
        return self._random.uniform(4, 12) + len(line) * 0.12

    async def _answered(self, news: asyncio.Event, patience: float, look: Callable[[], Awaitable[bool]]) -> bool:
        """Looks when hinted, and once at the end: a hint may be lost."""
        if await hinted(news, patience):
            for _ in range(5):
                await asyncio.sleep(LOOK_EVERY)
                if await look():
                    return True
        return await look()
