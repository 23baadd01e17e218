"""The search of articles as the web chat, the help page and an agent ask it: whole questions, English and Chinese.

    make bench NAME=articles                        2,000 published articles, each in both languages
    ARTICLES=10000 make bench NAME=articles

The floor is the titles of ten articles read by their ids on the same database in the same run.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from time import perf_counter
from uuid import UUID

import uvloop

from benchmarks.figures import p95
from benchmarks.installation import Installation, analyze, installation
from benchmarks.results import Result, report
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.demo import names
from contact_center.directory.domain import Role
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.knowledge import reading, service
from crm_core.knowledge.domain import ArticleText, Visibility
from crm_core.knowledge.service import ArticleActor, NewArticle

ARTICLES = int(os.environ.get("ARTICLES", "2000"))
BATCH = 50
ASKED = 60
"""Questions of a kind."""
THINGS = (
    ("grinder", "磨豆機"), ("brewer", "濾沖機"), ("steam wand", "蒸汽棒"), ("burr set", "刀盤"), ("boiler", "鍋爐"),
    ("water filter", "濾心"), ("invoice", "發票"), ("delivery", "出貨"), ("order", "訂單"), ("warranty", "保固"),
)  # fmt: skip
ACTS = (
    ("rattles", "有異音"), ("leaks", "漏水"), ("does not heat", "不加熱"), ("is late", "延遲"),
    ("needs cleaning", "需要清潔"), ("was damaged", "受損"), ("must be replaced", "必須更換"),
    ("shows an error", "顯示錯誤"),
)  # fmt: skip
BODY = "Stop using it first. Then look at the {0}: where it {1}, note model {2} and write to us. {3}"
CHINESE_BODY = "請先停止使用。接著檢查{0}：若{1}，請記下型號 {2} 並來信告知我們。{3}"
MORE = ("We answer within a day.", "A colleague calls you back.", "Spare parts leave on the same day.")
CHINESE_MORE = ("我們會在一天內回覆。", "專員會回電給您。", "零件當天寄出。")


def main() -> None:
    with installation() as made:
        uvloop.run(measure(made))


async def measure(made: Installation) -> None:
    chance = random.Random(7)
    async with open_runtime(made.settings, "benchmark") as runtime:
        ids: list[UUID] = []
        for start in range(0, ARTICLES, BATCH):
            ids += await _write(runtime, chance, range(start, min(start + BATCH, ARTICLES)))
        await analyze(made)
        floor = p95([await _bare(runtime, chance, ids) for _ in range(ASKED)])
        questions = {
            "English, a whole question": ("en", [_english(chance) for _ in range(ASKED)]),
            "Chinese, a whole question": ("zh-Hant", [_chinese(chance) for _ in range(ASKED)]),
            "Chinese, one word of two characters": ("zh-Hant", ["發票", "漏水", "訂單", "保固"] * (ASKED // 4)),
            "a word of every article": ("en", ["model"] * ASKED),
            "a model number": ("en", [f"G{chance.randrange(ARTICLES):05d}" for _ in range(ASKED)]),
            "nothing that is written": ("zh-Hant", ["請問分期付款的利率"] * ASKED),
        }
        for kind, (language, asked) in questions.items():
            took = [await _answers(runtime, one, language) for one in asked]
            note = f"{ARTICLES:,} articles in two languages, the best three; less is better"
            report(Result(f"search of articles, p95: {kind}", p95(took), "ms", floor, note))


async def _write(runtime: Runtime, chance: random.Random, numbers: Sequence[int]) -> list[UUID]:
    by = ArticleActor(new_id(), Role.SUPERVISOR)

    async def write(work: UnitOfWork) -> list[UUID]:
        made = []
        for n in numbers:
            id = await service.create(work, NewArticle(_texts(chance, n), visibility=Visibility.CUSTOMERS), by)
            await service.approve(work, id, by)
            await service.publish(work, id, by)
            made.append(id)
        return made

    return await runtime.database.run(names.KILN, write, actor="benchmark")


def _texts(chance: random.Random, n: int) -> dict[str, ArticleText]:
    thing, act, model = chance.choice(THINGS), chance.choice(ACTS), f"G{n:05d}"
    more = chance.randrange(len(MORE))
    return {
        "en": ArticleText(
            f"{thing[0].capitalize()} {act[0]}, {model}", BODY.format(thing[0], act[0], model, MORE[more])
        ),
        "zh-Hant": ArticleText(
            f"{thing[1]}{act[1]}，{model}", CHINESE_BODY.format(thing[1], act[1], model, CHINESE_MORE[more])
        ),
    }  # fmt: skip


def _english(chance: random.Random) -> str:
    return f"Why is it that my {chance.choice(THINGS)[0]} {chance.choice(ACTS)[0]} since last week?"


def _chinese(chance: random.Random) -> str:
    return f"請問我的{chance.choice(THINGS)[1]}上週開始{chance.choice(ACTS)[1]}，該怎麼辦？"


async def _answers(runtime: Runtime, question: str, language: str) -> float:
    async with runtime.database.read(names.KILN) as reader:
        start = perf_counter()
        await reading.answers(reader, names.KILN, question, language=language, shown=True, most=3)
        return perf_counter() - start


async def _bare(runtime: Runtime, chance: random.Random, ids: Sequence[UUID]) -> float:
    async with runtime.database.read(names.KILN) as reader:
        wanted = chance.sample(list(ids), 10)
        start = perf_counter()
        await reading.titles(reader, names.KILN, wanted)
        return perf_counter() - start


if __name__ == "__main__":
    main()
