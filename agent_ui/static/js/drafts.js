// Drafts: of an answer and of a note, kept on the server and, while it cannot be reached, on this computer.
// An agent may have several windows. Each state of a draft is a writing with an id: a window says which one
// it knew when it keeps another, and where a different one stands by then nothing is overwritten; it asks.
// A draft is what will be sent under its key: sent from one window, it is none in the others.
import { addCopy, boxes, CHOSEN, chosenTo, openTo } from './copies.js';
import { find, findAll, minuteText, on, post, say } from './words.js';

const SAVE_MS = 600;
const KEPT_MS = 5000;
const ORPHAN_MS = 60_000; // a window that writes keeps its own entry younger than this
const EXCERPT = 120;
const NONE = { text: '', writing: null, key: '', at: 0, copies: null, unsigned: false };
const FORMS = '[data-composer], [data-wrap-up]';

const windowBefore = sessionStorage.getItem('window');
const thisWindow = crypto.randomUUID();
sessionStorage.setItem('window', thisWindow);

const writings = new Set(); // of this page
const going = new Set(); // keys of what is being sent from here
const timers = new Map();

const areas = new WeakMap();

/** The field of a form; that of one which is being taken off the page, as it was: what is on its way still asks. */
export function areaOf(form) {
  const area = find('textarea[name="text"], textarea[name="note"]', form) ?? areas.get(form);
  areas.set(form, area);
  return area;
}
const workOf = (form) => form.dataset.composer ?? areaOf(form).dataset.draft;
export const kindOf = (form) => (form.dataset.composer && form.dataset.mode !== 'note' ? 'reply' : 'note');
const keyOf = (form) => form.elements.client_key?.value ?? `wrap-up:${form.dataset.wrapUp}`;

function setKey(form, key) {
  if (form.elements.client_key) form.elements.client_key.value = key || crypto.randomUUID();
}

/** What the server has, as the page was told. */
function told(form, kind) {
  const place = find(`#drafts-${workOf(form)} [data-kind="${kind}"]`);
  if (!place) return NONE;
  const { text, writing, key, at, copies } = place.dataset;
  return { text, writing, key, at: Number(at), copies: copies ?? null, unsigned: 'unsigned' in place.dataset };
}

/** Who is chosen to get the answer as well, as a draft keeps it; null for a note, and where nobody can be chosen. */
function chosenCopies(form, kind) {
  const to = kind === 'reply' ? chosenTo(form) : null;
  if (kind !== 'reply' || (!boxes(form).length && !to)) return null;
  const chosen = boxes(form).filter((box) => box.checked).map((box) => box.value);
  return JSON.stringify([...(to ?? []).map((one) => CHOSEN + one), ...chosen]);
}

function showCopies(form, kind, copies) {
  if (kind !== 'reply' || copies === null) return;
  const all = JSON.parse(copies);
  const chosen = all.filter((one) => !one.startsWith(CHOSEN));
  openTo(form, all.filter((one) => one.startsWith(CHOSEN)).map((one) => one.slice(CHOSEN.length)));
  for (const one of chosen) addCopy(form, one); // one that was typed in another window
  for (const box of boxes(form)) box.checked = chosen.includes(box.value);
}

function label(form, key, at = Date.now()) {
  const place = find('[data-kept]', form);
  if (place) place.textContent = areaOf(form).value || key === 'elsewhere' ? say(key, { time: minuteText(at) }) : '';
}

function show(form, text) {
  areaOf(form).value = text;
  form.dispatchEvent(new CustomEvent('draft:shown', { bubbles: true }));
}

// --- on this computer ----------------------------------------------------------------------------------

const entryKey = (form, kind, who = thisWindow) => `draft:${workOf(form)}:${kind}:${who}`;

function write(key, entry) {
  try {
    localStorage.setItem(key, JSON.stringify(entry));
  } catch {
    // storage is full or switched off: the server has what could be kept
  }
}

function remember(form, kind = kindOf(form)) {
  const known = [form.drafts[kind].writing, form.drafts.inFlight ?? null];
  write(entryKey(form, kind), { text: areaOf(form).value, at: Date.now(), knew: known, key: keyOf(form) });
}

const forget = (form, kind) => localStorage.removeItem(entryKey(form, kind));

/** A text that could not go back into its field: its writer is elsewhere, or another is being written there. */
export function keepAside(form, kind, text) {
  const knew = [form.drafts[kind].writing, ...form.drafts.past];
  write(entryKey(form, kind, `${thisWindow}-back`), { text, at: Date.now(), knew });
}

function entries(form) {
  const prefix = `draft:${workOf(form)}:`;
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => {
    const [kind, who] = key.slice(prefix.length).split(':');
    return { key, kind, own: [thisWindow, windowBefore].includes(who?.replace('-back', '')), ...JSON.parse(localStorage.getItem(key)) };
  });
}

// --- on the server -------------------------------------------------------------------------------------

/** Another form has what stood in this one, and keeps it. */
const inherited = (form) => !form.isConnected && form.dataset.composer && find(`[data-composer="${form.dataset.composer}"]`);

async function put(form, kind, text, key, options) {
  const knew = form.drafts[kind];
  const copies = chosenCopies(form, kind);
  const writing = crypto.randomUUID();
  writings.add(writing);
  form.drafts.inFlight = writing;
  const body = {
    interaction: workOf(form), kind, text, client_key: key, writing, knew: knew.writing, last_seen: form.dataset.lastSeen || null,
    copies: JSON.parse(copies), unsigned: kind === 'reply' && form.elements.unsigned?.checked === true,
  };
  await post('/console/drafts', body, options);
  if (knew.writing) form.drafts.past.add(knew.writing);
  form.drafts[kind] = text.trim() ? { text, writing, key, at: Date.now(), copies } : NONE;
}

async function keep(form, kind, text, key, options) {
  const known = form.drafts[kind];
  const same = text === known.text && (!text || known.copies === chosenCopies(form, kind));
  if (form.dataset.conflict || same) return;
  try {
    await put(form, kind, text, key, options);
    delete form.dataset.unsaved;
    if (kind === kindOf(form)) label(form, 'kept');
    if (!inherited(form) && (kind !== kindOf(form) || areaOf(form).value === text)) forget(form, kind);
  } catch (error) {
    if (error.code === 'draft_elsewhere') return void meet(form);
    form.dataset.unsaved = 'yes'; // kept when the connection is back
    label(form, 'keptHere');
  } finally {
    form.drafts.inFlight = null;
  }
}

/** One after the other: a writing must know the one before it. */
function save(form, kind = kindOf(form), text = areaOf(form).value) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  const key = keyOf(form); // before a change of kind takes another
  form.drafts.chain = (form.drafts.chain ?? Promise.resolve()).then(() => keep(form, kind, text, key));
}

export function saveSoon(form) {
  remember(form);
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => { if (!inherited(form)) save(form); }, SAVE_MS));
}

/** Resolves when the server has what stands in the fields, or after a while: what is asked of it then meets the present text. */
function kept() {
  for (const form of [...timers.keys()]) save(form);
  const saving = findAll(FORMS).map((form) => form.drafts?.chain);
  return Promise.race([Promise.all(saving), new Promise((done) => { setTimeout(done, KEPT_MS); })]);
}

/** Closing, parking or handing on looks at the draft: it goes after what was typed, however slow the line. */
function actAfterKept({ detail: { ctx } }) {
  if (!ctx.request.action.includes('/console/interactions/')) return;
  const { fetch } = ctx;
  ctx.fetch = async (...request) => {
    await kept();
    return fetch(...request);
  };
}

/** Another window has kept something else: what, and then what to do. */
async function meet(form) {
  try {
    const response = await fetch(`/console/drafts/${workOf(form)}`, { headers: { 'HX-Request': 'true', Accept: 'text/html' } });
    if (!response.ok) throw new Error(String(response.status));
    const text = await response.text();
    await window.htmx.swap({ sourceElement: document.body, target: document.body, swap: 'none', text });
  } catch {
    form.dataset.unsaved = 'yes'; // asked again when the connection is back
    return;
  }
  sync(form, true);
  if (told(form, kindOf(form)).writing === form.drafts[kindOf(form)].writing) saveSoon(form);
}

// --- several windows -----------------------------------------------------------------------------------

function adopt(form, kind, now) {
  settle(form);
  form.drafts[kind] = now;
  form.drafts.taken = true;
  setKey(form, now.key);
  show(form, now.text);
  showCopies(form, kind, now.copies);
  if (kind === 'reply' && form.elements.unsigned) form.elements.unsigned.checked = now.unsigned;
  forget(form, kind);
  label(form, 'elsewhere');
}

/** Follows what the page was told, each time it is told something new: what stands there may be older than what
    this window has kept since. `sure`: it was asked for just now. */
function sync(form, sure = false) {
  for (const kind of ['reply', 'note']) {
    const now = told(form, kind);
    const known = form.drafts[kind];
    const mine = areaOf(form).value;
    if (now.writing === form.drafts.told[kind] && !sure) continue;
    form.drafts.told[kind] = now.writing;
    if (now.writing === known.writing || form.drafts.past.has(now.writing) || going.has(now.key)) continue;
    if (!now.text && mine && kind === kindOf(form) && !sure) {
      meet(form); // nothing is taken out of a field on hearsay
      return;
    }
    if (writings.has(now.writing)) form.drafts[kind] = now;
    else if (kind !== kindOf(form)) {
      form.drafts[kind] = now;
      delete form.drafts.left[kind];
    } else if (mine === now.text) {
      form.drafts[kind] = now;
      showCopies(form, kind, now.copies);
    } else if (mine === known.text || !mine) adopt(form, kind, now);
    else if (now.text) conflict(form, kind, now);
    else {
      settle(form);
      form.drafts[kind] = now;
      setKey(form, null); // what was sent under the old key is sent
      saveSoon(form);
    }
  }
}

function conflict(form, kind, now) {
  form.dataset.conflict = now.writing;
  setKey(form, null);
  remember(form, kind);
  offer(form, now, () => adopt(form, kind, now), () => {
    form.drafts[kind] = now;
    settle(form);
    saveSoon(form);
  });
}

function settle(form) {
  delete form.dataset.conflict;
  find('[data-other-draft]', form)?.remove();
}

/** Another text of the same writer: which of the two is it to be? */
export function offer(form, other, take, leave) {
  find('[data-other-draft]', form)?.remove();
  const strip = Object.assign(document.createElement('div'), { className: 'composer-strip' });
  strip.dataset.otherDraft = '';
  strip.setAttribute('role', 'status');
  const excerpt = other.text.length > EXCERPT ? `${other.text.slice(0, EXCERPT)}…` : other.text;
  strip.append(Object.assign(document.createElement('span'), { textContent: say('otherDraft', { time: minuteText(other.at || Date.now()), text: excerpt }) }));
  const end = Object.assign(document.createElement('span'), { className: 'notice-do' });
  for (const [words, act] of [['takeOther', take], ['keepMine', leave]]) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button button-link', textContent: say(words) });
    button.addEventListener('click', () => {
      strip.remove();
      act();
      areaOf(form).focus();
    });
    end.append(button);
  }
  strip.append(end);
  form.prepend(strip);
}

// --- from and to the form ------------------------------------------------------------------------------

/** A text that stood on this computer only: it comes back, or is offered where something else stands by now. */
function restore(form) {
  for (const entry of entries(form)) {
    const now = form.drafts[entry.kind];
    const stale = !entry.own && (Date.now() - entry.at < ORPHAN_MS || entry.at <= now.at);
    if (stale || entry.kind !== kindOf(form)) continue;
    localStorage.removeItem(entry.key);
    if (!entry.text || entry.text === areaOf(form).value) continue;
    const take = () => {
      show(form, entry.text);
      label(form, 'restored');
      saveSoon(form);
    };
    if (entry.own && entry.knew.includes(now.writing)) goOn(form, entry, take);
    else offer(form, entry, take, () => {});
  }
}

/** The same text in another form, as when the desk was drawn anew under the hand: the same message, under its key. */
function goOn(form, entry, take) {
  setKey(form, entry.key);
  form.drafts.taken = false;
  take();
}

/** A note that was being written when the page was left opens as one. */
function notesFirst(form) {
  if (!form.dataset.composer || form.dataset.noteOnly || areaOf(form).value) return;
  const aside = entries(form).find((entry) => entry.own && entry.text);
  if (aside ? aside.kind !== 'note' : !told(form, 'note').text) return;
  form.dispatchEvent(new CustomEvent('draft:note', { bubbles: true }));
  show(form, told(form, 'note').text);
  setKey(form, told(form, 'note').key);
}

export function beginDraft(form) {
  form.drafts = { reply: { ...told(form, 'reply') }, note: told(form, 'note'), taken: true, left: {}, past: new Set() };
  form.drafts.reply.copies ??= chosenCopies(form, 'reply');
  form.drafts.told = { reply: form.drafts.reply.writing, note: form.drafts.note.writing };
  notesFirst(form);
  restore(form);
}

/** Answer and note are two texts: each stands where it was left when the other has been written. */
export function changeKind(form, change) {
  const from = kindOf(form);
  const text = areaOf(form).value;
  change();
  const to = kindOf(form);
  if (from === to || !form.drafts) return;
  if (text !== form.drafts[from].text && !form.dataset.conflict) save(form, from, text);
  form.drafts.left[from] = { text, key: keyOf(form), taken: form.drafts.taken };
  settle(form);
  const other = form.drafts.left[to] ?? { ...form.drafts[to], taken: true };
  setKey(form, other.key);
  form.drafts.taken = other.taken;
  show(form, other.text);
  restore(form);
}

/** The writing that what stands in the field was made from. */
export const writingOf = (form) => form.drafts[kindOf(form)].writing;

/** Sent from here: what the other windows have of it will be told to go. */
export function draftGoes(form, key) {
  going.add(key);
  settle(form);
  clearTimeout(timers.get(form));
  timers.delete(form);
  forget(form, kindOf(form));
  delete form.dataset.unsaved;
  areaOf(form).value = '';
  form.drafts.taken = false;
  setKey(form, null);
  label(form, 'kept');
}

export const draftStays = (key) => going.delete(key);
export const wasSentHere = (key) => going.has(key);

function written(event) {
  const form = event.target.closest?.(FORMS);
  if (form?.drafts && event.target.name === 'copies') return void (areaOf(form).value && saveSoon(form));
  if (!form?.drafts || event.target !== areaOf(form)) return;
  // Another text than the one that another window may send: a message of its own.
  if (form.drafts.taken && event.target.value !== form.drafts[kindOf(form)].text) {
    setKey(form, null);
    form.drafts.taken = false;
  }
  saveSoon(form);
}

function look() {
  for (const form of findAll(FORMS)) {
    if (!form.drafts) beginDraft(form);
    else sync(form);
  }
}

export function startDrafts() {
  on('input', written);
  on('focusout', (event) => { // whatever comes next finds it kept
    const form = event.target.closest?.(FORMS);
    if (timers.has(form)) save(form);
  });
  for (const moment of ['live:after', 'live:passed', 'desk:opened']) on(moment, look);
  on('htmx:before:request', actAfterKept);
  on('live:back', () => { for (const form of findAll(FORMS)) if (form.dataset.unsaved) save(form); });
  addEventListener('pagehide', () => {
    for (const form of timers.keys()) keep(form, kindOf(form), areaOf(form).value, keyOf(form), { keepalive: true });
  });
  look();
}
