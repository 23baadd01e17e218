"""Explanations in words: an `Explanation` becomes phrases, a phrase a sentence in some language.

Phrases are keys with arguments, so that a page can translate, link and format them itself; `render` does it
for the two languages of the product. Names of agents, queues and skills come from the caller: the
explanation holds none, and erasing a person leaves nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from routing.engine.decisions import ExcludedCount, Exclusion, Explanation, MissingReason, NobodyEligible
from routing.engine.model import Selection

Value = str | int | float


class Phrase(NamedTuple):
    key: str
    args: Mapping[str, Value]


def phrases(explanation: Explanation, agent: str) -> tuple[Phrase, ...]:
    """Why `agent` (a name) got the work, in reading order: the work, the choice, the others."""
    e = explanation
    found = [Phrase("waited", {"clock": clock(e.waited_s)})]
    if e.at_head:
        found.append(Phrase("at_head", {}))
    if e.ring:
        found.append(Phrase("ring", {"ring": e.ring}))
    found.append(Phrase("score", {"score": round(e.score, 1), "tier": e.tier.value}))
    found.append(_choice(e, agent))
    if e.excluded:
        total = sum(counted.agents for counted in e.excluded)
        found.append(Phrase("excluded", {"agents": total}))
        found.extend(_excluded(counted) for counted in e.excluded)
    return tuple(found)


def nobody(decision: NobodyEligible) -> tuple[Phrase, ...]:
    """Why nobody can take the work."""
    if decision.lack is not MissingReason.SKILL:
        return (Phrase(f"nobody.{decision.lack.value}", {}),)
    return tuple(Phrase("nobody.skill", {"skill": r.skill, "minimum": r.minimum}) for r in decision.missing)


def render(found: Iterable[Phrase], language: str = "en") -> str:
    """One line of text. Raises `KeyError` for a language there are no templates of."""
    templates, (comma, stop) = TEMPLATES[language], _JOINERS[language]
    head: list[str] = []
    reasons: list[str] = []
    for phrase in found:
        target = reasons if phrase.key.startswith("excluded.") else head
        target.append(templates[phrase.key].format_map(phrase.args))
    line = comma.join(head[:-1] if reasons else head)
    if reasons:
        line = f"{line}{stop}{head[-1]}{comma.join(reasons)}"
    return line


def clock(seconds: float) -> str:
    """`3:12`, `1:02:00`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _choice(e: Explanation, agent: str) -> Phrase:
    args: dict[str, Value] = {"agent": agent, "eligible": e.eligible, "idle": clock(e.idle_s)}
    if e.preferred:
        return Phrase("chosen.preferred", args)
    if e.eligible == 1:
        return Phrase("chosen.only", args)
    if e.selection is Selection.LONGEST_IDLE and e.open_work:
        return Phrase("chosen.fewest_open", {**args, "open": e.open_work})
    return Phrase(f"chosen.{e.selection.value}", args)


def _excluded(counted: ExcludedCount) -> Phrase:
    args: dict[str, Value] = {"agents": counted.agents}
    if counted.reason is Exclusion.LACKS_SKILL:
        args |= {"skill": counted.skill or "", "minimum": counted.minimum or 0}
    return Phrase(f"excluded.{counted.reason.value}", args)


_JOINERS = {"en": (", ", "; "), "zh_Hant": ("、", "；")}

TEMPLATES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "waited": "waited {clock}",
        "at_head": "at the head after its agent was lost",
        "ring": "ring {ring}",
        "score": "score {score}",
        "chosen.preferred": "{agent} chosen: held for this agent",
        "chosen.only": "{agent} chosen: the only one eligible",
        "chosen.longest_idle": "{agent} chosen: longest idle ({idle}) of {eligible} eligible",
        "chosen.fewest_open": "{agent} chosen: fewest open ({open}) of {eligible} eligible",
        "chosen.most_proficient": "{agent} chosen: most proficient of {eligible} eligible",
        "chosen.least_occupied": "{agent} chosen: least occupied of {eligible} eligible",
        "chosen.round_robin": "{agent} chosen: next in turn of {eligible} eligible",
        "excluded": "{agents} excluded: ",
        "excluded.signed_out": "{agents} signed out",
        "excluded.away": "{agents} away",
        "excluded.not_responding": "{agents} not responding",
        "excluded.unreachable": "{agents} unreachable",
        "excluded.lacks_skill": "{agents} lack {skill} ≥ {minimum}",
        "excluded.delayed": "{agents} not yet asked (delay)",
        "excluded.refused_lately": "{agents} rejected or missed it",
        "excluded.busy": "{agents} busy",
        "nobody.no_member": "no agent serves this queue",
        "nobody.not_signed_in": "those who could are signed out",
        "nobody.skill": "nobody signed in has {skill} ≥ {minimum}",
    },
    "zh_Hant": {
        "waited": "已等候 {clock}",
        "at_head": "因客服斷線而排在最前",
        "ring": "第 {ring} 圈",
        "score": "分數 {score}",
        "chosen.preferred": "選擇 {agent}：保留給這位客服",
        "chosen.only": "選擇 {agent}：唯一符合資格者",
        "chosen.longest_idle": "選擇 {agent}：{eligible} 位符合資格者中閒置最久（{idle}）",
        "chosen.fewest_open": "選擇 {agent}：{eligible} 位符合資格者中手上工作最少（{open}）",
        "chosen.most_proficient": "選擇 {agent}：{eligible} 位符合資格者中最熟練",
        "chosen.least_occupied": "選擇 {agent}：{eligible} 位符合資格者中負荷最輕",
        "chosen.round_robin": "選擇 {agent}：{eligible} 位符合資格者中輪到",
        "excluded": "排除 {agents} 位：",
        "excluded.signed_out": "{agents} 位未登入",
        "excluded.away": "{agents} 位離開",
        "excluded.not_responding": "{agents} 位未回應",
        "excluded.unreachable": "{agents} 位失聯",
        "excluded.lacks_skill": "{agents} 位的 {skill} 未達 {minimum}",
        "excluded.delayed": "{agents} 位尚未輪到（延遲）",
        "excluded.refused_lately": "{agents} 位剛拒接或漏接",
        "excluded.busy": "{agents} 位忙碌",
        "nobody.no_member": "沒有客服服務此佇列",
        "nobody.not_signed_in": "有資格的客服都未登入",
        "nobody.skill": "已登入的客服無人具備 {skill} ≥ {minimum}",
    },
}
