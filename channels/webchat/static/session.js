/* Who we are for the centre: a member the site vouches for, or the same stranger as last time. */
import { config } from "./words.js";
import * as storage from "./storage.js";

let host_token = null;
let current = null;

export const identify = (token) => { host_token = token || null; current = null; };
export const forget = () => { current = null; };

/** Whose words this browser keeps: the member's the site names, else the stranger's. */
export function whose() {
  try {
    const bytes = Uint8Array.from(atob(host_token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return `member:${JSON.parse(new TextDecoder().decode(bytes)).sub}`;
  } catch {
    return "stranger";
  }
}

/** {token, visitor, name, verified}; null when the centre cannot be reached; throws Gone when it is closed to us. */
export async function open(refused) {
  if (current) return current;
  const answer = await ask(host_token ? { host_token } : { visitor_token: storage.get("token") });
  if (!answer) return null;
  if (answer.status === 401 && host_token) {
    const body = await answer.json().catch(() => ({}));
    refused(body.detail || body.title || "401");
    host_token = null;
    return open(refused);
  }
  if (answer.status === 404 || answer.status === 403) throw new Gone();
  if (!answer.ok) return null;
  current = await answer.json();
  if (!current.verified) storage.set("token", current.token);
  return current;
}

export class Gone extends Error {}

function ask(body) {
  const sent = Object.fromEntries(Object.entries(body).filter(([, v]) => v));
  return fetch(`/widget/${config.account}/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    credentials: "omit",
    body: JSON.stringify(sent),
  }).catch(() => null);
}

export const post = (path, body, more = {}) =>
  fetch(`/widget/${config.account}/${path}`, {
    method: "POST",
    credentials: "omit",
    headers: { "content-type": "application/json", authorization: `Bearer ${current?.token ?? ""}` },
    body: JSON.stringify(body),
    ...more,
  });
