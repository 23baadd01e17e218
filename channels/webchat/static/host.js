/* The page around the frame: it tells us who its visitor is, and we tell it what its button should show.
   Only a parent on the account's list is listened to; nothing secret is ever sent to it. */
import { config } from "./words.js";

const handlers = new Map();
let parent_origin = null;

export const on = (type, handler) => handlers.set(type, handler);

export function tell(type, more = {}) {
  const targets = parent_origin ? [parent_origin] : config.parents;
  for (const origin of targets) window.parent.postMessage({ widget: config.account, type, ...more }, origin);
}

export function start() {
  addEventListener("message", (event) => {
    if (event.source !== window.parent || !config.parents.includes(event.origin)) return;
    if (event.data?.widget !== config.account) return;
    parent_origin = event.origin;
    handlers.get(event.data.type)?.(event.data);
  });
  tell("ready");
}
