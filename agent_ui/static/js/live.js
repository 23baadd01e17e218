// The live socket: htmx applies the partials; this module keeps the cursor, notices gaps and says how
// fresh the page is. A frame is {"seq", "from", "content"?, "changed"?: [names], "reset"?: true, "more"?: n}.
import { announce, clockText, find, on, say, withdraw } from './words.js';

const QUIET_MS = 30_000;
const state = { cursor: 0, connected: true, since: 0, lastShown: Date.now(), refreshing: false, applied: 0, wasAt: 0, behind: 0 };

export const cursor = () => state.cursor;

function show() {
  const place = find('#live-state');
  if (!place) return;
  const text = find('[data-live-text]', place);
  const seconds = Math.round((Date.now() - state.since) / 1000);
  place.classList.toggle('soon', !state.connected);
  find('[data-live-dot]', place).classList.toggle('dot-off', !state.connected);
  let words = say('live');
  if (!state.connected) words = say('reconnecting', { n: seconds, time: clockText(state.lastShown) });
  else if (state.behind) words = say('behind', { n: state.behind });
  if (text.textContent !== words) text.textContent = words;
  if (!state.connected && Date.now() - state.since > QUIET_MS) {
    announce('offline', say('keepWriting'), { strong: say('noConnection', { time: clockText(state.lastShown) }) });
  }
}

function connecting(event) {
  const { connection } = event.detail;
  const url = new URL('/live', location);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  url.searchParams.set('cursor', state.cursor);
  url.searchParams.set('view', find('#live').dataset.view);
  connection.url = url.href;
}

function connected() {
  state.connected = true;
  state.applied = 0;
  show();
}

function closed(event) {
  if (event.detail.code === 4401) {
    announce('signed-out', say('signedOut'), { tone: 'late' });
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  if (!state.connected) return;
  state.connected = false;
  state.since = Date.now();
  state.wasAt = state.lastShown;
  show();
}

function incoming(event) {
  const { message } = event.detail;
  const frame = JSON.parse(message.data);
  if (frame.reset) {
    event.preventDefault();
    refresh(frame.seq, true);
    return;
  }
  if (frame.seq === undefined) return; // typing and other passing things have no position
  if (frame.seq <= state.cursor) {
    event.preventDefault();
    return;
  }
  if ((frame.from ?? frame.seq) > state.cursor + 1) {
    event.preventDefault();
    refresh(frame.seq, false);
    return;
  }
  message.frame = frame;
  document.dispatchEvent(new CustomEvent('live:before', { detail: frame }));
}

function applied(event) {
  const { frame } = event.detail.message;
  if (!frame) return;
  state.applied += frame.seq - state.cursor;
  state.cursor = frame.seq;
  state.behind = frame.more ?? 0;
  state.lastShown = Date.now();
  caughtUp();
  document.dispatchEvent(new CustomEvent('live:after', { detail: frame }));
  for (const name of frame.changed ?? []) document.body.dispatchEvent(new CustomEvent(`changed:${name}`, { detail: frame }));
  show();
}

/** After a long absence: say once how much has come, then go quiet. */
function caughtUp() {
  if (!find('[data-announced="offline"]') || state.behind) return;
  withdraw('offline');
  announce('caught-up', say('caughtUp', { n: state.applied, time: clockText(state.wasAt) }), { tone: 'plain' });
}

/** Fetches all regions anew; the socket goes on from the position they were read at. */
async function refresh(seq, far) {
  if (state.refreshing) return;
  state.refreshing = true;
  try {
    const url = new URL(document.body.dataset.refresh, location);
    const open = find('#desk [data-interaction]')?.dataset.interaction;
    if (open) url.searchParams.set('c', open);
    const response = await fetch(url, { headers: { 'HX-Request': 'true', Accept: 'text/html' } });
    if (!response.ok) throw new Error(String(response.status));
    const text = await response.text();
    state.cursor = Math.max(Number(response.headers.get('X-Cursor') ?? seq), far ? 0 : state.cursor);
    await window.htmx.swap({ sourceElement: document.body, target: document.body, swap: 'none', text });
    state.lastShown = Date.now();
    if (far) announce('refreshed', say('refreshed'), { tone: 'plain' });
    document.dispatchEvent(new CustomEvent('live:after', { detail: { refreshed: true } }));
  } catch {
    setTimeout(() => refresh(seq, far), 2000);
  } finally {
    state.refreshing = false;
  }
}

export function startLive() {
  if (!find('#live')) return;
  state.cursor = Number(document.body.dataset.cursor);
  on('htmx:ws:before:connection', connecting);
  on('htmx:ws:after:connection', connected);
  on('htmx:ws:close', closed);
  on('htmx:ws:before:message:incoming', incoming);
  on('htmx:ws:after:message:incoming', applied);
  setInterval(show, 1000);
  // Connected from here, when all is listening: htmx would begin by itself before this module has loaded.
  find('#live').setAttribute('hx-ws:connect', '/live');
  window.htmx.process(find('#live'));
}
