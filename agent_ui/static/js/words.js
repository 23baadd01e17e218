// Texts and small helpers shared by all modules. Texts come from the server, in the page's language.
const texts = JSON.parse(document.querySelector('meta[name="words"]').content);
export const language = document.documentElement.lang;

export function say(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

export const csrfToken = () => document.querySelector('meta[name="csrf-token"]').content;

export const find = (selector, root = document) => root.querySelector(selector);
export const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
export const on = (event, handler, options) => document.addEventListener(event, handler, options);

/** True while an input method chooses characters: its Enter and Esc are its own. Some browsers tell by the code alone. */
export const composing = (event) => event.isComposing || event.keyCode === 229;

// In the zone of the page, which is the organisation's, wherever the browser is.
const timeZone = document.documentElement.dataset.zone || undefined;
const wallClock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone });
const wallMinutes = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
export const clockText = (ms) => wallClock.format(ms);
export const minuteText = (ms) => wallMinutes.format(ms);

/** Posts a form or JSON; throws `Problem` with words a person can act on. */
export async function post(url, body, options = {}) {
  const json = !(body instanceof FormData || body instanceof URLSearchParams);
  let response;
  try {
    response = await fetch(url, {
      method: 'POST',
      body: json ? JSON.stringify(body) : body,
      ...options,
      headers: { 'X-CSRF-Token': csrfToken(), Accept: 'application/json', ...(json && { 'Content-Type': 'application/json' }) },
    });
  } catch {
    throw new Problem(0, say('offline'));
  }
  if (response.ok) return response;
  throw await problemOf(response);
}

export class Problem extends Error {
  /** `code`: the server's name for it. */
  constructor(status, message, code = '') {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export async function problemOf(response) {
  const text = await response.text();
  return new Problem(response.status, problemText(text), problemCode(text));
}

function problemCode(text) {
  try {
    return (JSON.parse(text).type ?? '').split(':').at(-1);
  } catch {
    return '';
  }
}

/** The sentence of an RFC 9457 problem document. */
export function problemText(text) {
  try {
    const { title, detail } = JSON.parse(text);
    return [title, detail].filter(Boolean).join(' ') || say('failed');
  } catch {
    return say('failed');
  }
}

/** One line above the panes. Stays until closed or replaced; `key` names what it is about. */
export function announce(key, text, { tone = 'soon', strong = '', action = null } = {}) {
  const place = find('#above');
  if (!place) return;
  let line = find(`[data-announced="${key}"]`, place);
  if (!line) {
    line = document.createElement('p');
    line.dataset.announced = key;
    place.append(line);
  }
  line.className = `notice notice-${tone}`;
  const words = document.createElement('span');
  if (strong) words.append(Object.assign(document.createElement('b'), { textContent: strong }), ' ');
  words.append(text);
  const close = Object.assign(document.createElement('button'), { type: 'button', className: 'button button-link', textContent: say('close') });
  close.addEventListener('click', () => line.remove());
  const end = Object.assign(document.createElement('span'), { className: 'notice-do' });
  if (action) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button', textContent: action.label });
    button.addEventListener('click', action.run);
    end.append(button);
  }
  end.append(close);
  line.replaceChildren(words, end);
}

export const withdraw = (key) => find(`[data-announced="${key}"]`)?.remove();
