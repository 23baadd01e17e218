/* "Call us": one call at a time, from the microphone to the centre and back. Signalling does not trickle:
   the offer carries all its candidates, the answer likewise. What happens to the call comes over the socket. */
import { config, spanWords, word } from "./words.js";
import * as session from "./session.js";

const $ = (id) => document.getElementById(id);
const GATHER = 2_500;
const LINGER = 6_000;
const bar = $("call-bar");
const voice = $("voice");

let call = null;

export const active = () => call !== null && call.state !== "ended";

export function start() {
  if (!config.calls) return;
  $("call").hidden = false;
  $("call").addEventListener("click", dial);
  $("hangup").addEventListener("click", hangUp);
  $("mute").addEventListener("click", toggleMute);
  $("call-done").addEventListener("click", dismiss);
  $("volume").addEventListener("input", (event) => { voice.volume = event.target.value / 100; });
  addEventListener("pagehide", () => { if (call?.id && active()) session.post(`calls/${call.id}/hangup`, {}, { keepalive: true }); });
  setInterval(tick, 500);
}

export async function dial() {
  if (!config.calls || active()) return;
  dismiss();
  const mine = { state: "asking", since: null, muted: false };
  call = mine;
  paint();
  $("hangup").focus();
  try {
    await connect(mine);
  } catch (problem) {
    if (call === mine && mine.state !== "ended") failed(mine, problem);
  }
}

async function connect(mine) {
  if (!window.isSecureContext || !navigator.mediaDevices) throw new Refused("insecure");
  mine.stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  if (call !== mine || mine.state === "ended") return release(mine);
  const who = await session.open(() => {});
  if (!who) throw new Refused("other");
  mine.peer = new RTCPeerConnection();
  for (const track of mine.stream.getTracks()) mine.peer.addTrack(track, mine.stream);
  mine.peer.ontrack = (event) => hear(event);
  mine.peer.onconnectionstatechange = () => { if (mine.peer?.connectionState === "failed") ended(mine, "dropped"); };
  await mine.peer.setLocalDescription(await mine.peer.createOffer());
  await gathered(mine.peer);
  mine.state = "ringing";
  paint();
  const answer = await session.post("calls", { sdp: mine.peer.localDescription.sdp });
  if (!answer.ok) throw new Refused("other");
  const { call_id, sdp, state } = await answer.json();
  mine.id = call_id;
  if (call !== mine || mine.state === "ended") return hangUpAtCentre(mine);
  await mine.peer.setRemoteDescription({ type: "answer", sdp });
  const early = mine.early;
  if (early?.call_id === call_id) change(early); else if (mine.state === "ringing") { mine.state = state; paint(); }
  return undefined;
}

class Refused extends Error {
  constructor(why) { super(why); this.why = why; }
}

function gathered(peer) {
  if (peer.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((done) => {
    setTimeout(done, GATHER);
    peer.addEventListener("icegatheringstatechange", () => { if (peer.iceGatheringState === "complete") done(); });
  });
}

function hear(event) {
  voice.srcObject = event.streams[0] ?? new MediaStream([event.track]);
  voice.play().catch(() => {});
}

/** What the centre says about the call: {call_id, state, agent_name, recording, reason}. */
export function change(frame) {
  if (!call || call.state === "ended") return;
  if (!call.id) { call.early = frame; return; }
  if (frame.call_id !== call.id) return;
  call.agent = frame.agent_name ?? call.agent;
  call.recording = frame.recording;
  call.wait = frame;
  if (frame.state === "ended") return ended(call, frame.reason);
  if (!call.since && (frame.state === "talking" || (frame.state === "message" && frame.recording))) call.since = Date.now();
  call.state = frame.state;
  paint();
}

function failed(mine, problem) {
  const why = problem.why ?? { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "absent", NotReadableError: "absent" }[problem.name] ?? "other";
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
  Object.assign(mine, { state: "ended", reason });
  release(mine);
  if (mine !== call) return;
  paint();
  if (bar.contains(document.activeElement) || document.activeElement === document.body) $("call-done").focus();
  if (reason === "hung_up" || reason === "agent_hung_up") setTimeout(() => { if (call === mine && !bar.matches(":focus-within")) dismiss(); }, LINGER);
}

function release(mine) {
  for (const track of mine.stream?.getTracks() ?? []) track.stop();
  mine.peer?.close();
  mine.peer = null;
  if (mine === call) voice.srcObject = null;
}

function dismiss() {
  if (active()) return;
  call = null;
  paint();
}

function toggleMute() {
  call.muted = !call.muted;
  for (const track of call.stream?.getAudioTracks() ?? []) track.enabled = !call.muted;
  if (call.id) session.post(`calls/${call.id}/mute`, { muted: call.muted }).catch(() => {});
  paint();
}

function paint() {
  bar.hidden = !call;
  $("call").hidden = !config.calls || active();
  if (!call) return;
  const [title, why] = face();
  if ($("call-title").textContent !== title) $("call-title").textContent = title;
  if ($("call-why").textContent !== why) $("call-why").textContent = why;
  const live = ["ringing", "talking", "on_hold", "message"].includes(call.state);
  bar.toggleAttribute("data-live", call.state === "talking" || (call.state === "message" && call.recording));
  $("mute").hidden = !live;
  $("hangup").hidden = !active();
  $("call-done").hidden = active();
  $("mute").setAttribute("aria-pressed", String(call.muted));
  const label = word(call.muted ? "call.unmute" : "call.mute");
  Object.assign($("mute"), { title: label, ariaLabel: label });
  tick();
}

function face() {
  const agent = call.agent;
  switch (call.state) {
    case "asking": return [word("call.ask"), word("call.ask.why")];
    case "ringing": return [word("call.ringing", { name: config.name }), waiting(call.wait)];
    case "talking": return [agent ? word("call.talking", { agent }) : word("call.talking.someone"), call.muted ? word("call.muted") : call.recording ? word("call.recording") : ""];
    case "message": return [word(call.recording ? "call.message.recording" : "call.message"), call.muted ? word("call.muted") : call.wait?.notice ?? word("call.message.why")];
    case "on_hold": return [agent ? word("call.hold", { agent }) : word("call.hold.someone"), word("call.hold.why")];
    default: return call.error ? [word(`call.error.${call.error}`), word(`call.error.${call.error}.why`)] : [word("call.ended"), afterwards()];
  }
}

function waiting(wait) {
  const { ahead = null, minutes = null, notice = null } = wait ?? {};
  const place = ahead === null ? word("call.ringing.why") : ahead > 0 ? word("call.ahead", { n: ahead }) : word("call.next");
  return [notice, place, spanWords(minutes)].filter(Boolean).join(" ");
}

function afterwards() {
  if (["dropped", "nobody_free", "message_left"].includes(call.reason)) return word(`call.ended.${call.reason}`);
  return call.lasted === null ? "" : word("call.ended.after", { time: span(call.lasted) });
}

function tick() {
  const running = call?.since && ["talking", "on_hold", "message"].includes(call.state);
  const text = running ? span(Date.now() - call.since) : "";
  if ($("call-clock").textContent !== text) $("call-clock").textContent = text;
}

const span = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, "0")}`;
