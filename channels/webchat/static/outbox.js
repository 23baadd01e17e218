/* Messages the centre has not confirmed. One storage entry each, so that two tabs cannot overwrite each other;
   a message sent twice under the same key is stored once. */
import * as storage from "./storage.js";

export class Outbox {
  constructor(owner) {
    this.owner = owner;
    this.start = `out:${owner}:`;
  }

  /** In the order of writing. */
  all() {
    return storage.keys(this.start)
      .map((key) => JSON.parse(storage.get(key) ?? "null"))
      .filter(Boolean)
      .sort((a, b) => a.at - b.at);
  }

  add(text) {
    const item = { client_key: newKey(), text, at: Math.max(Date.now(), (this.all().at(-1)?.at ?? 0) + 1) };
    this.keep(item);
    return item;
  }

  keep(item) { storage.set(this.start + item.client_key, JSON.stringify(item)); }

  get(client_key) { return JSON.parse(storage.get(this.start + client_key) ?? "null"); }

  done(client_key) { storage.remove(this.start + client_key); }
}

const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
