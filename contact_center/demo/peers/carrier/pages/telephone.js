// A telephone of the simulated network. What it shows is what the network says; it only keeps its number and its sound.
import { words } from "/pages/telephone_words.js";

const at = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const ENDED = new Set(["completed", "busy", "no-answer", "canceled", "failed"]);
const KEYS = [["1", ""], ["2", "ABC"], ["3", "DEF"], ["4", "GHI"], ["5", "JKL"], ["6", "MNO"],
  ["7", "PQRS"], ["8", "TUV"], ["9", "WXYZ"], ["*", ""], ["0", "+"], ["#", ""]];
const CALLING = "/sim/calls";
const EVERY = 600;

let language = pick(query.get("lang") ?? localStorage.getItem("telephone-language") ?? navigator.language);
let own = query.get("number") ?? localStorage.getItem("telephone-number") ?? "+886900000001";
let microphone = "ask";
let syllables = false;
let call = null;      // what the network says of the call of this telephone
let peer = null;      // its sound
let track = null;     // the microphone
let starting = false; // a call is being made or answered
let refused = null;   // why the last number could not be called
let ring = null;

function pick(wanted) { return wanted.toLowerCase().startsWith("zh") ? "zh" : "en"; }
const t = () => words[language];
const say = (text, number) => text.replace("{number}", spaced(number));

function spaced(number) {
  const [, country, rest] = /^\+(1|886|\d{2})(\d*)$/.exec(number) ?? [null, "", ""];
  if (!country) return number;
  const groups = [];
  let left = rest;
  while (left.length > 4) { groups.push(left.slice(0, 3)); left = left.slice(3); }
  return ["+" + country, ...groups, left].filter(Boolean).join(" ");
}

const bare = (text) => text.replace(/[\s().-]/g, "").replace(/^00/, "+");

async function ask(path, body) {
  const answer = await fetch(path, body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  return { ok: answer.ok, status: answer.status, body: answer.ok ? await answer.json() : null };
}

// ── sound ──

async function offer() {
  if (!("RTCPeerConnection" in window)) { microphone = "noSound"; return null; }
  silence();
  const made = new RTCPeerConnection();
  peer = made;
  made.addEventListener("track", (event) => { at("sound").srcObject = new MediaStream([event.track]); });
  made.addEventListener("connectionstatechange", () => { if (peer === made) draw(); });
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    [track] = stream.getAudioTracks();
    track.addEventListener("ended", () => { microphone = "none"; draw(); });
    made.addTrack(track, stream);
    microphone = "on";
  } catch (problem) {
    microphone = problem?.name === "NotAllowedError" ? "refused" : "none";
    made.addTransceiver("audio", { direction: "recvonly" });
  }
  await made.setLocalDescription(await made.createOffer());
  if (made.iceGatheringState !== "complete") {
    await new Promise((done) => {
      made.addEventListener("icegatheringstatechange", () => made.iceGatheringState === "complete" && done());
      setTimeout(done, 1500);
    });
  }
  return made.localDescription.sdp;
}

async function accept(answer) {
  if (peer && answer) await peer.setRemoteDescription({ type: "answer", sdp: answer });
}

function silence() {
  peer?.close();
  track?.stop();
  peer = track = null;
  if (microphone === "on") microphone = "ready";
  at("sound").srcObject = null;
}

// Two tones, as a bell has them: computed, so that no file is needed.
function bell(on) {
  if (on === Boolean(ring)) return;
  if (!on) {
    clearInterval(ring.timer);
    ring.context.close();
    ring = null;
    return;
  }
  const context = new AudioContext();
  const once = () => {
    for (const [pitch, begins] of [[660, 0], [880, 0.25], [660, 0.5], [880, 0.75]]) {
      const tone = new OscillatorNode(context, { frequency: pitch });
      const volume = new GainNode(context, { gain: 0.12 });
      tone.connect(volume).connect(context.destination);
      tone.start(context.currentTime + begins);
      tone.stop(context.currentTime + begins + 0.22);
    }
    navigator.vibrate?.([300, 150, 300]);
  };
  once();
  ring = { context, timer: setInterval(once, 2000) };
}

// ── what one does ──

async function dial(event) {
  event.preventDefault();
  const number = bare(at("to").value);
  if (starting || call) return;
  refused = null;
  if (!/^\+[1-9]\d{4,14}$/.test(number)) refused = say(t().wrong, "+15005550006");
  else if (number === own) refused = t().own_called;
  if (refused) return draw();
  starting = true;
  draw();
  try {
    const made = await ask(CALLING, { from: own, to: number, offer: await offer() });
    if (made.ok) {
      call = made.body;
      await accept(made.body.answer);
    } else {
      refused = { 404: say(t().unknown, number), 409: say(t().noCallsThere, number) }[made.status] ?? t().failed;
      silence();
    }
  } catch {
    refused = t().failed;
    silence();
  }
  starting = false;
  draw();
}

async function answer() {
  if (!call || starting) return;
  starting = true;
  draw();
  try {
    const taken = await ask(`${CALLING}/${call.sid}/answer`, { offer: await offer() });
    if (taken.ok) await accept(taken.body.answer);
    else { refused = t().over; silence(); }
  } catch {
    refused = t().failed;
    silence();
  }
  starting = false;
  await look();
}

async function hangUp() {
  if (!call) return;
  await ask(`${CALLING}/${call.sid}/hang-up`, {}).catch(() => null);
  silence();
  await look();
}

async function press(key) {
  if (call) {
    if (call.status === "in-progress") await ask(`${CALLING}/${call.sid}/press`, { digits: key }).catch(() => null);
    return;
  }
  const box = at("to");
  box.value += key === "0" && !box.value ? "+" : key;
  refused = null;
  draw();
}

function mute() {
  if (track) track.enabled = !track.enabled;
  draw();
}

// ── what is shown ──

function state() {
  if (!call) return starting ? "dialling" : "idle";
  if (call.status === "in-progress") return "connected";
  return call.direction === "in" ? "ringing" : "dialling";
}

function stateWords(now) {
  if (now !== "connected") return t().state[now] ?? "";
  const last = call.heard.findLast((h) => ["music", "hold", "talk", "left"].includes(h.kind))?.kind;
  const how = call.listens_for_keys ? t().state.keys : t().state[last] ?? t().state.connected;
  const seconds = Math.max(0, Math.round((Date.now() - new Date(call.started)) / 1000));
  return `${call.sounds ? how : t().state.quiet} · ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function heardWords(thing) {
  if (thing.kind === "say" || thing.kind === "announce") return thing.text;
  if (thing.kind === "talk") return thing.text ? t().heard.talk : t().heard.alone;
  return t().heard[thing.kind] ?? "";
}

function put(list, rows) {
  const key = JSON.stringify(rows.map((row) => row.key));
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  list.replaceChildren(...rows.map((row) => row.draw()));
}

function element(name, text, properties = {}) {
  const node = Object.assign(document.createElement(name), properties);
  if (text !== null) node.textContent = text;
  return node;
}

function draw() {
  const now = state();
  at("telephone").dataset.state = now;
  const busy = now !== "idle";
  for (const [id, shown] of [["call", busy], ["dial", !busy], ["go", !busy], ["recent", !busy], ["change", !busy],
    ["answering", now === "ringing"], ["keypad", now !== "ringing"], ["end", busy && now !== "ringing"],
    ["mute", now === "connected" && Boolean(track)]]) at(id).hidden = !shown;
  at("go").disabled = starting;
  at("answer").disabled = starting;
  at("own").textContent = spaced(own);
  at("who").textContent = call ? spaced(call.line) : spaced(bare(at("to").value));
  at("state").textContent = stateWords(now);
  at("wrong").textContent = typeof refused === "string" ? refused : "";
  const lost = call && peer && ["failed", "disconnected"].includes(peer.connectionState);
  at("microphone").textContent = lost ? t().soundLost : t().microphone[microphone];
  const muted = Boolean(track) && !track.enabled;
  at("mute").textContent = muted ? t().muted : t().mute;
  at("mute").setAttribute("aria-pressed", String(muted));
  const said = (call?.heard ?? []).map((h) => ({ at: h.at, text: heardWords(h) })).filter((h) => h.text).slice(-3);
  put(at("heard"), said.map((h) => ({ key: [h.at, h.text], draw: () => element("li", h.text) })));
  at("voice").hidden = !(syllables && call?.heard.some((h) => h.kind === "say"));
  at("voice").textContent = t().syllables;
  document.title = now === "ringing" ? `✆ ${spaced(call.line)}` : `${t().title} ${spaced(own)}`;
  bell(now === "ringing");
}

function drawRecent(calls) {
  at("no-calls").hidden = calls.length > 0;
  put(at("calls"), calls.map((one) => ({ key: [one.sid, one.status, language], draw: () => {
    const row = element("li", null);
    const button = element("button", null, { type: "button" });
    const fate = one.direction === "out" ? one.status
      : { busy: "declined", "no-answer": "missed", canceled: "missed" }[one.status] ?? one.status;
    button.append(element("span", spaced(one.line)),
      element("small", `${t()[one.direction]} · ${t().ended[fate] ?? fate}`));
    button.addEventListener("click", () => { at("to").value = spaced(one.line); refused = null; draw(); at("go").focus(); });
    row.append(button);
    return row;
  } })));
}

function drawLines(lines) {
  const key = JSON.stringify([lines, language]);
  if (at("lines").dataset.key === key) return;
  at("lines").dataset.key = key;
  at("lines").replaceChildren(element("span", lines.length ? t().company : t().noLines), ...lines.map((number) => {
    const button = element("button", spaced(number), { type: "button" });
    button.addEventListener("click", () => { at("to").value = spaced(number); refused = null; draw(); });
    return button;
  }));
  if (lines.length && !at("to").value) at("to").value = spaced(lines[0]);
}

function translate() {
  document.documentElement.lang = language === "zh" ? "zh-Hant" : "en";
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t()[node.dataset.t];
  for (const node of document.querySelectorAll("[data-t-label]")) {
    node.setAttribute("aria-label", t()[node.dataset.tLabel]);
    node.title = t()[node.dataset.tLabel];
  }
  at("language").textContent = t().other;
  at("language").lang = language === "zh" ? "en" : "zh-Hant";
}

// ── what the network says ──

let looking = null;

async function look() {
  looking ??= lookOnce().finally(() => { looking = null; });
  await looking;
}

async function lookOnce() {
  const number = own;
  try {
    const { ok, body } = await ask(`${CALLING}?telephone=${encodeURIComponent(number)}&newest=6&heard=12`);
    if (!ok) throw new Error("no answer");
    if (number !== own) return;
    const before = call;
    const live = body.filter((one) => !ENDED.has(one.status) && one.status !== "queued");
    const found = live.find((one) => one.status === "in-progress") ?? live[0] ?? null;
    if (!starting || found) call = found;
    if (before && !call && !starting) {
      silence();
      const end = body.find((one) => one.sid === before.sid);
      if (end?.direction === "out" && ["busy", "no-answer", "failed"].includes(end.status)) refused = t().ended[end.status];
    }
    if (!call) drawRecent(body.filter((one) => ENDED.has(one.status)).slice(0, 4));
    at("network").hidden = true;
  } catch {
    at("network").hidden = false;
    at("network").textContent = t().lost;
  }
  draw();
}

async function settle() {
  try {
    const [lines, health] = await Promise.all([ask("/sim/numbers"), ask("/healthz")]);
    syllables = health.body?.speech === "syllables";
    drawLines((lines.body ?? []).filter((line) => line.voice).map((line) => line.number).slice(0, 3));
  } catch { /* `look` tells of it */ }
}

function become(number) {
  own = number;
  localStorage.setItem("telephone-number", own);
  call = null;
  silence();
  look();
}

for (const [key, letters] of KEYS) {
  const button = element("button", key, { type: "button" });
  button.append(element("small", letters));
  button.addEventListener("click", () => press(key));
  button.dataset.key = key;
  at("keypad").append(button);
}
at("dial").addEventListener("submit", dial);
at("answer").addEventListener("click", answer);
at("decline").addEventListener("click", hangUp);
at("end").addEventListener("click", hangUp);
at("mute").addEventListener("click", mute);
at("to").addEventListener("input", () => { refused = null; at("wrong").textContent = ""; });
at("erase").addEventListener("click", () => { at("to").value = at("to").value.trimEnd().slice(0, -1); at("to").focus(); });
at("change").addEventListener("click", () => {
  at("own-form").hidden = !at("own-form").hidden;
  at("own-input").value = spaced(own);
  if (!at("own-form").hidden) at("own-input").focus();
});
at("own-input").addEventListener("input", () => at("own-input").setCustomValidity(""));
at("own-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const number = bare(at("own-input").value);
  if (!/^\+[1-9]\d{4,14}$/.test(number)) {
    at("own-input").setCustomValidity(say(t().wrong, "+886912345678"));
    at("own-input").reportValidity();
    return;
  }
  at("own-form").hidden = true;
  become(number);
});
at("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem("telephone-language", language);
  refused = null;
  translate();
  settle();
  look();
});
at("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("telephone-theme", root.dataset.theme);
});
document.addEventListener("keydown", (event) => {
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
  const button = at("keypad").querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!button || at("keypad").hidden) return;
  press(event.key);
  button.classList.add("down");
  setTimeout(() => button.classList.remove("down"), 120);
});
addEventListener("beforeunload", (event) => { if (call && call.status === "in-progress") event.preventDefault(); });

document.documentElement.dataset.theme = query.get("theme") ?? localStorage.getItem("telephone-theme") ?? "";
if (!/^\+[1-9]\d{1,14}$/.test(own)) own = "+886900000001";
translate();
draw();
settle();
look();
setInterval(look, EVERY);
setInterval(settle, 10_000);
navigator.mediaDevices?.enumerateDevices?.().then((devices) => {
  if (microphone === "ask" && !devices.some((device) => device.kind === "audioinput")) { microphone = "none"; draw(); }
}, () => {});
if (!("RTCPeerConnection" in window)) microphone = "noSound";
else if (!navigator.mediaDevices) microphone = "none";
draw();
