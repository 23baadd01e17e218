"""What simulations say in English of how they followed a policy, and what a condition can read, in other languages.

A sentence is known by its English text with places for what differs; one that is not in the list stays as it is.
"""

from __future__ import annotations

import re
from functools import cache

from agent_ui.words.languages import ENGLISH, Words

N_ = str
"""Marks a text for the catalogue."""

KNOWN = (
    # how it is computed
    N_(
        "independent replications of the day, each from an empty centre; 95 %% by Student's t; of whole days "
        "chance in the number of contacts and in their length taken out by regression where there are 10 or "
        "more (Law, Simulation Modeling and Analysis, 9.4.1; Lavenberg and Welch 1981)"
    ),
    N_(
        "batch means: one run after a warm-up, cut into 30 batches; 95 %% by Student's t; chance in the "
        "number of calls and in their length taken out by regression (Law, Simulation Modeling and Analysis, "
        "9.5.3; Lavenberg and Welch 1981)"
    ),
    # how a simulated queue is served
    N_("by priority, then oldest first"),
    N_("by minutes waited plus priority points"),
    N_("oldest first"),
    N_("to the agent with the fewest open, then idle longest"),
    N_("to the most proficient agent"),
    N_("to the least occupied agent"),
    N_("to each agent in turn"),
    N_("%(n)s rings widen the search"),
    N_("agents take other queues' work by their profiles' priority and the tiers' shares"),
    N_("open by calendar %(calendar)s, what comes out of hours ages from the next opening"),
    N_("after %(limit)s s"),
    N_("from the %(limit)s. in the queue on"),
    N_("out of hours"),
    N_("with nobody signed in who could take it"),
    N_("with an expected wait of %(limit)s s"),
    N_("to queue %(queue)s"),
    N_("agents of queue %(queue)s as well"),
    N_("a message"),
    N_("the offer to be called back"),
    N_("callers may leave a message"),
    N_("waits at most %(n)s s of open time, then %(after)s"),
    N_("at most %(n)s wait, who comes then is %(after)s"),
    N_("sent to queue %(queue)s"),
    N_("ended (deferred work waits on)"),
    N_("%(by)s interrupts %(over)s: as few as needed are parked, the latest begun first, their clock stands"),
    N_("rules as work comes in: %(names)s"),
    # what a condition can read
    N_("name of the channel, e.g. email"),
    N_("live, messaging or deferred"),
    N_("name of the queue it enters if no rule says otherwise"),
    N_("as the customer wrote, e.g. zh-Hant; empty if not known"),
    N_("subject of the first message; empty without one"),
    N_("text of the first message, its first %(n)s characters"),
    N_("0 to 23, in the time zone of the organisation"),
    N_("1 (Monday) to 7 (Sunday)"),
    N_("the queue is open now"),
    N_("the address is one customer's; a newcomer becomes one (see first_contact), an anonymous visitor not"),
    N_("and the identity is verified"),
    N_("person or organisation; empty if not known"),
    N_("name in the CRM; empty if not known"),
    N_("name of the customer's organisation; empty without one"),
    N_("language in the CRM; empty if not known"),
    N_("never wrote or called before"),
    N_("interactions that are not closed"),
    N_("interactions of the last 30 days"),
    N_("login of the agent who spoke with them last; empty if nobody"),
    N_("the ERP has said something about the customer"),
    N_("orders confirmed and not delivered"),
    N_("orders with goods still to ship after the promised day"),
    N_("days the latest of them is late"),
    N_("unpaid invoices after their due day"),
    N_("days the oldest of them is overdue"),
)


def translated(words: Words, text: str) -> str:
    """`text` in the reader's language where the sentence is known."""
    if words.language == ENGLISH:
        return text
    for template, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            for inner in parts.keys() & {"why", "after"}:
                parts[inner] = translated(words, parts[inner])
            return words.gettext(template) % parts
    return text


def served(words: Words, text: str) -> str:
    """How a simulated queue is served: parts with semicolons between them, each of one clause or two."""
    if words.language == ENGLISH:
        return text
    return words.gettext("; ").join(_clauses(words, part) for part in text.split("; "))


def _clauses(words: Words, part: str) -> str:
    """`oldest first, to each agent in turn`; `after 60 s: to queue Orders (live only)`."""
    known = translated(words, part)
    if known != part:
        return known
    part, _, only = part.removesuffix(" only)").partition(" (") if part.endswith(" only)") else (part, "", "")
    order, sign, to = part.rpartition(", to ")
    when, colon, then = part.partition(": ")
    text = part
    if sign:
        text = words.gettext("%(order)s, %(to)s", order=translated(words, order), to=translated(words, f"to {to}"))
    elif colon:
        text = words.gettext("%(when)s: %(then)s", when=translated(words, when), then=translated(words, then))
    return words.gettext("%(what)s (%(tiers)s only)", what=text, tiers=only) if only else text


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((template, _pattern(template)) for template in KNOWN)


def _pattern(template: str) -> re.Pattern[str]:
    literal = re.escape(template.replace("%%", "%"))
    return re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", literal), re.DOTALL)
