/* The socket: opens, notices when it is dead, comes back with the cursor, and never gives up by itself. */
import { config } from "./words.js";
import * as session from "./session.js";

const PROTOCOL = "contact-center.webchat.v1";
const PATIENCE = 15_000;
const AGAIN = [300, 700, 1_500, 3_000, 6_000, 10_000];

export class Line {
  /** place(): {cursor, conversation}; on: {frame, open, closed, gone, refused} */
  constructor(place, on) {
    this.place = place;
    this.on = on;
    this.tries = 0;
    this.heard = 0;
    this.wanted = false;
    addEventListener("online", () => this.hurry());
    addEventListener("pageshow", () => this.hurry());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.hurry(); });
    setInterval(() => this.check(), 5_000);
  }

  get live() { return this.socket?.readyState === WebSocket.OPEN && this.greeted; }

  start() { this.wanted = true; this.connect(); }

  /** Leaves the line and begins again: another visitor, another place. */
  restart() {
    this.tries = 0;
    if (this.socket) this.drop(); else if (this.wanted) this.connect();
  }

  send(frame) {
    if (!this.live) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  async connect() {
    if (this.socket || this.connecting || !this.wanted) return;
    this.connecting = true;
    clearTimeout(this.timer);
    try {
      const who = await session.open(this.on.refused);
      if (who) this.open(who.token); else this.later();
    } catch {
      this.wanted = false;
      this.on.gone();
    } finally {
      this.connecting = false;
    }
  }

  open(token) {
    const { cursor, conversation } = this.place();
    const address = new URL(`/widget/${config.account}/socket`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    address.searchParams.set("cursor", cursor);
    address.searchParams.set("lang", config.lang);
    if (conversation) address.searchParams.set("conversation", conversation);
    const socket = new WebSocket(address, [PROTOCOL, `token.${token}`]);
    this.socket = socket;
    this.greeted = false;
    this.heard = Date.now();
    socket.onmessage = (event) => { if (this.socket === socket) this.hear(JSON.parse(event.data)); };
    socket.onclose = (event) => { if (this.socket === socket) this.closed(event.code); };
  }

  hear(frame) {
    this.heard = Date.now();
    if (frame.type === "pong") return;
    if (frame.type === "hello") { this.greeted = true; this.tries = 0; }
    this.on.frame(frame);
    if (frame.type === "hello") this.on.open();
  }

  closed(code) {
    this.socket = null;
    this.greeted = false;
    if (code === 4403 || code === 4404) { this.wanted = false; return this.on.gone(); }
    if (code === 4401) session.forget();
    this.on.closed();
    this.later();
  }

  later() {
    const wait = AGAIN[Math.min(this.tries++, AGAIN.length - 1)];
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), wait * (0.75 + Math.random() / 2));
  }

  hurry() {
    if (this.wanted && !this.socket) { this.tries = 0; this.connect(); } else this.check();
  }

  /** A socket can be dead without saying so: ask, and drop it when nothing is heard. */
  check() {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    const silent = Date.now() - this.heard;
    if (silent > PATIENCE * 2) return this.drop();
    if (silent > PATIENCE) this.send({ type: "ping" });
  }

  drop() {
    const socket = this.socket;
    if (!socket) return;
    socket.onclose = null;
    socket.close(4000);
    this.closed(4000);
  }
}
