/* What this browser keeps for the visitor: in the frame's own storage; where the browser refuses that to frames
   of other sites, the page around it keeps it (loader.js) and hands it over when it introduces itself. */
import { tell } from "./host.js";
import { config } from "./words.js";

const prefix = `webchat:${config.account}:`;
const local = usable(() => localStorage);
const session = usable(() => sessionStorage);
const memory = new Map();

function usable(storage) {
  try {
    storage().setItem(`${prefix}probe`, "1");
    storage().removeItem(`${prefix}probe`);
    return storage();
  } catch {
    return null;
  }
}

export function handedOver(kept) {
  if (!local) for (const [key, value] of Object.entries(kept ?? {})) memory.set(key, String(value));
}

/** What only this tab is to know, through its reloads and its next pages. */
export const ofThisTab = {
  get: (key) => (session ? session.getItem(prefix + key) : memory.get(key) ?? null),
  set(key, value) {
    if (session) return session.setItem(prefix + key, value);
    memory.set(key, value);
    return tell("keep", { key, value, tab: true });
  },
};

export const get = (key) => (local ? local.getItem(prefix + key) : memory.get(key) ?? null);

export function set(key, value) {
  if (local) return local.setItem(prefix + key, value);
  memory.set(key, value);
  return tell("keep", { key, value });
}

export function remove(key) {
  if (local) return local.removeItem(prefix + key);
  memory.delete(key);
  return tell("keep", { key, value: null });
}

export function keys(start) {
  const all = local ? Object.keys(local).filter((k) => k.startsWith(prefix)).map((k) => k.slice(prefix.length)) : [...memory.keys()];
  return all.filter((key) => key.startsWith(start));
}
