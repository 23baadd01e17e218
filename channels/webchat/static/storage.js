/* What this browser keeps for the visitor. Where storage is refused, memory takes its place until the page goes. */
import { config } from "./words.js";

const memory = new Map();
const prefix = `webchat:${config.account}:`;

export function get(key) {
  try { return localStorage.getItem(prefix + key); } catch { return memory.get(key) ?? null; }
}

export function set(key, value) {
  try { localStorage.setItem(prefix + key, value); } catch { memory.set(key, value); }
}

export function remove(key) {
  try { localStorage.removeItem(prefix + key); } catch { memory.delete(key); }
}

export function keys(start) {
  try {
    return Object.keys(localStorage).filter((k) => k.startsWith(prefix + start)).map((k) => k.slice(prefix.length));
  } catch {
    return [...memory.keys()].filter((k) => k.startsWith(start));
  }
}
