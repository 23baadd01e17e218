"""What the audit says, in words: each act by the name it is kept under. A test holds that every act has its words."""

from __future__ import annotations

from collections.abc import Mapping

from agent_ui.words.languages import Words

N_ = str
"""Marks a text for the catalogue."""

GROUPS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "doors": (
        N_("Signing in"),
        {
            "signed in": N_("signed in"),
            "signed out": N_("signed out of the product"),
            "sign-in failed": N_("sign-in failed"),
            "password changed": N_("changed the password"),
            "session ended": N_("ended a session"),
            "sessions ended": N_("signed a person out everywhere"),
            "other sessions ended": N_("ended all other sessions"),
            "invitation made": N_("made an invitation"),
            "invitation used": N_("invitation was used"),
            "reset made": N_("made a link for a new password"),
            "reset used": N_("link for a new password was used"),
        },
    ),
    "reading": (
        N_("Reading"),
        {
            "customer read": N_("read a customer"),
            "conversation read": N_("read a conversation"),
            "case read": N_("read a case"),
            "file read": N_("opened a file"),
            "colleague mentioned": N_("called a colleague into a conversation"),
            "sender blocked": N_("blocked a sender of spam"),
            "sender unblocked": N_("unblocked a sender"),
            "caller warned": N_("warned an abusive caller"),
            "caller blocked": N_("blocked an abusive caller"),
            "caller unblocked": N_("unblocked a caller"),
            "recording paused": N_("paused a recording, for card data"),
            "recording goes on": N_("let a paused recording go on"),
            "transcript read": N_("read what was said on a call"),
            "recording played": N_("played a recording"),
            "call listened to": N_("listened to a call"),
            "voicemail played": N_("played a voice message"),
        },
    ),
    "identity": (
        N_("Customers: who it is, consent, erasing"),
        {
            "verification failed": N_("a customer answered wrongly"),
            "code sent": N_("sent a verification code"),
            "care policy changed": N_("changed how customers are asked for ratings"),
            "identity policy changed": N_("changed how customers are verified"),
            "customer verified": N_("verified the customer"),
            "verification taken back": N_("withdrew the verification"),
            "customer choice taken back": N_("took the choice of a customer back"),
            "customer chosen": N_("changed the customer of a conversation"),
            "consent recorded": N_("recorded what may be sent"),
            "consent recording undone": N_("took back what had been recorded about sending"),
            "privacy request noted": N_("noted a request about personal data"),
            "privacy request answered": N_("answered a request about personal data"),
            "customer data exported": N_("exported what is held of a customer"),
            "legal hold set": N_("set a legal hold"),
            "legal hold lifted": N_("lifted a legal hold"),
            "retention changed": N_("changed how long something is kept"),
            "retention run": N_("erased what was kept long enough"),
            "customer erased": N_("erased the customer"),
            "field defined": N_("defined a customer field"),
            "field changed": N_("changed a customer field"),
            "field retired": N_("retired a customer field"),
            "field used again": N_("took a customer field into use again"),
            "customers merged": N_("merged two customers"),
            "import begun": N_("read a file of customers"),
            "import run": N_("imported customers"),
            "mail import begun": N_("read files of old mail"),
            "mail import run": N_("imported old mail"),
            "mail import undone": N_("undid an import of old mail"),
            "import undone": N_("undid an import of customers"),
            "customers changed": N_("changed several customers at once"),
            "customers exported": N_("exported customers"),
            "work exported": N_("exported a list of conversations"),
            "customers are two": N_("kept two customers apart"),
            "customers may be one": N_("took back that two customers are separate"),
            "customers unmerged": N_("took a merge of customers back"),
            "recording erased": N_("deleted a recording: its time was over"),
            "voicemail erased": N_("deleted a voice message: its time was over"),
        },
    ),
    "cases": (
        N_("Cases and approvals"),
        {
            "case changed": N_("changed a case"),
            "case type changed": N_("changed a type of case"),
            "signature changed": N_("changed a signature"),
            "card changed": N_("changed what signatures say of them"),
            "company address changed": N_("changed the address of the company"),
            "approval asked": N_("asked for an approval"),
            "erp act proposed": N_("asked the ERP for something"),
            "erp act settled": N_("heard from the ERP what became of it"),
            "erp limits changed": N_("changed the limits of what people decide alone in the ERP"),
            "approval decided": N_("answered a question for approval"),
        },
    ),
    "work": (
        N_("Supervisors' acts"),
        {
            "work moved": N_("moved work to another queue"),
            "work raised": N_("changed the priority of work"),
            "work assigned": N_("assigned work"),
            "work taken back": N_("took work back"),
            "score card written": N_("wrote a score card"),
            "score card retired": N_("retired a score card"),
            "score card used again": N_("took a score card into use again"),
            "evaluation published": N_("published an evaluation"),
            "queue paused": N_("paused a queue"),
            "queue resumed": N_("resumed a queue"),
            "call flow published": N_("published a call flow"),
            "call flow assigned": N_("changed how calls of a line enter"),
            "call flow removed": N_("removed a call flow"),
            "assistant changed": N_("Language model set up or changed"),
            "queue closed": N_("closed a queue"),
            "queue opened": N_("opened a queue again"),
            "presence forced": N_("set a presence"),
            "undone: work moved": N_("undid moving work"),
            "undone: work raised": N_("undid changing the priority of work"),
            "undone: work assigned": N_("undid assigning work"),
            "undone: work taken back": N_("undid taking work back"),
            "undone: queue paused": N_("undid pausing a queue"),
            "undone: queue resumed": N_("undid resuming a queue"),
            "undone: queue closed": N_("undid closing a queue"),
            "undone: queue opened": N_("undid opening a queue"),
            "undone: presence forced": N_("undid setting a presence"),
        },
    ),
    "settings": (
        N_("Settings"),
        {
            "routing policy published": N_("published the routing"),
            "user added": N_("added a person"),
            "user changed": N_("changed a person"),
            "people imported": N_("took people over from a file"),
            "people act undone": N_("took back what was done to a person"),
            "user switched on": N_("switched an account on"),
            "user switched off": N_("switched an account off"),
            "breaks changed": N_("changed what breaks do"),
            "taking from queues changed": N_("changed whether agents may take work"),
            "announcement made": N_("wrote to agents"),
            "announcement taken back": N_("took back what was written to agents"),
            "help request taken": N_("came to help an agent"),
            "queues set for a while": N_("let agents serve other queues for a while"),
            "queues set for a while ended": N_("let an agent serve their own queues again"),
            "undone: queues set for a while": N_("took back which queues agents serve"),
            "mentions changed": N_("changed how long a mention lets colleagues read"),
            "sites changed": N_("changed the list of web sites"),
            "channel account added": N_("added a channel account"),
            "rules for calls out changed": N_("changed the rules for calls out"),
            "channel account changed": N_("changed a channel account"),
            "channel account switched on": N_("switched a channel account on"),
            "channel account switched off": N_("switched a channel account off"),
            "disposition added": N_("added a code for closed work"),
            "disposition changed": N_("changed a code for closed work"),
            "disposition archived": N_("archived a code for closed work"),
            "disposition used again": N_("took a code for closed work into use again"),
            "disposition moved": N_("changed the order of codes"),
            "API key made": N_("made a key for the API"),
            "API key revoked": N_("revoked a key of the API"),
            "ERP connected": N_("connected the ERP"),
            "ERP disconnected": N_("disconnected the ERP"),
            "secrets sealed anew": N_("encrypted the secrets with the new key"),
            "quarantine retried": N_("tried a delivery in quarantine again"),
            "quarantine discarded": N_("discarded a delivery in quarantine"),
            "parked events retried": N_("tried events that were set aside again"),
            "warehouse compared": N_("had the data warehouse compared"),
            "warehouse read again": N_("had the data warehouse read everything again"),
            "projection rebuilt": N_("had figures recounted"),
        },
    ),
}
"""Acts by group: the name they are kept under, and what they are called."""
ACTS: Mapping[str, str] = {act: said for _, acts in GROUPS.values() for act, said in acts.items()}
ACTORS: Mapping[str, str] = {"stranger": N_("not signed in"), "cli": N_("on the command line")}


def act(words: Words, name: str) -> str:
    """What was done; an act of an older or newer version shows as it is kept."""
    return words.gettext(ACTS[name]) if name in ACTS else name


def actor(words: Words, name: str) -> str:
    """Who did it, where that is no person."""
    return words.gettext(ACTORS[name]) if name in ACTORS else words.gettext("the program")
