/* What a caller hears before anybody answers: words that the browser speaks, or a sound, with a keypad beside them.
   Every answer names the turn it belongs to, so nothing that is sent twice or late is taken twice. */
import { config, word } from "./words.js";
import * as session from "./session.js";
import { ofThisTab } from "./storage.js";

const $ = (id) => document.getElementById(id);
const AGAIN = [500, 1_500, 3_000];
const TONGUES = { "zh-Hant": "zh-TW", en: "en-US" };
const READ = { zh: 5, en: 15 }; // characters a second, to read or to be spoken
const SLOW = 1_500;
const NO_TURN = 1_000; // keys for it change nothing: the answer is where the call stands
const KEPT = 300_000; // of a tab that was away for longer the centre has hardly kept more

let asked = null; // {now, digits, answer, timer} while keys are waited for
let speaking = null;

/** Voices are loaded when they are first asked for. */
export const prepare = () => { window.speechSynthesis?.getVoices(); $("pad").addEventListener("click", clicked); addEventListener("keydown", typed); };

/** Where this tab stood in a menu before it was loaded anew; null if nowhere. */
export function before() {
  try {
    const { menu, at } = JSON.parse(ofThisTab.get("menu") || "null") ?? {};
    return menu && Date.now() - at < KEPT ? menu : null;
  } catch {
    return null;
  }
}

const keep = (menu) => ofThisTab.set("menu", menu ? JSON.stringify({ menu, at: Date.now() }) : "");

/**
 * Leads the caller to the end of the menu: `{then, menu, said}`; null once `current()` is over. `told(now)` draws.
 * `again`: the menu that this tab was in before a reload; it goes on where it stood.
 */
export async function lead(current, told, again = null) {
  const last = await led(current, told, again);
  keep(null);
  return last;
}

async function led(current, told, again) {
  let now = again ? await post(`calls/menu/${again}/keys`, { turn: NO_TURN, keys: null }) : await post("calls/menu", { lang: config.lang });
  while (now.then === "") {
    if (!current()) return leave(now);
    keep(now.menu);
    told(now);
    const keys = await answer(now, current);
    if (!current()) return leave(now);
    now = await post(`calls/menu/${now.menu}/keys`, { turn: now.turn, keys });
  }
  if (!current()) return leave(now);
  $("pad").hidden = true;
  told(now);
  const said = speak(now.prompts);
  if (now.then !== "connect") await said;
  return current() ? now : leave(now);
}

/** Whoever hangs up, or is connected, hears no more of it. */
export function hush() {
  window.speechSynthesis?.cancel();
  speaking?.pause();
  speaking = null;
  if (asked) {
    clearTimeout(asked.timer);
    asked.answer(null);
  }
  asked = null;
  $("pad").hidden = true;
}

function leave(now) {
  if (now.menu) post(`calls/menu/${now.menu}/leave`, {}, { keepalive: true }).catch(() => {});
  return null;
}

/** Sent again while there is no network; what the centre refuses is final. */
async function post(path, body, more) {
  for (const pause of [...AGAIN, null]) {
    const reply = await session.post(path, body, more).catch(() => null);
    if (reply?.ok) return reply.status === 204 ? {} : reply.json();
    if (reply?.status === 404) return { then: "ended", prompts: [] };
    if ((reply && reply.status < 500 && reply.status !== 429) || pause === null) throw new Error("menu");
    await new Promise((done) => { setTimeout(done, pause); });
  }
  return undefined;
}

async function answer(now, current) {
  const keys = new Promise((done) => { asked = { now, digits: "", answer: done, timer: 0 }; });
  const mine = asked;
  draw();
  speak(now.prompts).then(() => { if (asked === mine && current()) wait(mine); });
  const given = await keys;
  window.speechSynthesis?.cancel();
  speaking?.pause();
  if (asked === mine) asked = null;
  return given;
}

/** Of silence; then what was typed so far is sent, or that nothing came. */
function wait(mine) {
  clearTimeout(mine.timer);
  mine.timer = setTimeout(() => send(mine, mine.digits || null), mine.now.seconds * 1_000);
}

function send(mine, keys) {
  clearTimeout(mine.timer);
  $("pad").setAttribute("aria-busy", "true");
  mine.answer(keys);
}

function press(key) {
  const mine = asked;
  if (!mine) return;
  if (mine.now.most <= 1) return void send(mine, key);
  if (key === "#") return void send(mine, mine.digits || null);
  mine.digits = key === "back" ? mine.digits.slice(0, -1) : (mine.digits + key).slice(0, mine.now.most);
  $("pad-typed").textContent = mine.digits;
  if (mine.digits.length >= mine.now.most) send(mine, mine.digits); else wait(mine);
}

const clicked = (event) => { const key = event.target.closest("[data-key]")?.dataset.key; if (key) press(key); };

/** Digits of a keyboard count wherever nothing is being written. */
function typed(event) {
  if (!asked || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea")) return;
  if (/^[0-9*#]$/.test(event.key)) press(event.key);
  else if (event.key === "Backspace" && asked.now.most > 1) press("back");
}

function draw() {
  const { now } = asked;
  const many = now.most > 1;
  const pad = $("pad");
  pad.removeAttribute("aria-busy");
  pad.hidden = false;
  pad.classList.toggle("pad-list", !many && Object.keys(now.labels).length > 0);
  const keys = many ? ["1", "2", "3", "4", "5", "6", "7", "8", "9", "back", "0", "#"] : [...now.keys];
  $("pad-keys").replaceChildren(...keys.map((key) => button(key, now.labels[key], many)));
  $("pad-typed").textContent = "";
  $("pad-typed").hidden = !many;
}

function button(key, label, many) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn pad-key";
  made.dataset.key = key;
  const face = document.createElement("b");
  face.textContent = key === "back" ? "⌫" : many && key === "#" ? word("call.pad.send") : key;
  made.append(face);
  if (key === "back") made.ariaLabel = word("call.pad.back");
  if (label) made.append(` ${label}`);
  return made;
}

/** Resolves when all is said, or would be: a browser without voices shows the words, and they take time to be read. */
async function speak(prompts) {
  for (const one of prompts) {
    const reads = 1_000 * (one.text.length / READ[one.lang.startsWith("zh") ? "zh" : "en"]);
    await Promise.race([one.sound ? play(one) : say(one), new Promise((done) => { setTimeout(done, reads * 1.5 + SLOW); })]);
  }
}

function play(one) {
  speaking = new Audio(`/widget/${config.account}/prompts/${one.sound}`);
  return new Promise((done) => {
    for (const end of ["ended", "error", "pause"]) speaking.addEventListener(end, done);
    speaking.play().catch(done);
  });
}

function say(one) {
  const speech = window.speechSynthesis;
  if (!speech?.getVoices().length) return Promise.resolve();
  const words = new SpeechSynthesisUtterance(one.text);
  words.lang = TONGUES[one.lang] ?? one.lang;
  return new Promise((done) => {
    for (const end of ["end", "error"]) words.addEventListener(end, done);
    speech.speak(words);
  });
}
