/* What was said, in order of positions; below it what is still on its way. */
import { dayOf, startOfDay, timeOf, word } from "./words.js";

const $ = (id) => document.getElementById(id);
const thread = $("thread");
const unsent = $("unsent");
const talk = $("talk");
const ADDRESS = /https?:\/\/[^\s<>"'，。！？；：、（）「」]+[^\s<>"'.,;:!?，。！？；：、（）「」)\]]/g;

let last = { day: null, by: null, at: 0 };
let jump = null;

export function clear() {
  thread.replaceChildren();
  last = { day: null, by: null, at: 0 };
  greet();
}

/** What a page gets on its return is not read out; what comes from now on is. */
export function quietly(work) {
  thread.setAttribute("aria-live", "off");
  work();
  setTimeout(() => thread.setAttribute("aria-live", "polite"), 500);
}

export function add(message, { own_read = false } = {}) {
  const stick = atEnd();
  const at = new Date(message.at);
  const day = startOfDay(at);
  if (day !== last.day) thread.append(element("div", "day", dayOf(at)));
  thread.append(message.author === "visitor" ? mine(message, at, own_read) : theirs(message, at, day));
  last = { day, by: `${message.author}:${message.author_name}`, at: at.getTime() };
  greet();
  settle(stick || message.author === "visitor");
}

function mine(message, at, own_read) {
  const item = element("article", "msg msg-out");
  item.dataset.position = message.position;
  item.dataset.key = message.client_key ?? "";
  const foot = element("div", "msg-by");
  foot.append(time(at), element("span", "msg-state", word(own_read ? "message.read" : "message.sent")));
  item.append(element("span", "sr", word("thread.you")), words(message.text), foot);
  return item;
}

function theirs(message, at, day) {
  const by = `${message.author}:${message.author_name}`;
  const same = by === last.by && day === last.day && at.getTime() - last.at < 120_000;
  const item = element("article", `msg msg-in${same ? " msg-more" : ""}${message.author === "system" ? " msg-system" : ""}`);
  item.dataset.position = message.position;
  const head = element("div", same ? "msg-by sr" : "msg-by");
  if (message.author !== "system") head.append(element("b", "", message.author_name || word("thread.agent")));
  head.append(time(at));
  item.append(head, words(message.text));
  return item;
}

/** The agent has read everything of ours up to `position`. */
export function markRead(position) {
  for (const item of thread.querySelectorAll(".msg-out")) {
    if (Number(item.dataset.position) <= position) item.querySelector(".msg-state").textContent = word("message.read");
  }
}

/** A line about the conversation itself; not part of the history. */
export function note(text) {
  const stick = atEnd();
  thread.append(element("p", "event", text));
  last.by = null;
  settle(stick);
}

/** items: [{client_key, text, at, state, why}]; state: sending, waiting, failed */
export function showUnsent(items, { retry, discard }) {
  const stick = atEnd();
  const keep = new Map([...unsent.children].map((node) => [node.dataset.key, node]));
  unsent.replaceChildren(...items.map((item) => pending(item, keep.get(item.client_key), retry, discard)));
  greet();
  settle(stick);
}

function pending(item, known, retry, discard) {
  const face = `${item.state}:${item.why ?? ""}`;
  if (known?.dataset.face === face) return known;
  const node = element("article", `msg msg-out${item.state === "sending" ? "" : " msg-unsent"}${item.state === "failed" ? " msg-failed" : ""}`);
  Object.assign(node.dataset, { key: item.client_key, face });
  const foot = element("div", "msg-by");
  foot.setAttribute("role", "status");
  if (item.state === "failed") {
    foot.append(element("span", "msg-why", `${word("message.failed")}${item.why ? ` · ${item.why}` : ""}`));
    foot.append(link("message.retry", () => retry(item.client_key)), link("message.discard", () => discard(item.client_key)));
  } else {
    foot.append(element("span", "", item.why || word(`message.${item.state}`)));
  }
  node.append(element("span", "sr", word("thread.you")), words(item.text), foot);
  return node;
}

function link(key, act) {
  const button = element("button", "link", word(key));
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

/** Text with its web addresses made links. Only text nodes and anchors are made: nothing of it is ever markup. */
function words(text) {
  const box = element("div", "msg-text");
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    box.append(text.slice(from, found.index), anchor(found[0]));
    from = found.index + found[0].length;
  }
  box.append(text.slice(from));
  return box;
}

function anchor(address) {
  const a = element("a", "", address);
  Object.assign(a, { href: address, target: "_blank", rel: "noopener noreferrer nofollow" });
  return a;
}

function time(at) {
  const node = element("time", "", timeOf(at));
  node.dateTime = at.toISOString();
  return node;
}

export function element(name, classes, text) {
  const node = document.createElement(name);
  if (classes) node.className = classes;
  if (text !== undefined) node.textContent = text;
  return node;
}

const greet = () => { $("welcome").hidden = thread.childElementCount + unsent.childElementCount > 0; };
export const atEnd = () => talk.scrollHeight - talk.scrollTop - talk.clientHeight < 48;
export const toEnd = () => { talk.scrollTop = talk.scrollHeight; };

function settle(stick) {
  if (stick) return toEnd();
  if (jump) return undefined;
  jump = element("button", "btn jump", word("thread.jump"));
  jump.type = "button";
  jump.addEventListener("click", () => { toEnd(); talk.focus(); });
  talk.append(jump);
  return undefined;
}

talk.addEventListener("scroll", () => { if (jump && atEnd()) { jump.remove(); jump = null; } });
new ResizeObserver(((was) => () => { if (was) toEnd(); was = atEnd(); })(true)).observe(talk);
