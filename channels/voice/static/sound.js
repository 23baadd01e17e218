/* The sound of a call in a browser, the same for agents and customers: the microphone that is there, and a
   connection that knows when it is dead. Both pages decide themselves what follows.

   Silence is not leaving: while no microphone is there the connection carries silence, so that the centre
   does not take the page for gone. */

const WISH = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const GATHER = 2_500;
const LOOK = 1_000;
const DEAD = 4_000;
const SETTLE = 300;
const QUIET = 1_500;
const WINDOW = 5; // looks over which quality is judged
const ALIASES = ["default", "communications"]; // Chromium lists the chosen device a second time under these

/** What a person has chosen on this computer, by the browser's names; empty for the browser's own choice. */
export const chosen = { mic: "", speaker: "" };

/** What the browser refuses, in one word: `denied`, `absent`, `insecure`. */
export class NoMicrophone extends Error {
  constructor(why) { super(why); this.why = why; }
}

const refusal = (error) => new NoMicrophone({ NotAllowedError: "denied", SecurityError: "denied" }[error.name] ?? "absent");

/**
 * The microphone in use. `told(what, label)` hears what a person should know:
 * `changed` another one is in use now · `gone` none is left, silence is sent · `denied` the browser takes it away ·
 * `back` one is there again after none · `plugged` a new one is there, `use(id)` takes it · `quiet` it gives no sound,
 * it is switched off · `heard` and does again.
 */
export class Microphone {
  constructor(told) {
    this.told = told;
    this.track = null;
    this.sender = null;
    this.muted = false;
    this.closed = false;
    this.known = new Set();
    this.lost = new Set(); // labels of what was pulled out in this call
    this.changed = () => { clearTimeout(this.settling); this.settling = setTimeout(() => this.look(), SETTLE); };
  }

  /** Asks for it. Throws `NoMicrophone`, unless `silence` will do until there is one. */
  async open({ silence = false } = {}) {
    if (!window.isSecureContext || !navigator.mediaDevices) throw new NoMicrophone("insecure");
    navigator.mediaDevices.addEventListener("devicechange", this.changed);
    if (!silence) {
      await this.find();
    } else {
      // The browser may ask its person again first: the call does not wait for that.
      const found = this.find().then(() => this.told("heard"), (error) => this.told(error.why === "denied" ? "denied" : "gone"));
      await Promise.race([found, new Promise((done) => { setTimeout(done, QUIET); })]);
    }
    return this;
  }

  /** What a peer connection is to send from now on. */
  async feeds(peer) {
    const track = this.track ?? this.silence();
    this.sender = peer.addTrack(track, new MediaStream([track]));
  }

  mute(muted) {
    this.muted = muted;
    if (this.track) this.track.enabled = !muted;
  }

  async use(id) {
    await this.find(id).catch(() => this.told("gone"));
  }

  close() {
    this.closed = true;
    clearTimeout(this.settling);
    navigator.mediaDevices?.removeEventListener("devicechange", this.changed);
    this.track?.stop();
    this.quiet?.getTracks().forEach((track) => track.stop());
    this.context?.close().catch(() => {});
    this.sender = this.track = null;
  }

  async find(id = null) {
    this.finding = true;
    try {
      await this.take(id);
    } finally {
      this.finding = false;
    }
  }

  async take(id) {
    const own = chosen.mic ? { ...WISH, deviceId: { ideal: chosen.mic } } : WISH;
    const wish = id ? { ...WISH, deviceId: { exact: id } } : own;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: wish });
    } catch (error) {
      throw refusal(error);
    }
    const [track] = stream.getAudioTracks();
    if (this.closed) return void track.stop();
    const before = this.track;
    this.track = track;
    track.enabled = !this.muted;
    track.addEventListener("ended", () => { if (this.track === track) this.gone(); });
    track.addEventListener("mute", () => this.stalled(track));
    track.addEventListener("unmute", () => this.flows(track));
    await this.send(track);
    before?.stop();
    await this.note();
  }

  /** Pulled out, or taken away: silence at once, then whatever microphone is there. */
  async gone() {
    this.lost.add(this.track.label);
    this.track = null;
    await this.send(this.silence());
    try {
      await this.find();
      this.told("changed", this.track?.label ?? "");
    } catch (error) {
      this.told(error.why === "denied" ? "denied" : "gone");
    }
  }

  /** Devices came or went. */
  async look() {
    if (this.closed || this.finding) return;
    if (this.track?.readyState === "ended") return void this.gone();
    const fresh = (await this.devices()).filter((device) => !this.known.has(device.deviceId));
    if (!this.track) {
      await this.find().then(() => this.told("back", this.track?.label ?? ""), () => {});
    } else if (fresh.some((device) => this.lost.has(device.label))) {
      const device = fresh.find((one) => this.lost.has(one.label));
      await this.use(device.deviceId);
      this.told("changed", device.label);
    } else if (fresh.length) {
      this.told("plugged", fresh[0].label, fresh[0].deviceId);
    }
    await this.note();
  }

  async devices() {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    return all.filter((device) => device.kind === "audioinput" && device.deviceId && !ALIASES.includes(device.deviceId));
  }

  async note() {
    this.known = new Set((await this.devices()).map((device) => device.deviceId));
  }

  /** The system or the headset's own switch took its sound away: nothing would be sent, and that looks like leaving. */
  stalled(track) {
    clearTimeout(this.stalling);
    this.stalling = setTimeout(() => {
      if (this.track !== track || !track.muted) return;
      this.send(this.silence());
      this.told("quiet");
    }, QUIET);
  }

  flows(track) {
    clearTimeout(this.stalling);
    if (this.track !== track) return;
    this.send(track);
    this.told("heard");
  }

  async send(track) {
    await this.sender?.replaceTrack(track).catch(() => {});
  }

  silence() {
    if (!this.quiet) {
      this.context = new AudioContext();
      const source = this.context.createConstantSource();
      const none = this.context.createGain();
      const out = this.context.createMediaStreamDestination();
      none.gain.value = 0;
      source.connect(none).connect(out);
      source.start();
      this.quiet = out.stream;
    }
    this.context.resume().catch(() => {});
    return this.quiet.getAudioTracks()[0];
  }
}

/**
 * How good a connection is, by what came in since the look before: `good`, `weak` (gaps are heard) or `poor` (hardly
 * understood). Bounds as for speech over Opus, which hides some loss: ITU-T G.107 lets quality fall from 150 ms one way.
 */
export function quality(now, before) {
  const came = now.packets - before.packets;
  const lost = Math.max(0, now.lost - before.lost);
  const loss = came + lost > 0 ? lost / (came + lost) : 0;
  if (loss > 0.1 || now.away > 0.1 || now.roundTrip > 0.8 || now.jitter > 0.1) return "poor";
  if (loss > 0.03 || now.away > 0.03 || now.roundTrip > 0.4 || now.jitter > 0.04) return "weak";
  return "good";
}

function measured(stats) {
  const now = { packets: 0, lost: 0, jitter: 0, roundTrip: 0, away: 0 };
  stats.forEach((one) => {
    if (one.type === "inbound-rtp") {
      now.packets += one.packetsReceived ?? 0;
      now.lost += one.packetsLost ?? 0;
      now.jitter = Math.max(now.jitter, one.jitter ?? 0);
    }
    if (one.type === "remote-inbound-rtp") {
      now.away = Math.max(now.away, one.fractionLost ?? 0);
      now.roundTrip = Math.max(now.roundTrip, one.roundTripTime ?? 0);
    }
  });
  return now;
}

/**
 * One peer connection. `up()` when it stands, `down()` once when it is of no use any more, `heard(stream)`; `felt(how)`
 * each time its quality is another one, which it has to be for some seconds.
 */
export class Connection {
  constructor({ up, down, heard, felt = () => {} }) {
    this.peer = new RTCPeerConnection();
    this.on = { up, down, felt };
    this.packets = -1;
    this.seen = [];
    this.feels = "good";
    this.peer.addEventListener("track", ({ track, streams }) => heard(streams[0] ?? new MediaStream([track])));
    this.peer.addEventListener("connectionstatechange", () => this.turned());
  }

  /** The offer with all its candidates, or those found within the time: it is sent once, complete. */
  async offer(microphone) {
    await microphone.feeds(this.peer);
    await this.peer.setLocalDescription(await this.peer.createOffer());
    await new Promise((done) => {
      const complete = () => { if (this.peer.iceGatheringState === "complete") done(); };
      setTimeout(done, GATHER);
      this.peer.addEventListener("icegatheringstatechange", complete);
      complete();
    });
    return this.peer.localDescription.sdp;
  }

  async answered(sdp) {
    await this.peer.setRemoteDescription({ type: "answer", sdp });
  }

  close() {
    clearInterval(this.looking);
    this.over = true;
    this.peer.close();
  }

  turned() {
    const state = this.peer.connectionState;
    if (state === "connected" && !this.looking) {
      this.since = Date.now();
      this.looking = setInterval(() => this.look(), LOOK);
      this.on.up();
    }
    if (["failed", "disconnected", "closed"].includes(state)) this.fell();
  }

  /** The centre sends sound all the time, be it silence: none means that this connection is dead, whatever it says. */
  async look() {
    if (this.peer.connectionState === "closed") return void this.fell();
    const stats = await this.peer.getStats().catch(() => null);
    if (this.over || !stats) return;
    const now = measured(stats);
    const { packets } = now;
    this.feel(now);
    if (packets !== this.packets) {
      this.packets = packets;
      this.since = Date.now();
    } else if (Date.now() - this.since > DEAD) {
      this.fell();
    }
  }

  /** Over a few seconds, so that one late packet is nothing. */
  feel(now) {
    this.seen.push(now);
    if (this.seen.length <= WINDOW) return;
    const how = quality(now, this.seen.shift());
    if (how === this.feels) return;
    this.feels = how;
    this.on.felt(how);
  }

  fell() {
    if (this.over) return;
    this.close();
    this.on.down();
  }
}

/**
 * What this tab calls itself: anew with each load, and what it was called before, so that a reload is known as such.
 * Where nothing can be kept a reload looks like another tab, and asks.
 */
export function tab(key, shelf = ofThisTab) {
  const id = crypto.randomUUID();
  const before = JSON.parse(shelf.get(key) ?? "[]").slice(0, 15);
  shelf.set(key, JSON.stringify([id, ...before]));
  return { id, before, mine: (page) => page === id || before.includes(page) };
}

/** Kept through reloads and next pages, by this tab alone. */
export const ofThisTab = {
  get(key) { try { return sessionStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { sessionStorage.setItem(key, value); } catch { /* a browser that keeps nothing */ } },
};

/** Plays; where the browser wants a gesture first, `blocked()` may say so and the next one on the page will do. */
export function play(element, stream, blocked = () => {}, played = () => {}) {
  element.srcObject = stream;
  if (chosen.speaker) element.setSinkId?.(chosen.speaker).catch(() => {});
  const begin = () => element.play().then(played);
  begin().catch((error) => {
    if (error.name !== "NotAllowedError") return;
    blocked();
    const again = () => {
      for (const gesture of ["pointerdown", "keydown"]) removeEventListener(gesture, again, true);
      begin().catch(() => {});
    };
    for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, again, true);
  });
}
