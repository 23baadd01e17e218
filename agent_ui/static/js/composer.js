// Writing: drafts are kept (drafts.js); a message has a key of its own, so that sending it twice, from whatever
// windows, sends it once. What can be taken back waits on the server, which brings the offer to do so.
import { filesOf, hasUnsentFiles, keepFiles, setFiles, showFiles, startAttachments } from './attachments.js';
import { openTo, replyToAll, startCopies, takeTyped } from './copies.js';
import { areaOf, changeKind, draftGoes, draftStays, keepAside, offer, saveSoon, startDrafts, wasSentHere, writingOf } from './drafts.js';
import { forgetMentions } from './mentions.js';
import { told as toldSms } from './sms.js';
import { announce, find, findAll, on, post, Problem, say } from './words.js';

const TYPING_MS = 4000;
let uploading = 0;

const textOf = areaOf;
const noteMode = (form) => form.dataset.mode === 'note';

// --- guard -------------------------------------------------------------------------------------------

function lastFrom(form, who) {
  const items = findAll(`#thread-${form.dataset.composer} [data-from="${who}"]`);
  return items.at(-1)?.dataset.item ?? '';
}

/** Our last message that did not go out from this window. */
function lastAnswer(form) {
  const items = findAll(`#thread-${form.dataset.composer} [data-from="us"][data-item]`);
  return items.findLast((item) => !wasSentHere(item.dataset.clientKey))?.dataset.item ?? '';
}

function began(form) {
  form.dataset.lastAnswer = lastAnswer(form);
  form.dataset.lastSeen = lastFrom(form, 'customer');
  form.dataset.lastColleague = lastFrom(form, 'colleague');
}

function guard(form) {
  const strip = find('[data-guard]', form);
  if (!strip || noteMode(form) || !textOf(form).value) return;
  const customer = lastFrom(form, 'customer') !== (form.dataset.lastSeen || lastFrom(form, 'customer'));
  const colleague = lastFrom(form, 'colleague') !== (form.dataset.lastColleague ?? lastFrom(form, 'colleague'));
  const answer = lastAnswer(form) !== (form.dataset.lastAnswer ?? lastAnswer(form));
  const what = (answer && 'answer') || (customer && 'customer') || (colleague && 'colleague');
  if (!what) return;
  warn(strip, what);
}

function warn(strip, what) {
  strip.hidden = false;
  strip.dataset.what = what;
  for (const text of findAll('[data-guard-text]', strip)) text.hidden = text.dataset.guardText !== what;
}

/** A colleague types a reply at the same time: said for as long as they do, unless something else is to be said. */
function guardWriting(form) {
  const strip = find('[data-guard]', form);
  const writes = Boolean(find(`#company-${form.dataset.composer} [data-writes="reply"]`));
  if (!strip) return;
  if (!writes) delete form.dataset.seenWriting;
  const wanted = writes && !noteMode(form) && Boolean(textOf(form).value) && !form.dataset.seenWriting;
  if (wanted && strip.hidden) warn(strip, 'writing');
  else if (!wanted && !strip.hidden && strip.dataset.what === 'writing') {
    strip.hidden = true;
    delete form.dataset.warned;
    find('[data-send] [data-label="reply"]', form).textContent = form.dataset.sendLabel;
  }
}

function pass(form) {
  find('[data-guard]', form).hidden = true;
  delete form.dataset.warned;
  began(form);
}

/** True once the writer has seen the warning: the first Send asks, the second sends. */
function mayPass(form) {
  if (find('[data-guard]', form)?.hidden !== false || noteMode(form) || form.dataset.warned) return true;
  form.dataset.warned = 'yes';
  find('[data-send] [data-label="reply"]', form).textContent = say('sendAnyway');
  return false;
}

// --- sending -----------------------------------------------------------------------------------------

function problem(form, text) {
  const strip = find('[data-problem]', form);
  strip.hidden = !text;
  find('[data-problem-text]', strip).textContent = text ?? '';
}

function slip(form, text, key) {
  const item = document.createElement('article');
  item.className = 'thread-item said said-ours said-pending';
  item.dataset.pending = key;
  const body = Object.assign(document.createElement('div'), { className: 'said-text', dir: 'auto', textContent: text });
  const by = Object.assign(document.createElement('div'), { className: 'said-by' });
  by.append(Object.assign(document.createElement('span'), { textContent: say('you') }), ' ', Object.assign(document.createElement('span'), { textContent: say('sending') }));
  item.append(body, by);
  find(`#thread-${form.dataset.composer}`).append(item);
  document.dispatchEvent(new CustomEvent('live:after', { detail: {} }));
}

function clear(form, key) {
  draftGoes(form, key);
  find('[data-guard]', form).hidden = true;
  delete form.dataset.warned;
  began(form);
  fitLength(form);
}

const formOf = (interaction) => find(`[data-composer="${interaction}"]`);

/** Text, files and key stand where they were, wherever the writer has gone in the meantime. */
function giveBack({ form, text, files, kept, key, note }) {
  find(`[data-pending="${key}"]`)?.remove();
  draftStays(key);
  const here = form.isConnected ? form : formOf(form.dataset.composer);
  if (here && files.length) setFiles(here, [...files, ...filesOf(here)]);
  else keepFiles(form.dataset.composer, files);
  if (here && kept && !note) find('[data-kept-files]', here)?.append(...kept);
  if (here && !textOf(here).value) {
    if (noteMode(here) !== note) setMode(here, note ? 'note' : 'reply'); // a note never comes back as an answer
  }
  if (here && !textOf(here).value && noteMode(here) === note) {
    textOf(here).value = text;
    here.elements.client_key.value = key;
    textOf(here).focus();
    saveSoon(here);
  } else if (text) {
    keepAside(form, note ? 'note' : 'reply', text);
    if (here && noteMode(here) === note) offer(here, { text }, () => { textOf(here).value = text; saveSoon(here); }, () => {});
  }
}

function tellUnsent(sending, error) {
  const why = error instanceof Problem && error.status ? error.message : say('notSent');
  const here = formOf(sending.form.dataset.composer);
  if (here) problem(here, why);
  else announce(`unsent-${sending.key}`, why, { tone: 'late', strong: say('notSentTo', { who: sending.who }) });
}

/** Who has gone on to something else, or writes again, stays there. */
function openNext(interaction, { form }) {
  const row = interaction && find(`[data-open="${interaction}"]`);
  if (row && form.isConnected && !textOf(form).value) row.click();
}

/** The answer brings the offer to take it back. */
async function deliver(sending) {
  uploading += 1;
  let answer = '';
  try {
    const response = await post(sending.url, sending.body);
    answer = response.status === 204 ? '' : await response.text();
    openNext(response.headers.get('x-opens-next'), sending);
  } catch (error) {
    giveBack(sending);
    const here = formOf(sending.form.dataset.composer);
    if (error.code === 'already_sent' && here) here.elements.client_key.value = crypto.randomUUID();
    tellUnsent(sending, error);
  } finally {
    uploading -= 1;
  }
  if (answer) window.htmx.swap({ sourceElement: document.body, target: document.body, swap: 'none', text: answer });
}

function send(form, submitter) {
  const text = textOf(form).value;
  const note = noteMode(form);
  const files = note ? [] : filesOf(form); // a note has none: they stay for the answer
  const back = note ? null : find('[data-kept-files]', form);
  if ((!text.trim() && !files.length && !back?.children.length) || !mayPass(form)) return;
  problem(form, null);
  takeTyped(form);
  const body = new FormData(form, submitter);
  body.delete('files');
  for (const file of files) body.append('files', file, file.name);
  const key = form.elements.client_key.value;
  if (writingOf(form)) body.append('draft', writingOf(form));
  const who = form.dataset.recipient ?? find('#desk [data-who]').dataset.who;
  const kept = [...(back?.children ?? [])];
  const sending = { form, text, files, kept, key, body, who, note, url: note ? form.dataset.notes : form.getAttribute('action') };
  if (files.length) setFiles(form, []);
  for (const one of kept) one.remove();
  if (form.elements.send_at) form.elements.send_at.value = '';
  if (!note) openTo(form, []);
  if (form.elements.unsigned && !note) form.elements.unsigned.checked = false;
  find('[data-send] [data-label="reply"]', form).textContent = form.dataset.sendLabel;
  clear(form, key);
  forgetMentions(form);
  if (note) return void deliver(sending);
  slip(form, text, key);
  deliver(sending);
}

// --- modes and small things --------------------------------------------------------------------------

function setMode(form, mode) {
  changeKind(form, () => showMode(form, mode));
  textOf(form).focus();
}

function showMode(form, mode) {
  form.dataset.mode = mode;
  form.classList.toggle('composer-note', mode === 'note');
  for (const label of findAll('[data-label]', form)) label.hidden = label.dataset.label !== mode;
  find('[data-compose="note"]', form)?.setAttribute('aria-pressed', String(mode === 'note'));
  fitLength(form);
}

function fitLength(form) {
  const max = Number(form.dataset.max);
  const place = find('[data-length]', form);
  if (!max || !place) return;
  const n = textOf(form).value.length;
  if (form.dataset.sms && !noteMode(form) && n <= max) {
    place.textContent = toldSms(textOf(form).value, JSON.parse(form.dataset.sms), say, (key, count, values) => say(count === 1 ? `${key}One` : key, { n: count, ...values }));
    place.hidden = !place.textContent;
    return;
  }
  place.hidden = n < max * 0.8;
  place.textContent = say('tooLong', { n, max });
}

function tellTyping(form) {
  if (!form.dataset.typing || noteMode(form) || Date.now() - Number(form.dataset.toldTyping ?? 0) < TYPING_MS) return;
  form.dataset.toldTyping = Date.now();
  post(form.dataset.typing, {}).catch(() => {});
}

function written(event) {
  const form = event.target.closest('[data-composer]');
  if (!form || event.target.name !== 'text') return;
  if (event.target.value.length === 1 || form.dataset.lastColleague === undefined) {
    if (find('[data-guard]', form).hidden) began(form);
  }
  tellTyping(form);
  guardWriting(form);
  fitLength(form);
}

function ready() {
  for (const form of findAll('[data-composer]')) {
    if (form.dataset.ready) continue;
    form.dataset.ready = 'yes';
    if (form.dataset.noteOnly) form.dataset.mode = 'note';
    if (!textOf(form).value) began(form);
    else form.dataset.lastColleague = lastFrom(form, 'colleague');
    showFiles(form);
    fitLength(form);
  }
}

function afterLive() {
  ready();
  for (const form of findAll('[data-composer]')) {
    guard(form);
    guardWriting(form);
  }
  for (const item of findAll('[data-client-key]')) find(`[data-pending="${item.dataset.clientKey}"]`)?.remove();
}

function clicked(event) {
  const form = event.target.closest('[data-composer]');
  if (!form) return;
  if (event.target.closest('[data-compose="note"]') && !form.dataset.noteOnly) setMode(form, noteMode(form) ? 'reply' : 'note');
  if (event.target.closest('[data-copy-all]')) replyToAll(form);
  const drop = event.target.closest('[data-drop-kept]');
  if (drop) post(`/console/draft-files/${drop.dataset.dropKept}/remove`, {}).then(() => drop.parentElement.remove(), (error) => problem(form, error.message));
  if (event.target.closest('[data-guard-read]')) {
    find(`#thread-${form.dataset.composer}`).lastElementChild?.scrollIntoView({ block: 'end' });
    if (find('[data-guard]', form).dataset.what === 'writing') form.dataset.seenWriting = 'yes';
    pass(form);
    find('[data-send] [data-label="reply"]', form).textContent = form.dataset.sendLabel;
    textOf(form).focus();
  }
}

export function openNote() {
  const form = find('#desk [data-composer]');
  if (form) setMode(form, 'note');
  else find('#desk [data-wrap-up] textarea')?.focus();
}

export function openReply() {
  const form = find('#desk [data-composer]');
  if (form) setMode(form, form.dataset.noteOnly ? 'note' : 'reply');
}

/** To everybody who was in it, as far as there is anybody else. */
export function openReplyToAll() {
  const form = find('#desk [data-composer]');
  if (!form || form.dataset.noteOnly) return;
  replyToAll(form);
  setMode(form, 'reply');
}

export function startComposer() {
  on('input', written);
  startAttachments();
  startCopies();
  on('click', clicked);
  on('submit', (event) => {
    const form = event.target.closest('[data-composer]');
    if (!form) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  on('live:after', afterLive);
  on('desk:opened', afterLive);
  on('live:passed', () => findAll('[data-composer]').forEach(guardWriting));
  addEventListener('beforeunload', (event) => {
    if (uploading || hasUnsentFiles()) event.preventDefault();
  });
  on('draft:note', (event) => showMode(event.target, 'note'));
  on('draft:shown', (event) => {
    const form = event.target;
    if (!form.dataset.composer) return;
    if (!textOf(form).value) pass(form);
    fitLength(form);
  });
  ready();
  startDrafts();
}
