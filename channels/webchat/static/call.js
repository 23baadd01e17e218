/* "Call us": one call at a time, from the microphone to the centre and back. Signalling does not trickle:
   the offer carries all its candidates, the answer likewise. What happens to the call comes over the socket.
   A page that is loaded anew, wakes up or gets its network back carries its call on; another tab asks first. */
import { config, spanWords, word } from "./words.js";
import * as host from "./host.js";
import * as menu from "./menu.js";
import * as session from "./session.js";
import { Connection, Microphone, NoMicrophone, play, tab } from "./sound.js";
import { ofThisTab } from "./storage.js";

const $ = (id) => document.getElementById(id);
const LINGER = 6_000;
const SAID = 8_000;
const AGAIN = [500, 1_000, 2_000, 3_000];
const ENDED = ["no_such_call", "unknown_call"];
const LIVE = ["ringing", "talking", "on_hold", "message"];
const bar = $("call-bar");
const voice = $("voice");

let named = null;
let call = null; // {id, state, mic, line, muted, since, ...}; of a call in another tab only id and state

/** Not before the page around us has handed over what it keeps for us. */
const here = () => (named ??= tab("call-tab", ofThisTab));

export const active = () => call !== null && !["ended", "elsewhere"].includes(call.state);

export function start() {
  if (!config.calls) return;
  $("call").hidden = false;
  $("call").addEventListener("click", () => dial());
  $("hangup").addEventListener("click", hangUp);
  $("mute").addEventListener("click", toggleMute);
  $("call-done").addEventListener("click", dismiss);
  $("call-do").addEventListener("click", () => call?.act?.run());
  $("volume").addEventListener("input", (event) => { voice.volume = event.target.value / 100; });
  addEventListener("online", () => { if (call?.lost) connect(call); });
  setInterval(tick, 500);
  menu.prepare();
}

/** A page that is loaded anew in the menu of a call goes on where its caller was. */
export function again() {
  const before = config.calls ? menu.before() : null;
  if (!before) return;
  host.tell("show");
  dial(before);
}

export async function dial(before = null) {
  if (!config.calls || active()) return;
  dismiss();
  const mine = { state: "asking", since: null, muted: false, tries: 0 };
  call = mine;
  paint();
  $("hangup").focus();
  try {
    await listen(mine, {});
    if (call !== mine || mine.state === "ended") return release(mine);
    if (!(await session.open(() => {}))) throw new Refused("other");
    if (await led(mine, before)) await connect(mine);
  } catch (problem) {
    if (call === mine && mine.state !== "ended") failed(mine, problem);
  }
  return undefined;
}

/** Through the menu, if there is one; false if the call is over with it. */
async function led(mine, before) {
  const current = () => call === mine && mine.state !== "ended";
  const last = await menu.lead(current, (now) => {
    if (!now.menu) return;
    Object.assign(mine, { state: "menu", prompt: now.prompts });
    paint();
  }, before).catch(() => { throw new Refused("other"); });
  if (!last || !current()) return false;
  mine.menu = last.menu;
  if (["connect", "message"].includes(last.then)) return true;
  mine.last = (last.prompts ?? []).map((one) => one.text).join(" ");
  ended(mine, last.then);
  return false;
}

function listen(mine, how) {
  mine.mic = new Microphone((what, label, id) => { if (call === mine) hear(mine, what, label, id); });
  return mine.mic.open(how);
}

async function connect(mine, take = false) {
  clearTimeout(mine.timer);
  mine.line?.close();
  const line = new Connection({
    up: () => current() && up(mine),
    down: () => current() && down(mine),
    felt: (how) => { if (current()) { mine.feels = how; paint(); } },
    heard: (stream) => current() && play(voice, stream, () => blocked(mine), () => quieted(mine)),
  });
  const current = () => call === mine && mine.line === line && mine.state !== "ended";
  mine.line = line;
  const sdp = await line.offer(mine.mic);
  if (!current()) return undefined;
  return mine.id ? rejoin(mine, line, sdp, take, current) : begin(mine, line, sdp, current);
}

async function begin(mine, line, sdp, current) {
  mine.state = "ringing";
  paint();
  const answer = await session.post("calls", { sdp, page: here().id, menu: mine.menu ?? null });
  if (!answer.ok) throw new Refused("other");
  const given = await answer.json();
  mine.id = given.call_id;
  if (!current()) return hangUpAtCentre(mine);
  const early = mine.early;
  if (early?.call_id === mine.id && early.state === "ended") return change(early); // it was over before we knew of it
  await line.answered(given.sdp);
  if (early?.call_id === mine.id) change(early); else if (mine.state === "ringing") { mine.state = given.state; paint(); }
  return undefined;
}

async function rejoin(mine, line, sdp, take, current) {
  try {
    const answer = await session.post(`calls/${mine.id}/leg`, { sdp, page: here().id, before: here().before, take });
    const given = await answer.json();
    if (!current()) return undefined;
    if (given.gone) return given.gone === "call_elsewhere" ? elsewhere(mine) : ended(mine, null);
    if (answer.ok) return await line.answered(given.sdp);
    if (ENDED.includes(given.type?.split(":").at(-1))) return ended(mine, null);
  } catch {
    // no network: the centre waits for a while
  }
  if (current()) down(mine);
  return undefined;
}

function up(mine) {
  mine.tries = 0;
  mine.lost = false;
  mine.feels = "good";
  if (mine.muted) session.post(`calls/${mine.id}/mute`, { muted: true }).catch(() => {});
  paint();
}

/** The connection is gone, not the call. */
function down(mine) {
  mine.lost = true;
  mine.line?.close();
  clearTimeout(mine.timer);
  if (!mine.id) return failed(mine, new Refused("other"));
  mine.timer = setTimeout(() => { if (call === mine && mine.state !== "ended") connect(mine); }, AGAIN[Math.min(mine.tries++, AGAIN.length - 1)]);
  return paint();
}

class Refused extends Error {
  constructor(why) { super(why); this.why = why; }
}

/** What the centre says about the call: {call_id, state, agent_name, recording, reason, hold, page, free}. */
export function change(frame) {
  if (!active()) return adopt(frame);
  if (!call.id) { call.early = frame; return undefined; }
  if (frame.call_id !== call.id) return undefined;
  call.agent = frame.agent_name ?? call.agent;
  call.recording = frame.recording;
  call.paused = frame.paused;
  call.hold = frame.hold;
  call.wait = frame;
  if (frame.state === "ended") return ended(call, frame.reason);
  call.seen ||= frame.page === here().id;
  if (call.seen && frame.page && !here().mine(frame.page)) return elsewhere(call);
  if (!call.since && (frame.state === "talking" || (frame.state === "message" && frame.recording))) call.since = Date.now();
  call.state = frame.state;
  if (frame.state === "talking") menu.hush();
  keep();
  return paint();
}

/** A call that goes on though this page does not carry it: this tab's from before it was loaded, or another tab's. */
function adopt(frame) {
  const known = call?.id === frame.call_id;
  if (known && call.state === "ended") return undefined;
  if (frame.state === "ended" || frame.state === "message" || !frame.page) {
    if (known && call.state === "elsewhere") { call = null; paint(); }
    return undefined;
  }
  if (call?.state === "ended") dismiss();
  const mine = { id: frame.call_id, state: frame.state, agent: frame.agent_name, wait: frame, hold: frame.hold, recording: frame.recording, paused: frame.paused, tries: 0, ...kept(frame.call_id) };
  call = mine;
  return here().mine(frame.page) ? resume(mine) : elsewhere(mine);
}

async function resume(mine, take = false) {
  call = mine;
  mine.lost = true;
  mine.act = null;
  host.tell("show");
  paint();
  try {
    await listen(mine, { silence: true });
    mine.mic.mute(mine.muted);
    if (call === mine) await connect(mine, take);
  } catch (problem) {
    if (call === mine) failed(mine, problem);
  }
}

/** Another tab has it; this one may ask for it. */
function elsewhere(mine) {
  const { id, agent, state, wait, hold, recording, since, muted } = mine;
  release(mine);
  const there = { id, agent, state: "elsewhere", tries: 0 };
  there.act = { label: word("call.take"), run: () => resume({ ...there, state: state === "elsewhere" ? "talking" : state, wait, hold, recording, since, muted }, true) };
  call = there;
  paint();
}

/** The microphone is the visitor's; what happens to it does not end the call. */
function hear(mine, what, label, id) {
  const name = label || word("call.mic.next");
  clearTimeout(mine.saying);
  const again = { label: word("call.mic.again"), run: () => mine.mic.look() };
  const use = { label: word("call.mic.use"), run: () => { mine.said = mine.act = null; mine.mic.use(id); paint(); } };
  const passing = ["changed", "back", "plugged"].includes(what);
  mine.said = what === "heard" ? null : word(`call.mic.${what === "back" ? "changed" : what}`, { name });
  mine.act = { plugged: use, gone: again, denied: again }[what] ?? null;
  if (passing) mine.saying = setTimeout(() => { mine.said = mine.act = null; if (call === mine) paint(); }, SAID);
  paint();
}

function blocked(mine) {
  mine.said = word("call.sound");
  paint();
}

function quieted(mine) {
  if (mine.said !== word("call.sound")) return;
  mine.said = null;
  paint();
}

function failed(mine, problem) {
  const why = problem instanceof NoMicrophone || problem instanceof Refused ? problem.why : "other";
  release(mine);
  Object.assign(mine, { state: "ended", error: why });
  paint();
}

function hangUp() {
  if (!active()) return;
  const mine = call;
  ended(mine, leftMessage(mine) ? "message_left" : "hung_up");
  hangUpAtCentre(mine);
}

/** The centre keeps nothing shorter than two seconds. */
const leftMessage = (mine) => mine.state === "message" && mine.since !== null && Date.now() - mine.since >= 2_000;

function hangUpAtCentre(mine) {
  release(mine);
  if (mine.id) session.post(`calls/${mine.id}/hangup`, {}, { keepalive: true }).catch(() => {});
}

function ended(mine, reason) {
  if (mine.state === "ended") return;
  mine.lasted = mine.since ? Date.now() - mine.since : null;
  Object.assign(mine, { state: "ended", reason, lost: false, said: null, act: null });
  release(mine);
  if (mine !== call) return;
  paint();
  if (bar.contains(document.activeElement) || document.activeElement === document.body) $("call-done").focus();
  if (reason === "hung_up" || reason === "agent_hung_up") setTimeout(() => { if (call === mine && !bar.matches(":focus-within")) dismiss(); }, LINGER);
}

function release(mine) {
  menu.hush();
  clearTimeout(mine.timer);
  mine.line?.close();
  mine.mic?.close();
  mine.line = mine.mic = null;
  if (mine === call) voice.srcObject = null;
}

function dismiss() {
  if (active()) return;
  call = null;
  paint();
}

function toggleMute() {
  call.muted = !call.muted;
  call.mic?.mute(call.muted);
  if (call.id) session.post(`calls/${call.id}/mute`, { muted: call.muted }).catch(() => {});
  keep();
  paint();
}

/** What a reload must not forget: that the visitor is muted, and since when they talk. */
function keep() {
  ofThisTab.set("call", JSON.stringify({ id: call.id, muted: call.muted, since: call.since }));
}

function kept(id) {
  const { muted, since, ...of } = JSON.parse(ofThisTab.get("call") ?? "{}");
  return of.id === id ? { muted, since } : { muted: false, since: null };
}

function paint() {
  bar.hidden = !call;
  $("call").hidden = !config.calls || (call !== null && call.state !== "ended");
  if (!call) return;
  const [title, why] = face();
  if ($("call-title").textContent !== title) $("call-title").textContent = title;
  if ($("call-why").textContent !== why) $("call-why").textContent = why;
  const live = LIVE.includes(call.state);
  bar.toggleAttribute("data-live", !call.lost && (call.state === "talking" || (call.state === "message" && call.recording)));
  $("mute").hidden = !live;
  $("hangup").hidden = !active();
  $("call-done").hidden = call.state !== "ended";
  $("call-do").hidden = !call.act;
  if (call.act) $("call-do").textContent = call.act.label;
  bar.toggleAttribute("data-menu", call.state === "menu");
  $("mute").setAttribute("aria-pressed", String(Boolean(call.muted)));
  const label = word(call.muted ? "call.unmute" : "call.mute");
  Object.assign($("mute"), { title: label, ariaLabel: label });
  tick();
}

function face() {
  const agent = call.agent;
  if (call.state === "elsewhere") return [word("call.elsewhere"), ""];
  if (call.lost) return [word("call.lost"), word("call.lost.why")];
  const [title, why] = words(agent);
  const weak = ["weak", "poor"].includes(call.feels) && LIVE.includes(call.state) ? word(`call.${call.feels}`) : null;
  return [title, call.said ?? weak ?? why];
}

function words(agent) {
  switch (call.state) {
    case "asking": return [word("call.ask"), word("call.ask.why")];
    case "menu": return [word("call.menu", { name: config.name }), call.prompt.map((one) => one.text).join(" ")];
    case "ringing": return [word("call.ringing", { name: config.name }), waiting(call.wait)];
    case "talking": return [agent ? word("call.talking", { agent }) : word("call.talking.someone"), call.muted ? word("call.muted") : call.paused ? word("call.paused") : call.recording ? word("call.recording") : ""];
    case "message": return [word(call.recording ? "call.message.recording" : "call.message"), call.muted ? word("call.muted") : call.wait?.notice ?? word("call.message.why")];
    case "on_hold": return held(agent);
    default: return call.error ? [word(`call.error.${call.error}`), word(`call.error.${call.error}.why`)] : [word("call.ended"), afterwards()];
  }
}

/** Put on hold is what the agent did; whose connection broke did nothing of the kind. */
function held(agent) {
  if (call.hold === "agent_away") return [agent ? word("call.away", { agent }) : word("call.away.someone"), word("call.away.why")];
  if (call.hold === "next_agent") return [word("call.next_agent"), word("call.next_agent.why")];
  return [agent ? word("call.hold", { agent }) : word("call.hold.someone"), word("call.hold.why")];
}

function waiting(wait) {
  const { ahead = null, minutes = null, notice = null } = wait ?? {};
  const place = ahead === null ? word("call.ringing.why") : ahead > 0 ? word("call.ahead", { n: ahead }) : word("call.next");
  return [notice, place, spanWords(minutes)].filter(Boolean).join(" ");
}

function afterwards() {
  if (call.last !== undefined) return call.last || (call.reason === "called_back" ? word("call.ended.called_back") : "");
  if (["dropped", "nobody_free", "message_left"].includes(call.reason)) return word(`call.ended.${call.reason}`);
  return call.lasted ? word("call.ended.after", { time: span(call.lasted) }) : "";
}

function tick() {
  const running = call?.since && ["talking", "on_hold", "message"].includes(call.state);
  const text = running ? span(Date.now() - call.since) : "";
  if ($("call-clock").textContent !== text) $("call-clock").textContent = text;
}

const span = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, "0")}`;
