/* The widget: one visitor, one conversation, one place that knows how far it has come. */
import { config, spanWords, word } from "./words.js";
import * as call from "./call.js";
import * as composer from "./composer.js";
import * as help from "./help.js";
import * as host from "./host.js";
import * as rating from "./rating.js";
import * as session from "./session.js";
import * as storage from "./storage.js";
import * as thread from "./thread.js";
import { Line } from "./line.js";
import { Outbox } from "./outbox.js";

const $ = (id) => document.getElementById(id);
const TYPING_LASTS = 8_000;

const empty = () => ({ conversation: null, cursor: 0, phase: "idle", agent: null, ahead: null, minutes: null, callback: null, notice: null, read_by_agent: 0, seen: 0, unread: 0, left: null });
let chat = empty();
let outbox = null;
const trouble = new Map(); // client_key → {state, why}
const inflight = new Set();
const confirmed = new Map(); // taken by the centre, its place in the thread still on the way
let shown = false;
let page = null;
let typing_timer = null;
let notice_timer = null;

const line = new Line(() => ({ cursor: chat.cursor, conversation: chat.conversation }), {
  frame: (frame) => frames[frame.type]?.(frame),
  open: flush,
  closed: () => { inflight.clear(); typing({ active: false }); paintUnsent(); offlineSoon(); },
  gone: () => notice(word("line.gone")),
  refused: (why) => { host.tell("refused", { why }); notice(word("line.stranger")); },
});

const frames = {
  hello(frame) {
    own();
    confirmed.clear();
    if (frame.whole) { chat = { ...empty(), phase: chat.phase, agent: chat.agent, left: chat.left, unread: chat.unread, seen: seenOf(frame.conversation) }; thread.clear(); }
    chat.conversation = frame.conversation;
    chat.read_by_agent = frame.read_position;
    thread.quietly(() => frame.history.forEach(take));
    chat.cursor = Math.max(chat.cursor, frame.history.at(-1)?.position ?? 0);
    thread.markRead(chat.read_by_agent);
    stateIs(frame.state, { quietly: true });
    clearNotice();
    paintUnsent();
    count();
  },
  message(frame) {
    if (frame.conversation !== chat.conversation || frame.position > chat.cursor + 1) return line.send({ type: "resume", cursor: chat.cursor });
    take(frame);
    paintUnsent();
    if (frame.author !== "visitor") typing({ active: false });
    return count();
  },
  receipt(frame) {
    const item = outbox?.get(frame.client_key);
    settled(frame.client_key);
    if (item && (frame.conversation !== chat.conversation || frame.position > chat.cursor)) confirmed.set(frame.client_key, item);
    paintUnsent();
  },
  state(frame) { stateIs(frame, { quietly: false }); },
  read(frame) {
    if (frame.conversation !== chat.conversation) return;
    chat.read_by_agent = Math.max(chat.read_by_agent, frame.position);
    thread.markRead(chat.read_by_agent);
  },
  typing,
  call(frame) { call.change(frame); rating.ofCall(frame); },
  error(frame) {
    if (!frame.client_key) return;
    inflight.delete(frame.client_key);
    if (frame.retry_after) {
      trouble.set(frame.client_key, { state: "waiting", why: word(frame.code === "too_fast" ? "error.too_fast" : "error.later") });
      setTimeout(flush, frame.retry_after * 1_000 + 50);
    } else {
      trouble.set(frame.client_key, { state: "failed", why: config.words[`error.${frame.code}`] ? word(`error.${frame.code}`, { max: config.max_text }) : word("error.other") });
    }
    paintUnsent();
  },
};

/** A message with its place. One that we have already is only confirmed. */
function take(message) {
  if (message.client_key) settled(message.client_key);
  if (message.position <= chat.cursor) return;
  chat.cursor = message.position;
  if (chat.left === chat.conversation) return;
  thread.add(message, { own_read: message.position <= chat.read_by_agent });
}

function settled(client_key) {
  inflight.delete(client_key);
  trouble.delete(client_key);
  outbox?.done(client_key);
  confirmed.delete(client_key);
}

const inThread = (key) => document.querySelector(`#thread [data-key="${CSS.escape(key)}"]`) !== null;

/** The outbox of the person this page is of; another person's unsent words stay theirs. */
function own() {
  if (outbox?.owner === session.whose()) return;
  outbox = new Outbox(session.whose());
  for (const kept of [trouble, inflight, confirmed]) kept.clear();
}

/** Where no conversation goes on, the question may have an answer already. */
async function asked(text) {
  if (!config.help) return say(text);
  const talking = chat.phase === "waiting" || chat.phase === "with_agent" || (outbox?.all() ?? []).length > 0;
  help.reset({ talking });
  return (await help.answers(text, say)) || say(text);
}

function say(text) {
  own();
  outbox.add(text);
  if (chat.phase === "ended") again();
  flush();
  thread.toEnd();
}

/** Everything unconfirmed goes out, in the order of writing; what failed waits for the visitor's word. */
function flush() {
  for (const item of outbox?.all() ?? []) {
    if (inflight.has(item.client_key) || trouble.get(item.client_key)?.state === "failed") continue;
    if (!line.send({ type: "message", client_key: item.client_key, text: item.text, page })) break;
    inflight.add(item.client_key);
    trouble.delete(item.client_key);
  }
  paintUnsent();
}

function paintUnsent() {
  const sent = [...confirmed.values()].map((item) => ({ state: "sent", ...item }));
  const way = line.live ? "sending" : "waiting";
  const open = (outbox?.all() ?? []).map((item) => ({ state: way, ...item, ...trouble.get(item.client_key) }));
  const faced = [...sent, ...open].filter((item) => !inThread(item.client_key));
  thread.showUnsent(faced, {
    retry: (key) => { trouble.delete(key); flush(); },
    discard: (key) => { trouble.delete(key); outbox.done(key); paintUnsent(); },
  });
}

function stateIs({ phase, agent_name, ahead, minutes, callback, notice = null, rating: asked = null }, { quietly }) {
  const before = { phase: chat.phase, agent: chat.agent };
  if (phase === "ended" && chat.left && chat.left === chat.conversation) phase = "idle";
  if (phase === "invited" && before.phase !== "invited") host.tell("invited");
  Object.assign(chat, { phase, agent: agent_name, ahead, minutes, callback, notice });
  rating.show(chat.conversation, phase === "ended" ? asked : null);
  if (!quietly && before.agent && before.agent !== agent_name && phase !== "ended") thread.note(word("state.left", { name: before.agent }));
  if (!quietly && agent_name && before.agent !== agent_name) thread.note(word("state.joined", { name: agent_name }));
  paintState();
}

function paintState() {
  const { phase, agent, callback } = chat;
  const stick = thread.atEnd();
  const key = phase === "with_agent" && !agent ? "head.with_someone" : `head.${phase}`;
  $("head-state").textContent = word(key, { name: agent ?? "" });
  $("invited").hidden = phase !== "invited";
  $("ended").hidden = phase !== "ended";
  $("queue").hidden = phase !== "waiting";
  $("queue").textContent = phase !== "waiting" ? "" : callback === "asked" ? word("callback.asked") : waitWords(chat);
  $("callback").hidden = phase !== "waiting" || callback !== "offered";
  if (phase !== "with_agent") typing({ active: false });
  if (stick) thread.toEnd();
}

function waitWords({ ahead, minutes, notice }) {
  const place = ahead === null || ahead === undefined ? "state.waiting" : ahead > 0 ? "state.ahead" : "state.next";
  return [notice, word(place, { n: ahead }), spanWords(minutes)].filter(Boolean).join(" ");
}

async function askForCall(event) {
  event.preventDefault();
  const answer = await session.post("callback", { number: $("callback-number").value }).catch(() => null);
  if (answer?.ok) return ($("callback-problem").textContent = "");
  const problem = await answer?.json().catch(() => null);
  const why = config.words[`callback.problem.${problem?.type?.split(":").at(-1)}`] ?? word("error.other");
  return ($("callback-problem").textContent = why);
}

/** An agent would like to chat. What was answered is told by the centre, as everything is. */
async function invited(accept) {
  const answer = await session.post("invitation", { accept }).catch(() => null);
  $("invite-problem").textContent = answer?.ok ? "" : word("error.other");
  if (!answer?.ok) return;
  if (accept) composer.focus();
  else { again(); host.tell("close"); }
}

/** The ended conversation leaves the page; the next message opens a new one. */
function again() {
  chat.left = chat.conversation;
  chat.phase = "idle";
  chat.agent = null;
  thread.clear();
  paintState();
  composer.focus();
}

function typing({ active, name }) {
  clearTimeout(typing_timer);
  const stick = thread.atEnd();
  $("typing").hidden = !active;
  $("typing-who").textContent = active ? (name ? word("typing.name", { name }) : word("typing.someone")) : "";
  if (active) typing_timer = setTimeout(() => typing({ active: false }), TYPING_LASTS);
  if (stick) thread.toEnd();
}

function seenOf(conversation) {
  const [known, position] = (storage.get("seen") ?? "").split(" ");
  return conversation && known === conversation ? Number(position) : 0;
}

/** Unread ones are told to the page's button; what is looked at is told to the centre. */
function count() {
  const looking = shown && !document.hidden;
  if (looking && chat.conversation && chat.cursor > chat.seen) {
    chat.seen = chat.cursor;
    storage.set("seen", `${chat.conversation} ${chat.seen}`);
    line.send({ type: "read", conversation: chat.conversation, position: chat.seen });
  }
  const n = [...document.querySelectorAll("#thread .msg-in")].filter((item) => Number(item.dataset.position) > chat.seen).length;
  if (n !== chat.unread) { chat.unread = n; host.tell("unread", { n }); }
}

function notice(text) {
  clearTimeout(notice_timer);
  $("notice").textContent = text;
  $("notice").hidden = false;
}

function clearNotice() {
  clearTimeout(notice_timer);
  if ($("notice").textContent !== word("line.stranger")) $("notice").hidden = true;
}

/** A short gap is nobody's business; a longer one is said. */
function offlineSoon() {
  clearTimeout(notice_timer);
  notice_timer = setTimeout(() => { if (!line.live) notice(word("line.offline")); }, 1_500);
}

function identify({ token }) {
  session.identify(token);
  chat = empty();
  own();
  composer.clear();
  thread.clear();
  paintUnsent();
  paintState();
  line.restart();
}

function look(now) {
  shown = now;
  if (now) { composer.focus(); thread.toEnd(); }
  count();
}

host.on("init", ({ token, theme, open, kept, page: where }) => {
  storage.handedOver(kept);
  session.identify(token);
  own();
  paintUnsent();
  composer.begin();
  themeIs(theme);
  page = where;
  line.start();
  look(open);
  call.again();
});
host.on("identify", identify);
host.on("theme", ({ theme }) => themeIs(theme));
host.on("opened", () => look(true));
host.on("closed", () => look(false));
host.on("shown", () => { shown = true; thread.toEnd(); count(); });
host.on("call", () => call.dial());

function themeIs(theme) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

$("minimise").addEventListener("click", () => host.tell("close"));
$("again").addEventListener("click", again);
$("invite-yes").addEventListener("click", () => invited(true));
$("invite-no").addEventListener("click", () => invited(false));
$("callback").addEventListener("submit", askForCall);
addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) host.tell("close"); });
document.addEventListener("visibilitychange", count);
composer.start({ say: asked, typing: (active) => line.send({ type: "typing", active }) });
call.start();
paintState();
host.start();
