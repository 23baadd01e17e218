/* Before a chat begins: the question is looked up among the articles for customers. What fits is read in place, and one
   click still talks to people. Nothing stands in the way: without an answer in time the message goes out as ever. */
import { config, word } from "./words.js";
import { element, toEnd } from "./thread.js";
import * as storage from "./storage.js";

const PATIENCE = 2_000;
const place = document.getElementById("help");
let waiting = null; // {text, talk}: what is said when the visitor still wants to talk
let over = false; // asked once a conversation

/** True when articles are shown in place of a chat; `talk` is called with the text when the visitor still wants one. */
export async function answers(text, talk) {
  if (waiting) return stillTalk(text), true;
  if (!config.help || over) return false;
  over = true;
  storage.set("asking", text); // a reload gives it back
  const found = await ask(text);
  storage.remove("asking");
  if (!found.length) return false;
  waiting = { text, talk };
  storage.set("draft", text); // a reload gives it back
  show(text, found);
  return true;
}

/** A conversation goes on, or a new one may begin. */
export function reset({ talking }) {
  over = talking;
  if (!waiting) hide();
}

async function ask(text) {
  const query = new URLSearchParams({ q: text.slice(0, 300), lang: config.lang });
  try {
    const answer = await fetch(`/widget/${config.account}/help?${query}`, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok ? (await answer.json()).articles : [];
  } catch {
    return [];
  }
}

function show(text, found) {
  const list = element("ul", "help-list");
  list.append(...found.map(article));
  place.replaceChildren(element("p", "help-asked", text), element("p", "help-say", word("help.found")), list, buttons());
  place.hidden = false;
  document.getElementById("welcome").hidden = true;
  toEnd();
  place.querySelector("summary").focus({ preventScroll: true });
}

function article({ title, html, language }) {
  const item = element("li");
  const folded = element("details", "help-article");
  folded.lang = language;
  const body = element("div", "help-body");
  body.innerHTML = html; // made by us of what we published, cleaned by the server
  for (const link of body.querySelectorAll("a")) link.target = "_blank";
  folded.append(element("summary", "", title), body);
  item.append(folded);
  return item;
}

function buttons() {
  const line = element("div", "help-do");
  const still = element("button", "btn btn-go", word("help.still"));
  const done = element("button", "btn", word("help.done"));
  for (const button of [still, done]) button.type = "button";
  still.addEventListener("click", () => stillTalk());
  done.addEventListener("click", helped);
  line.append(still, done);
  return line;
}

/** What was asked goes out, and what was written since. */
function stillTalk(more) {
  const { text, talk } = waiting;
  waiting = null;
  storage.remove("draft");
  hide();
  talk(text);
  if (more) talk(more);
}

function helped() {
  waiting = null;
  over = false;
  storage.remove("draft");
  place.replaceChildren(element("p", "help-say", word("help.thanks")));
  document.getElementById("say").focus({ preventScroll: true });
}

function hide() {
  place.hidden = true;
  place.replaceChildren();
}
