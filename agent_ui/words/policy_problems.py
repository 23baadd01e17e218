# ruff: noqa: E501 - sentences stay in one piece, to be found by their text
"""What is wrong with a policy, a rule or a scenario: the sentence and the remedy for each code.

Read by `agent_ui.words.policies`. Arguments are named as in the calls of `Problem`; names that people chose stand in
quotes, and figures are written as the language writes them.
"""

from __future__ import annotations

from collections.abc import Mapping

from routing.policy.errors import ProblemCode

N_ = str
"""Marks a text for the catalogue."""

SENTENCES: Mapping[ProblemCode, tuple[str, str]] = {
    # the shape of a value
    ProblemCode.MISSING: (N_("is missing"), N_("add it")),
    ProblemCode.UNKNOWN_FIELD: (N_("is not known"), N_("take it out; docs/reference/routing.md names all fields")),
    ProblemCode.MISSPELT_FIELD: (N_("is not known"), N_("did you mean '%(close)s'?")),
    ProblemCode.FIELD_NOT_ONE_OF: (N_("is not known"), N_("use one of %(fields)s")),
    ProblemCode.NOT_A_WHOLE_NUMBER: (N_("%(value)s is not a whole number"), N_("write a whole number")),
    ProblemCode.NOT_A_NUMBER: (N_("%(value)s is not a number"), N_("write a number")),
    ProblemCode.NOT_TRUE_OR_FALSE: (N_("%(value)s is neither true nor false"), N_("write true or false")),
    ProblemCode.NOT_A_TEXT: (N_("%(value)s is not a text"), N_("write a text, in quotes if it looks like a number")),
    ProblemCode.NOT_ENTRIES: (N_("%(value)s is not a group of names"), N_("write entries by name, {} for none")),
    ProblemCode.NOT_FIELDS: (N_("%(value)s is not a group of fields"), N_("write its fields by name")),
    ProblemCode.NOT_A_LIST: (N_("%(value)s is not a list"), N_("write a list, [] for none")),
    ProblemCode.NOT_AN_ID: (N_("%(value)s is not an id"), N_("leave the id out or copy it from an export")),
    ProblemCode.NOT_A_DAY: (N_("%(value)s is not a date"), N_("write it as YYYY-MM-DD")),
    ProblemCode.NOT_A_TIME: (N_("%(value)s is not a time"), N_("write it as HH:MM")),
    ProblemCode.NOT_ONE_OF: (N_("%(value)s cannot be used"), N_("write one of: %(choices)s")),
    ProblemCode.BELOW_LEAST: (N_("%(value)s cannot be used"), N_("write %(limit)s or more")),
    ProblemCode.ABOVE_MOST: (N_("%(value)s cannot be used"), N_("write %(limit)s or less")),
    ProblemCode.NOT_ABOVE: (N_("%(value)s cannot be used"), N_("write more than %(limit)s")),
    ProblemCode.NOT_BELOW: (N_("%(value)s cannot be used"), N_("write less than %(limit)s")),
    ProblemCode.TEXT_TOO_SHORT: (N_("%(value)s is too short"), N_("write at least %(limit)s characters")),
    ProblemCode.TEXT_TOO_LONG: (N_("%(value)s is too long"), N_("write at most %(limit)s characters")),
    ProblemCode.LIST_TOO_SHORT: (N_("has too few entries"), N_("write at least %(limit)s")),
    ProblemCode.LIST_TOO_LONG: (N_("has too many entries"), N_("keep at most %(limit)s")),
    ProblemCode.OUT_OF_RANGE: (N_("%(value)s is out of range"), N_("choose a whole number from %(first)s to %(last)s")),
    ProblemCode.UNUSABLE: (N_("%(value)s cannot be used"), N_("correct it")),
    ProblemCode.NAME_MISSING: (N_("is missing"), N_("write one")),
    ProblemCode.NAME_TAKEN: (N_("is taken"), N_("choose another name")),
    ProblemCode.NAME_BLANK: (N_("is blank"), N_("write a name that can be seen")),
    # what a policy names
    ProblemCode.NO_SUCH_QUEUE: (N_("there is no queue '%(queue)s'"), N_("choose an existing queue or add this one")),
    ProblemCode.NO_SUCH_SKILL: (N_("there is no skill '%(skill)s'"), N_("add it to the skills or choose another one")),
    ProblemCode.NO_SUCH_CALENDAR: (
        N_("there are no opening hours '%(calendar)s'"),
        N_("choose existing hours or add these"),
    ),
    ProblemCode.NO_SUCH_LOGIN: (
        N_("nobody here signs in by this name"),
        N_("add the user first or take this agent out"),
    ),
    ProblemCode.QUEUE_TWICE: (N_("this queue is there twice"), N_("keep one of them")),
    ProblemCode.ID_TWICE: (N_("this id is there twice"), N_("keep one of them")),
    ProblemCode.SKILL_TWICE: (N_("this skill is there twice"), N_("keep one of them")),
    ProblemCode.AGENT_QUEUE_TWICE: (N_("this queue is there twice"), N_("keep one line for each queue")),
    # what must fit together
    ProblemCode.SKILLS_IN_A_CIRCLE: (N_("these skills imply each other: %(way)s"), N_("take one step out")),
    ProblemCode.OVERFLOW_IN_A_CIRCLE: (N_("work would flow in a circle: %(way)s"), N_("end it at one queue")),
    ProblemCode.INTERRUPT_EACH_OTHER: (
        N_("%(by)s and %(over)s would interrupt each other without end"),
        N_("let only one interrupt the other"),
    ),
    ProblemCode.INTERRUPTS_IN_A_CIRCLE: (
        N_("these interrupt each other without end: %(way)s"),
        N_("take one of them out"),
    ),
    ProblemCode.SHARES_OVER_100: (N_("they add up to %(sum)s %%"), N_("keep the sum at 100 or below")),
    ProblemCode.LOST_BEFORE_SILENT: (
        N_("an agent would be lost before being silent"),
        N_("make it at least silent_after_s"),
    ),
    ProblemCode.TOO_MANY_RINGS: (N_("%(rings)s rings"), N_("keep at most %(most)s")),
    ProblemCode.RING_NOT_LATER: (
        N_("%(after)s s is not later than the %(before)s s before it"),
        N_("let each ring begin later"),
    ),
    ProblemCode.RING_WIDENS_NOTHING: (N_("widens nothing"), N_("lower or drop a skill, or add a queue")),
    ProblemCode.RING_LOWERS_NOTHING: (
        N_("%(minimum)s does not lower the %(before)s that holds before"),
        N_("name a smaller minimum or leave it out"),
    ),
    ProblemCode.NO_CAPACITY: (N_("an agent with no capacity never gets work"), N_("make it 1 or more")),
    ProblemCode.NO_CHANNEL_HAS_ROOM: (N_("no channel has room"), N_("give at least one channel 1 or more")),
    ProblemCode.NOBODY_TAKES_VOICEMAIL: (
        N_("nobody who serves '%(queue)s' has a place for voice messages"),
        N_("give one of its agents capacity[%(channel)s] of 1 or more"),
    ),
    ProblemCode.QUEUE_HAS_WORK: (
        N_("%(interactions)s open conversations are in it"),
        N_("move them to another queue first"),
    ),
    ProblemCode.QUEUE_OF_ACCOUNTS: (N_("work of %(accounts)s goes there"), N_("choose another queue for these first")),
    # opening hours, overflow and texts
    ProblemCode.NOT_A_SPAN: (N_("'%(span)s' is no span of hours"), N_("write it like 09:00-18:00")),
    ProblemCode.SPAN_BEYOND_DAY: (
        N_("'%(span)s' goes beyond the day"),
        N_("begin before 24:00 and end at 24:00 at the latest"),
    ),
    ProblemCode.SPAN_EMPTY: (N_("'%(span)s' is empty"), N_("for the whole day write 00:00-24:00")),
    ProblemCode.SPANS_OVERLAP: (N_("the hours %(spans)s overlap"), N_("write each hour once")),
    ProblemCode.NO_SUCH_TIME_ZONE: (
        N_("there is no time zone '%(zone)s'"),
        N_("write one like Asia/Taipei or Europe/Berlin"),
    ),
    ProblemCode.NOT_A_LANGUAGE: (
        N_("'%(language)s' is no language"),
        N_("write one like en, zh-Hant-TW or * for all others"),
    ),
    ProblemCode.TEXT_EMPTY: (N_("the text for '%(language)s' is empty"), N_("write one or leave the language out")),
    ProblemCode.DAY_TWICE: (N_("%(day)s is there twice"), N_("name each day once, as holiday or as workday")),
    ProblemCode.NEVER_OPENS: (N_("these hours never open"), N_("give at least one weekday a span like 09:00-18:00")),
    ProblemCode.OPENS_TOO_LATE: (
        N_("these hours do not open in the next %(days)s days"),
        N_("remove holidays or add a span to the week"),
    ),
    ProblemCode.WORKDAY_WITHOUT_HOURS: (
        N_("%(day)s is worked like %(like)s, which has no hours"),
        N_("name another weekday in like, or write hours"),
    ),
    ProblemCode.LIMIT_MISSING: (N_("limit is missing"), N_("say from which figure on «%(when)s» holds")),
    ProblemCode.LIMIT_MEANINGLESS: (N_("limit has no meaning with «%(when)s»"), N_("leave it out")),
    ProblemCode.STEP_QUEUE_MISSING: (N_("queue is missing"), N_("name the queue for «%(then)s»")),
    ProblemCode.STEP_QUEUE_MEANINGLESS: (N_("queue has no meaning with «%(then)s»"), N_("leave it out")),
    ProblemCode.VOICEMAIL_WITHOUT_LIVE: (
        N_("tiers leaves out live"),
        N_("only who calls can leave a message, so name live or no tiers"),
    ),
    ProblemCode.MESSAGE_MISSING: (N_("message is missing"), N_("write the text by language")),
    # rules
    ProblemCode.RULE_TWICE: (N_("this rule is there twice"), N_("give one of them another name")),
    ProblemCode.RULE_NEVER_HOLDS: (N_("never holds"), N_("correct the condition or take the rule out")),
    ProblemCode.RULE_NEVER_REACHED: (
        N_("is never reached: rule '%(rule)s' holds whenever this one would, and stops"),
        N_("put it before that rule"),
    ),
    ProblemCode.RULE_DOES_NOTHING: (N_("does nothing"), N_("say what it does, or let it stop")),
    ProblemCode.TREATMENT_EMPTY: (N_("says nothing"), N_("say how the customer is treated, or take it out")),
    ProblemCode.NO_SUCH_PREFERRED_AGENT: (
        N_("nobody here signs in as '%(login)s'"),
        N_("name a login, `owner` or `last`"),
    ),
    ProblemCode.NOT_A_CONDITION: (N_("is %(type)s, not true or false"), N_("compare it with something")),
    ProblemCode.CONDITION_UNREADABLE: (N_("is not understood: %(parser)s"), N_("correct the condition at this place")),
    ProblemCode.UNKNOWN_ATTRIBUTE: (
        N_("there is no attribute or function '%(name)s'"),
        N_("the reference names all attributes"),
    ),
    ProblemCode.MISSPELT_ATTRIBUTE: (
        N_("there is no attribute or function '%(name)s'"),
        N_("did you mean '%(close)s'?"),
    ),
    ProblemCode.OPERATOR_UNFIT: (
        N_("'%(operator)s' cannot be used with %(types)s"),
        N_("compare values of one type: texts in quotes, numbers without"),
    ),
    ProblemCode.CONDITION_REFUSED: (N_("is not understood: %(parser)s"), N_("look at the reference of conditions")),
    # files
    ProblemCode.FILE_MISSING: (N_("is missing"), N_("choose a file")),
    ProblemCode.FILE_TOO_LONG: (N_("is too long"), N_("is it the right file?")),
    ProblemCode.FILE_TOO_MANY_CHARACTERS: (N_("is longer than %(most)s characters"), N_("is it the right file?")),
    ProblemCode.FILE_TOO_DEEP: (N_("is nested too deeply"), N_("is it the right file?")),
    ProblemCode.FILE_TOO_SLOW: (N_("was not read: it takes too much time or memory"), N_("is it the right file?")),
    ProblemCode.FILE_NOT_UTF8: (N_("is not UTF-8"), N_("save it as UTF-8")),
    ProblemCode.NOT_YAML: (N_("is not YAML: %(parser)s"), N_("correct the file at this place")),
    ProblemCode.YAML_ANCHOR: (N_("is an anchor or nested too deeply"), N_("write the value out")),
    ProblemCode.YAML_NAME_TWICE: (N_("'%(name)s' is there twice"), N_("keep one of them")),
    # scenarios
    ProblemCode.UNKNOWN_SCENARIO_FIELD: (N_("is not known"), N_("leave it out or correct its name")),
    ProblemCode.TIMES_MISSING: (N_("seconds is missing"), N_("list the recorded times")),
    ProblemCode.MEAN_MISSING: (N_("mean is missing"), N_("say how many seconds it takes on average")),
    ProblemCode.TIER_MISSING: (
        N_("tier is missing; %(channel)s is not a channel with a usual one"),
        N_("say live or deferred"),
    ),
    ProblemCode.SHIFTS_AND_COUNTS: (N_("shifts and a count for each interval say the same"), N_("keep one of them")),
    ProblemCode.STEADY_OR_SCENARIO: (
        N_("one of steady and scenario is needed, not both"),
        N_("give either steady or scenario"),
    ),
    ProblemCode.BY_INTERVAL_NEEDS_SCENARIO: (
        N_("by_interval needs a scenario"),
        N_("one queue in its steady state has no intervals"),
    ),
    ProblemCode.TOO_MANY_INTERVALS: (N_("has more than %(most)s intervals"), N_("shorten it")),
    ProblemCode.TOO_MANY_INTERACTIONS: (N_("%(interactions)s interactions are too many"), N_("keep below %(most)s")),
    ProblemCode.NOBODY_COMES: (N_("nobody ever comes"), N_("expect more than 0 calls in some interval")),
    ProblemCode.GROUP_TWICE: (N_("there are %(times)s groups named %(group)s"), N_("give each a name of its own")),
    ProblemCode.NO_SUCH_LIKE: (N_("there is no agent %(agent)s in policy.agents"), N_("name one of them")),
    ProblemCode.GROUP_WITHOUT_QUEUES: (N_("is missing"), N_("name the queues they serve, or an agent they are like")),
    ProblemCode.NO_SUCH_SCENARIO_QUEUE: (
        N_("there is no queue %(queue)s in policy.queues"),
        N_("add it there or correct the name"),
    ),
    ProblemCode.NOT_POSITIVE: (N_("%(name)s has to be more than 0"), N_("write more than 0")),
    ProblemCode.PATIENCE_NOT_POSITIVE: (
        N_("patience has to be more than 0"),
        N_("write more than 0, or leave it out if nobody gives up"),
    ),
    ProblemCode.LOAD_TOO_HIGH: (
        N_(
            "%(load)s erlang are more than %(agents)s agents can carry and nobody gives up, so the queue would grow for ever"
        ),
        N_("give at least %(least)s agents, or a patience"),
    ),
    ProblemCode.GROUP_NOT_NAMED: (N_("is missing"), N_("name the group that is looked for")),
    ProblemCode.NO_SUCH_GROUP: (N_("there is no group '%(group)s' in staff"), N_("name one of %(groups)s")),
    ProblemCode.NOTHING_ARRIVES: (N_("nothing arrives for a queue '%(queue)s'"), N_("name a queue with arrivals")),
    ProblemCode.GOAL_OUT_OF_RANGE: (
        N_("goal is not between 0 and 100 percent"),
        N_("choose one in between, both excluded"),
    ),
    ProblemCode.GOAL_OUT_OF_REACH: (
        N_("even %(agents)s agents do not reach %(goal)s; something else is short (skills, another group, shifts)"),
        N_("lower the goal, or change what is short"),
    ),
    # replays
    ProblemCode.DAY_NOT_BEGUN: (N_("%(day)s has not begun yet"), N_("name a day that is over")),
    ProblemCode.DAY_WITHOUT_RECORD: (N_("there is no record of days like %(day)s"), N_("name another day")),
    ProblemCode.DAY_EMPTY: (N_("nothing was in a queue on %(day)s"), N_("name another day")),
    ProblemCode.DAY_TOO_LARGE: (N_("%(entries)s entries are more than %(most)s"), N_("name a day with less work")),
    ProblemCode.NO_SUCH_PERSON: (
        N_("there is nobody with the login %(login)s"),
        N_("name a login of this organisation"),
    ),
    ProblemCode.NOT_AN_AGENT_OF_POLICY: (N_("%(login)s is no agent of this policy"), N_("name one of its agents")),
    # forms
    ProblemCode.CHANGED_MEANWHILE: (
        N_("somebody else has changed this in the meantime"),
        N_("save again to put yours in its place"),
    ),
}
