// The live socket: htmx applies the partials; this module keeps the cursor, notices gaps and says how
// fresh the page is. A frame is {"seq", "from", "content"?, "changed"?: [names], "reset"?: true, "more"?: n}.
// Both sides listen for the other: the server sends {"beat": true} every 1.5 s and is answered at once, so that
// each knows within seconds that the other is gone, also where the network broke without a word.
import { goTo, isSigningOut } from './leaving.js';
import { announce, clockText, find, on, say, withdraw } from './words.js';

const HEARD_MS = 4000; // more than two beats missed
const ANEW_MS = 9000; // a line that is silent for so long is given up
const QUIET_MS = 30_000;
const PROBE_MS = 2000;
const LOOK_MS = 500;
const TOGETHER_MS = 250; // frames that wait for one another are seen to together, this often at least
const now = () => Date.now();
const openNow = () => find('#desk [data-interaction]');
const NOTHING = { seq: 0, far: false };
const arrived = { waiting: 0, drawn: null, seenTo: 0 }; // what came over the line and is not yet drawn, or seen to
const state = {
  cursor: 0, open: true, heardAt: now(), reached: true, probing: false, connected: true,
  since: 0, lastShown: now(), refreshing: false, missed: NOTHING, applied: 0, wasAt: 0, behind: 0,
  owed: false, toTell: null, connection: null, triedAt: now(), probedAt: 0,
};

export const cursor = () => state.cursor;
export const isConnected = () => state.connected;

function words() {
  const seconds = Math.round((now() - state.since) / 1000);
  if (!state.connected) return say('reconnecting', { n: seconds, time: clockText(state.lastShown) });
  return state.behind ? say('behind', { n: state.behind }) : say('live');
}

function show() {
  const place = find('#live-state');
  if (!place) return;
  const text = find('[data-live-text]', place);
  place.classList.toggle('soon', !state.connected);
  find('[data-live-dot]', place).classList.toggle('dot-off', !state.connected);
  const said = words();
  if (text.textContent !== said) text.textContent = said;
  // Where the foot does not show, the line above says it at once.
  const quiet = place.offsetParent ? QUIET_MS : 0;
  if (!state.connected && now() - state.since >= quiet) {
    announce('offline', say('keepWriting'), { strong: say('noConnection', { time: clockText(state.lastShown) }) });
  }
}

/** Connected is: the line is open, something came over it lately, and requests arrive. */
function weigh() {
  const connected = state.open && state.reached && now() - state.heardAt < HEARD_MS;
  if (connected !== state.connected) {
    state.connected = connected;
    if (connected) back();
    else gone();
  }
  show();
}

function gone() {
  state.since = now();
  state.wasAt = state.lastShown;
  state.applied = 0;
  document.dispatchEvent(new CustomEvent('live:gone'));
}

function back() {
  document.dispatchEvent(new CustomEvent('live:back'));
  state.owed = Boolean(find('[data-announced="offline"]'));
  withdraw('offline');
}

/** A request that must arrive: the socket may be open while nothing else gets through. */
async function probe() {
  if (state.probing) return;
  state.probing = true;
  state.probedAt = now();
  try {
    await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(PROBE_MS) });
    state.reached = true;
  } catch {
    state.reached = false;
  }
  state.probing = false;
  weigh();
}

/** Gives up a line that is silent; htmx then opens another. */
function anew() {
  const { connection } = state;
  state.triedAt = now();
  if (!connection?.socket) return;
  clearTimeout(connection.timer);
  connection.attempt = 0;
  connection.socket.dispatchEvent(new CloseEvent('close', { code: 1006 }));
}

function watch() {
  weigh();
  seeTo();
  if ((!state.reached || !navigator.onLine) && now() - state.probedAt > PROBE_MS) probe();
  if (now() - Math.max(state.heardAt, state.triedAt) > ANEW_MS) anew();
}

function connecting(event) {
  const { connection } = event.detail;
  state.connection = connection;
  state.triedAt = now();
  const url = new URL('/live', location);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  url.searchParams.set('cursor', state.cursor);
  url.searchParams.set('view', find('#live').dataset.view);
  const open = openNow();
  if (open) url.searchParams.set('open', open.dataset.interaction);
  state.toTell = null;
  connection.url = url.href;
}

/** What has come is counted before htmx draws it: it draws one after the other, however many wait. */
function count({ socket }) {
  socket.addEventListener('message', () => { arrived.waiting += 1; }, { capture: true });
}

function connected(event) {
  count(event.detail.connection);
  state.open = true;
  state.heardAt = now();
  tell(state.toTell);
  weigh();
}

/** Says to the server what this page's reader does; while there is no line it is not said. */
export function tell(word) {
  const socket = state.connection?.socket;
  if (word && socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(word));
}

/** What is open here; while there is no line yet, the next one begins with it. */
function tellOpen() {
  const open = openNow();
  state.toTell = { open: open?.dataset.interaction ?? null, read: Number(open?.dataset.read) || null };
  tell(state.toTell);
}

function closed(event) {
  if (event.detail.code === 4401 && !isSigningOut()) {
    announce('signed-out', say('signedOut'), { tone: 'late' });
    goTo(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  state.open = false;
  weigh();
}

function beat(socket) {
  try {
    socket.send('beat');
  } catch {
    // it closes just now
  }
  if (!state.behind) state.lastShown = now();
}

function incoming(event) {
  arrived.waiting -= 1;
  const { connection, message } = event.detail;
  const frame = JSON.parse(message.data);
  state.heardAt = now();
  if (!isDrawn(event, connection, message, frame)) seeTo();
}

/** True if htmx draws it now; `applied` follows. */
function isDrawn(event, connection, message, frame) {
  if (frame.beat) {
    event.preventDefault();
    beat(connection.socket);
    weigh();
    return false;
  }
  if (frame.reset) {
    event.preventDefault();
    refresh(frame.seq, true);
    return false;
  }
  if (frame.seq === undefined) {
    message.passing = frame; // typing and other passing things have no position
    begin();
    return true;
  }
  if (frame.seq <= state.cursor) {
    event.preventDefault();
    return false;
  }
  if ((frame.from ?? frame.seq) > state.cursor + 1) {
    event.preventDefault();
    refresh(frame.seq, false);
    return false;
  }
  message.frame = frame;
  begin();
  return true;
}

/** The reader's place is looked at before anything is drawn, and kept until all that waits has been seen to. */
function begin() {
  if (!arrived.drawn) document.dispatchEvent(new CustomEvent('live:before'));
}

function applied(event) {
  const { frame, passing } = event.detail.message;
  if (!frame) {
    changed(passing);
    document.dispatchEvent(new CustomEvent('live:passed'));
    return;
  }
  state.applied += frame.seq - state.cursor;
  state.cursor = frame.seq;
  state.behind = frame.more ?? 0;
  state.lastShown = now();
  arrived.drawn ??= { changed: new Set() };
  for (const name of frame.changed ?? []) arrived.drawn.changed.add(name);
  if (!arrived.waiting || now() - arrived.seenTo >= TOGETHER_MS) seeTo();
}

/**
 * What follows from what was drawn: each part of it looks at the whole conversation, and does so once for all frames that
 * came together. Done for each of hundreds, a page that was away would be busy for minutes.
 */
function seeTo() {
  const { drawn } = arrived;
  arrived.drawn = null;
  caughtUp();
  if (!drawn) return;
  document.dispatchEvent(new CustomEvent('live:after', { detail: {} }));
  changed(drawn);
  show();
  arrived.seenTo = now();
}

function changed(frame) {
  for (const name of frame?.changed ?? []) document.body.dispatchEvent(new CustomEvent(`changed:${name}`, { detail: frame, bubbles: true }));
}

/** After a long absence: say once how much has come, then go quiet. */
function caughtUp() {
  if (!state.owed || !state.applied || state.behind || arrived.waiting) return;
  state.owed = false;
  announce('caught-up', say('caughtUp', { n: state.applied, time: clockText(state.wasAt) }), { tone: 'plain' });
}

/**
 * Fetches all regions anew; the socket goes on from the position they were read at. What comes meanwhile and is not
 * among them is fetched after them.
 */
async function refresh(seq, far) {
  if (state.refreshing) {
    state.missed = { seq: Math.max(seq, state.missed.seq), far: far || state.missed.far };
    return;
  }
  state.refreshing = true;
  const read = await regions(seq, far).catch(() => undefined);
  const { missed } = state;
  Object.assign(state, { refreshing: false, missed: NOTHING });
  if (read === undefined) setTimeout(() => refresh(Math.max(seq, missed.seq), far || missed.far), 2000);
  else if (missed.far || missed.seq > read) refresh(missed.seq, missed.far);
}

/** Draws all regions as they are now; answers with the position of the log that they were read at. */
async function regions(seq, far) {
  const before = state.cursor;
  const url = new URL(document.body.dataset.refresh, location);
  const open = openNow()?.dataset.interaction;
  if (open) url.searchParams.set('c', open);
  const response = await fetch(url, { headers: { 'HX-Request': 'true', Accept: 'text/html' } });
  if (!response.ok) throw new Error(String(response.status));
  const text = await response.text();
  const read = Number(response.headers.get('X-Cursor') ?? seq);
  // What was drawn meanwhile is newer than what is drawn over it now.
  if (state.cursor > before) state.missed = { ...state.missed, seq: Math.max(state.missed.seq, state.cursor) };
  state.cursor = Math.max(read, far ? 0 : state.cursor);
  if (text.trim()) await window.htmx.swap({ sourceElement: document.body, target: document.body, swap: 'none', text });
  state.lastShown = now();
  if (far) announce('refreshed', say('refreshed'), { tone: 'plain' });
  document.dispatchEvent(new CustomEvent('live:after', { detail: { refreshed: true } }));
  return read;
}

export function startLive() {
  if (!find('#live')) return;
  state.cursor = Number(document.body.dataset.cursor);
  on('htmx:ws:before:connection', connecting);
  on('htmx:ws:after:connection', connected);
  on('htmx:ws:close', closed);
  on('htmx:ws:before:message:incoming', incoming);
  on('htmx:ws:after:message:incoming', applied);
  on('desk:opened', tellOpen);
  on('changed:matter', () => refresh(state.cursor, false)); // other conversations belong to it by now
  on('page:stale', () => refresh(state.cursor, false));
  on('visibilitychange', watch);
  addEventListener('offline', probe);
  addEventListener('online', () => { probe(); anew(); });
  setInterval(watch, LOOK_MS);
  // Connected from here, when all is listening: htmx would begin by itself before this module has loaded.
  find('#live').setAttribute('hx-ws:connect', '/live');
  window.htmx.process(find('#live'));
}
