"""Which regions of an agent's page a batch of events touches. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contact_center.kernel.contracts.cases import CaseEvent
from contact_center.kernel.contracts.consent import ConsentChanged
from contact_center.kernel.contracts.customers import CustomerChanged, CustomerErased
from contact_center.kernel.contracts.floor import (
    AnnouncementMade,
    AnnouncementRead,
    AnnouncementTakenBack,
    HelpAsked,
    HelpEvent,
)
from contact_center.kernel.contracts.guides import GuideAnswered
from contact_center.kernel.contracts.interactions import (
    AgentCapacityChanged,
    CallChanged,
    ChatInvitationAnswered,
    ConversationIdentified,
    ConversationRead,
    ConversationTagged,
    DeliveryChanged,
    InteractionClosed,
    InteractionHandedBack,
    InteractionQueued,
    InteractionReopened,
    InteractionWaiting,
    InteractionWorking,
    MessageFilesFetched,
    MessageLetGo,
    MessageReceived,
    MessageTakenBack,
    MessageWritten,
    NextPresenceChosen,
    PresenceChanged,
    SegmentConnected,
    SegmentDispositionChosen,
    SegmentDone,
    SegmentHeld,
    SegmentOffered,
    SegmentParked,
    SegmentResumed,
    SegmentState,
    SegmentUnparked,
    SegmentWrapExtended,
    SegmentWrapping,
    UserChanged,
    VisitorCame,
    VisitorLeft,
)
from contact_center.kernel.contracts.mentions import ColleagueMentioned, MentionsSeen
from contact_center.kernel.contracts.routing_events import AgentProfileChanged, PresenceForced
from contact_center.kernel.contracts.tasks import TaskEvent, TaskReminded
from contact_center.kernel.events import Event, Recorded
from contact_center.kernel.ids import AgentId

OF_SEGMENTS = (
    SegmentConnected,
    SegmentDispositionChosen,
    SegmentDone,
    SegmentHeld,
    SegmentParked,
    SegmentResumed,
    SegmentUnparked,
    SegmentWrapping,
    SegmentWrapExtended,
)
OF_INTERACTIONS = (
    InteractionQueued,
    InteractionWorking,
    InteractionWaiting,
    InteractionClosed,
    InteractionReopened,
    InteractionHandedBack,
    VisitorLeft,
    ChatInvitationAnswered,
    VisitorCame,
)


PARKING = ("parked", "unparked")
"""Of `CallChanged`: whoever serves its queue may pick the call up now, or nobody any more."""


@dataclass(slots=True)
class Changes:
    """What to draw anew. Ids of conversations are those of the agent's own work."""

    since: datetime | None = None
    """The instant of the first event that matters."""
    offer: bool = False
    lost_offer: UUID | None = None
    """A segment that alerted here and is done."""
    presence: bool = False
    wrap_ups: bool = False
    work: bool = False
    rows: set[UUID] = field(default_factory=set)
    """Interactions whose line in the list changed."""
    workspaces: set[UUID] = field(default_factory=set)
    """Interactions whose head and bottom changed."""
    customers: set[UUID] = field(default_factory=set)
    calls: set[UUID] = field(default_factory=set)
    guides: set[UUID] = field(default_factory=set)
    """Interactions in which a step of a guide was answered."""
    extended: set[UUID] = field(default_factory=set)
    fresh: dict[UUID, int] = field(default_factory=dict)
    """Conversation → lowest position of a new message."""
    came_in: set[UUID] = field(default_factory=set)
    """Conversations in which the customer wrote."""
    delivered: set[UUID] = field(default_factory=set)
    """Messages with another delivery state, or whose files have come."""
    taken_back: dict[UUID, UUID] = field(default_factory=dict)
    """Message that is none any more → its conversation."""
    read: set[UUID] = field(default_factory=set)
    """Conversations of which the customer has read more."""
    handed_back: list[InteractionHandedBack] = field(default_factory=list)
    """Transfers of this agent's that came back."""
    reminded: list[TaskReminded] = field(default_factory=list)
    """Tasks of this agent's that are due soon."""
    mentioned: list[ColleagueMentioned] = field(default_factory=list)
    """Calls of colleagues to this agent."""
    mentions: bool = False
    """How many calls they have not seen has changed."""
    announced: list[AnnouncementMade] = field(default_factory=list)
    """What was said to this agent."""
    asked: list[HelpAsked] = field(default_factory=list)
    """Hands that were raised, anybody's."""
    floor: bool = False
    """What is said to them, or whose hand is raised, has changed."""
    forced: list[tuple[str, PresenceForced]] = field(default_factory=list)
    """Presences that somebody (an actor) set for this agent."""
    account: bool = False
    """The reader's own account or session may have ended."""

    @property
    def any(self) -> bool:
        return self.since is not None

    @property
    def frame(self) -> bool:
        """True if what is on every page changed: offer, presence, call, floor, mentions, how many wait."""
        on_page = self.workspaces or self.calls or self.reminded or self.fresh or self.mentions or self.floor
        return self.offer or self.presence or bool(on_page)


def changes(events: Iterable[Recorded], agent: AgentId, mine: Mapping[UUID, UUID]) -> Changes:
    """`mine`: interaction → conversation of everything that is with the agent."""
    found = Changes()
    conversations = {conversation: interaction for interaction, conversation in mine.items()}
    for recorded in events:
        event = recorded.event
        if (
            _of_the_floor(found, event, agent)
            | _forced(found, recorded, agent)
            | _of_the_agent(found, event, agent)
            | _of_the_work(found, event, mine, conversations)
        ):
            found.since = found.since or recorded.at
    return found


def said(events: Iterable[Recorded], conversations: Mapping[UUID, UUID]) -> Changes:
    """Only what was said in these conversations, each with the interaction in whose place it shows."""
    found = Changes()
    for recorded in events:
        conversation: UUID | None = getattr(recorded.event, "conversation_id", None)
        if conversation is None or conversation not in conversations:
            continue
        if _said(found, recorded.event, conversation, conversations[conversation]):
            found.since = found.since or recorded.at
    return found


def kept(found: Changes, mine: Mapping[UUID, UUID]) -> Changes:
    """Without what was said in conversations that are not the reader's to see any more."""
    seen = set(mine.values())
    found.fresh = {conversation: at for conversation, at in found.fresh.items() if conversation in seen}
    found.taken_back = {message: of for message, of in found.taken_back.items() if of in seen}
    found.read &= seen
    found.came_in &= seen
    return found


def _forced(found: Changes, recorded: Recorded, agent: AgentId) -> bool:
    event = recorded.event
    if not isinstance(event, PresenceForced) or event.agent_id != agent:
        return False
    found.forced.append((recorded.actor, event))
    found.presence = True
    return True


def _of_the_floor(found: Changes, event: Event, agent: AgentId) -> bool:
    """Raised hands concern every supervisor, and their agent: whose page shows them is asked where they are drawn."""
    match event:
        case AnnouncementMade() if agent in event.told:
            found.announced.append(event)
        case AnnouncementTakenBack() if agent in event.told:
            pass
        case AnnouncementRead() | AgentProfileChanged() if event.agent_id == agent:
            pass
        case HelpAsked():
            found.asked.append(event)
        case HelpEvent():
            pass
        case _:
            return False
    found.floor = True
    return True


def _of_the_agent(found: Changes, event: Event, agent: AgentId) -> bool:
    if isinstance(event, TaskReminded) and event.owner_id == agent:
        found.reminded.append(event)
        return True
    if isinstance(event, UserChanged):
        found.account |= event.user_id == agent
        return event.user_id == agent
    if getattr(event, "agent_id", None) != agent:
        return False
    match event:
        case SegmentOffered():
            found.offer = True
        case PresenceChanged() | NextPresenceChosen():
            found.presence = found.account = True
        case ColleagueMentioned():
            found.mentioned.append(event)
            found.mentions = True
        case MentionsSeen():
            found.mentions = True
        case AgentCapacityChanged():
            found.work = True
        case InteractionHandedBack():
            found.handed_back.append(event)
        case InteractionReopened() | InteractionWaiting():
            found.work = True
            found.rows.add(event.interaction_id)
            found.workspaces.add(event.interaction_id)
        case _ if isinstance(event, OF_SEGMENTS):
            _own_segment(found, event)
        case _:
            return False
    return True


def _own_segment(found: Changes, event: Event) -> None:
    interaction: UUID = event.interaction_id  # type: ignore[attr-defined]
    found.work = found.presence = True
    found.rows.add(interaction)
    if isinstance(event, SegmentWrapExtended):
        found.extended.add(interaction)
        return
    found.workspaces.add(interaction)
    found.offer |= isinstance(event, SegmentConnected)
    found.wrap_ups |= isinstance(event, SegmentWrapping)
    if isinstance(event, SegmentDone):
        found.wrap_ups |= event.was is SegmentState.WRAPPING
        if event.was is SegmentState.ALERTING:
            found.offer, found.lost_offer = True, event.segment_id


def _of_the_work(found: Changes, event: Event, mine: Mapping[UUID, UUID], conversations: Mapping[UUID, UUID]) -> bool:
    if isinstance(event, OF_INTERACTIONS) and event.interaction_id in mine:
        found.work = True
        found.workspaces.add(event.interaction_id)
        return True
    if isinstance(event, GuideAnswered) and event.interaction_id in mine:
        found.guides.add(event.interaction_id)
        return True
    if isinstance(event, CallChanged) and event.what in PARKING:
        found.work = True
    if isinstance(event, CallChanged) and event.interaction_id in mine:
        found.calls.add(event.interaction_id)
        found.offer |= event.what == "customer"  # who is offered a caller sees that they are gone, or back
        return True
    if isinstance(event, CallChanged):
        return event.what in PARKING
    if isinstance(event, TaskEvent | CaseEvent | ConsentChanged | CustomerChanged | CustomerErased):
        found.customers |= set(mine)
        return bool(mine)
    conversation: UUID | None = getattr(event, "conversation_id", None)
    if conversation is None or conversation not in conversations:
        return False
    return _said(found, event, conversation, conversations[conversation])


def _said(found: Changes, event: Event, conversation: UUID, interaction: UUID) -> bool:
    match event:
        case MessageReceived() | MessageWritten():
            lowest = found.fresh.get(conversation, event.message_position)
            found.fresh[conversation] = min(lowest, event.message_position)
            found.work = True
            found.rows.add(interaction)
            if isinstance(event, MessageReceived):
                found.came_in.add(conversation)
        case MessageTakenBack():
            found.taken_back[event.message_id] = conversation
            found.work = True
            found.rows.add(interaction)
            found.workspaces.add(interaction)
        case DeliveryChanged() | MessageFilesFetched() | MessageLetGo():
            found.delivered.add(event.message_id)
            found.rows.add(interaction)
        case ConversationRead():
            found.read.add(conversation)
        case ConversationTagged():
            found.workspaces.add(interaction)
        case ConversationIdentified():
            found.work = True
            found.customers.add(interaction)
            found.rows.add(interaction)
            found.workspaces.add(interaction)
        case _:
            return False
    return True
