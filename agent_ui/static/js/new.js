// Writing first: whom it goes to is chosen from a list or typed, what follows from that comes from the server, and
// what is written is kept until it is sent.
import { filesOf, setFiles } from './attachments.js';
import { goTo } from './leaving.js';
import { told as toldSms } from './sms.js';
import { composing, find, findAll, minuteText, on, post, say } from './words.js';

const PAUSE_MS = 120;
const SAVE_MS = 400;
const KEPT_DAYS = 14;
const MOST_KEPT = 20;
const FIELDS = ['to', 'to_name', 'customer', 'subject', 'text', 'cc', 'bcc', 'client_key'];

let form = null;
let asked = 0;
let listed = ''; // the text that the list was found for
let waiting = 0;
let saving = 0;
let sending = false;
let discarded = null;

const typed = () => find('[data-addressee]', form);
const list = () => find('#new-found');
const wayOf = () => find('[data-way]', form);
const options = () => findAll('[role="option"][data-pick]:not([aria-disabled])', list());
const chosen = () => find('[aria-selected="true"]', list());

// --- whom it goes to -----------------------------------------------------------------------------------

function select(n) {
  const all = options();
  chosen()?.setAttribute('aria-selected', 'false');
  const next = all[(n + all.length) % all.length];
  next?.setAttribute('aria-selected', 'true');
  next?.scrollIntoView({ block: 'nearest' });
  if (next) typed().setAttribute('aria-activedescendant', next.id);
  else typed().removeAttribute('aria-activedescendant');
}

function closeList() {
  clearTimeout(waiting);
  asked += 1;
  list().hidden = true;
  typed().setAttribute('aria-expanded', 'false');
  typed().removeAttribute('aria-activedescendant');
}

async function look() {
  const text = typed().value.trim();
  const now = ++asked;
  if (!text) return void closeList();
  try {
    const answer = await fetch(`/new/found?q=${encodeURIComponent(text)}`, { headers: { 'HX-Request': 'true', Accept: 'text/html' } });
    if (!answer.ok || now !== asked) return;
    list().innerHTML = await answer.text();
  } catch {
    return; // offline: an address that is typed whole can still be written to later
  }
  if (now !== asked) return;
  listed = text;
  list().hidden = false;
  typed().setAttribute('aria-expanded', 'true');
  select(0);
}

function type() {
  const { elements } = form;
  elements.to.value = typed().value.trim();
  elements.to_name.value = '';
  elements.customer.value = '';
  clearTimeout(waiting);
  waiting = setTimeout(look, PAUSE_MS);
}

async function pick({ pick: to, name, customer, shown }) {
  const { elements } = form;
  if (!to) return;
  [elements.to.value, elements.to_name.value, elements.customer.value] = [to, name ?? '', customer ?? ''];
  typed().value = shown || to;
  closeList();
  await way();
  (wayOf().hasAttribute('data-has-subject') && !elements.subject.value ? elements.subject : elements.text).focus();
  keepSoon();
}

const MOVES = { ArrowDown: 1, ArrowUp: -1 };

async function keys(event) {
  if (event.target !== typed() || composing(event)) return;
  if (MOVES[event.key]) {
    event.preventDefault();
    if (list().hidden) await look();
    else select(options().indexOf(chosen()) + MOVES[event.key]);
  } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    clearTimeout(waiting);
    if (list().hidden || listed !== typed().value.trim()) await look();
    if (chosen()) pick(chosen().dataset);
  } else if (event.key === 'Tab' && !event.shiftKey && !list().hidden && chosen()) {
    event.preventDefault();
    pick(chosen().dataset);
  } else if (event.key === 'Escape' && !list().hidden) {
    event.preventDefault();
    event.stopPropagation();
    closeList();
  }
}

// --- by which way --------------------------------------------------------------------------------------

let ways = 0;

/** Asks what follows from what is chosen; `chosen` values of the way's own fields go with it. */
async function way() {
  const { elements } = form;
  const values = new URLSearchParams({ to: elements.to.value, customer: elements.customer.value });
  for (const name of ['account', 'queue', 'purpose', 'case']) if (elements[name]?.value) values.set(name, elements[name].value);
  const now = ++ways;
  try {
    const answer = await fetch(`/new/way?${values}`, { headers: { 'HX-Request': 'true', Accept: 'text/html' } });
    const html = await answer.text();
    if (now !== ways || !answer.ok) return;
    const focused = document.activeElement?.name;
    find('#new-way').innerHTML = html;
    if (focused) elements[focused]?.focus?.();
  } catch {
    problem(say('offline'));
    return;
  }
  problem('');
  follow();
}

/** What stands outside of the way shows as the way says. */
function follow() {
  const { dataset } = wayOf();
  const { elements } = form;
  if (dataset.customer) elements.customer.value = dataset.customer;
  const shows = { subject: 'hasSubject' in dataset, copies: 'hasCopies' in dataset, files: Number(dataset.maxFiles) > 0 };
  for (const part of findAll('[data-only]', form)) {
    part.hidden = !shows[part.dataset.only];
    if ('disabled' in part) part.disabled = part.hidden; // what is not shown is not sent
  }
  showSignature();
  form.dataset.maxFiles = dataset.maxFiles;
  if (dataset.max) elements.text.maxLength = Number(dataset.max);
  else elements.text.removeAttribute('maxlength');
  if (elements.cc.value || elements.bcc.value) openCopies();
  for (const button of findAll('[data-of-customer]')) {
    const of = elements.customer.value;
    button.dataset.url = button.dataset.ofCustomer + (of ? `?customer=${of}` : '');
    if ('needsCustomer' in button.dataset) button.disabled = !of;
  }
  fitLength();
}

/** Of the queue that is chosen; whether it is wanted stays as it was. */
function showSignature() {
  const unwanted = form.elements.unsigned?.checked;
  const signature = find('[data-way-signature]', wayOf());
  find('#new-signature').replaceChildren(...(signature ? [signature.content.cloneNode(true)] : []));
  if (form.elements.unsigned) form.elements.unsigned.checked = unwanted === true;
}

function openCopies() {
  find('[data-copies]', form).hidden = false;
  find('[data-open-copies]', form).hidden = true;
}

function fitLength() {
  const { max, sms } = wayOf().dataset;
  const text = form.elements.text.value;
  const place = find('[data-length]', form);
  const many = (key, n, values) => say(n === 1 ? `${key}One` : key, { n, ...values });
  if (sms && text.length <= Number(max)) place.textContent = toldSms(text, JSON.parse(sms), say, many);
  else place.textContent = max && text.length >= max * 0.8 ? say('tooLong', { n: text.length, max }) : '';
}

// --- what is kept --------------------------------------------------------------------------------------
// On the server, so that another window and another computer have it; on this computer while that cannot be reached.
// Each state is a writing that names the one it was made from: where another window has kept something else, nothing is
// overwritten, and the page asks.

const CHOSEN = ['account', 'queue', 'purpose', 'case'];
let known = ''; // as it is kept
let knew = null; // the writing of that
let conflict = false;
let chain = Promise.resolve();

const nothing = (values) => !['text', 'subject', 'cc', 'bcc'].some((name) => values[name]?.trim());

function entry() {
  const { elements } = form;
  const values = Object.fromEntries([...FIELDS, ...CHOSEN].map((name) => [name, elements[name]?.value ?? '']));
  return { ...values, signed: elements.unsigned?.checked !== true };
}

function said(key, at = Date.now()) {
  find('[data-kept]', form).textContent = key ? say(key, { time: minuteText(at) }) : '';
}

function remember(values) {
  try {
    localStorage.setItem(form.dataset.keeps, JSON.stringify({ ...values, typed: typed().value, at: Date.now(), knew }));
    said('keptHere');
  } catch {
    said(''); // storage is full or switched off: nothing is promised
  }
}

async function keepNow(options, over = false) {
  const values = entry();
  const now = JSON.stringify(values);
  if (sending || (conflict && !over) || (now === known && !over)) return;
  const writing = crypto.randomUUID();
  try {
    await post('/new/draft', { ...values, begins: form.dataset.begins, writing, knew, over }, options);
  } catch (error) {
    if (error.code === 'draft_elsewhere') meet();
    else if (!sending) remember(values);
    return;
  }
  [known, knew, conflict] = [now, nothing(values) ? null : writing, false];
  localStorage.removeItem(form.dataset.keeps);
  said(nothing(values) ? '' : 'kept');
}

/** One after the other: a writing must know the one before it. */
function keep(options) {
  clearTimeout(saving);
  chain = chain.then(() => keepNow(options));
  return chain;
}

function keepSoon() {
  clearTimeout(saving);
  saving = setTimeout(keep, SAVE_MS);
}

/** Another window has kept something else here: which of the two is it to be? */
function meet() {
  conflict = true;
  said('elsewhere');
  find('[data-other-window]', form).hidden = false;
}

function settle(keepsThis) {
  find('[data-other-window]', form).hidden = true;
  if (keepsThis) {
    chain = chain.then(() => keepNow({}, true));
  } else {
    sending = true; // nothing of this window is kept any more
    location.reload();
  }
}

function forgetOld() {
  const kept = Object.keys(localStorage).filter((key) => key.startsWith('new:'))
    .map((key) => [key, JSON.parse(localStorage.getItem(key)).at ?? 0]).sort((a, b) => b[1] - a[1]);
  const limit = Date.now() - KEPT_DAYS * 86_400_000;
  kept.forEach(([key, at], n) => { if (n >= MOST_KEPT || at < limit) localStorage.removeItem(key); });
}

function put(values) {
  for (const name of FIELDS) if (values[name] !== undefined) form.elements[name].value = values[name];
  typed().value = values.typed ?? '';
}

async function restore() {
  const { writing, keptAt } = form.dataset;
  [known, knew] = [JSON.stringify(entry()), writing || null];
  if (writing) said('kept', Number(keptAt));
  forgetOld();
  const here = JSON.parse(localStorage.getItem(form.dataset.keeps) ?? 'null');
  if (here && (here.knew ?? null) === knew) { // the server could not be reached, and has heard of nothing since
    put(here);
    said('restored');
    if (here.to) await way();
    keepSoon();
  }
  if (!here && !writing) return;
  const { text } = form.elements;
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
}

/** What was thrown away can be brought back as long as the page is open. */
function discard() {
  const back = discarded;
  discarded = back ? null : { ...entry(), typed: typed().value, files: filesOf(form) };
  put(back ?? { ...Object.fromEntries(['subject', 'text', 'cc', 'bcc'].map((name) => [name, ''])), typed: typed().value, client_key: crypto.randomUUID() });
  setFiles(form, back?.files ?? []);
  showDiscard();
  keep();
  fitLength();
  form.elements.text.focus();
}

function showDiscard() {
  find('[data-discard-text]', form).hidden = Boolean(discarded);
  find('[data-bring-back]', form).hidden = !discarded;
}

// --- sending -------------------------------------------------------------------------------------------

function problem(text) {
  const strip = find('[data-problem]', form);
  strip.hidden = !text;
  find('[data-problem-text]', strip).textContent = text;
}

async function send() {
  const { elements } = form;
  if (sending) return;
  if (elements.to.value !== wayOf().dataset.to || !wayOf().hasAttribute('data-can-send')) await way();
  if (!wayOf().hasAttribute('data-can-send')) {
    problem(say(elements.to.value ? 'cannotSend' : 'toWhom'));
    typed().focus();
    return;
  }
  if (!elements.text.value.trim() && !filesOf(form).length && !find('[name="kept"]:checked', form)) {
    problem(say('writeFirst'));
    elements.text.focus();
    return;
  }
  if (wayOf().hasAttribute('data-has-subject') && !elements.subject.value.trim()) {
    problem(say('subjectMissing'));
    elements.subject.focus();
    return;
  }
  problem('');
  await keep();
  sending = true;
  find('[data-send]', form).disabled = true;
  const body = new FormData(form);
  body.delete('files');
  for (const file of filesOf(form)) body.append('files', file, file.name);
  try {
    const answer = await post(form.getAttribute('action'), body);
    localStorage.removeItem(form.dataset.keeps);
    setFiles(form, []);
    goTo(answer.headers.get('HX-Redirect') ?? '/console');
  } catch (error) {
    sending = false;
    find('[data-send]', form).disabled = false;
    if (error.code === 'already_sent') elements.client_key.value = crypto.randomUUID();
    problem(error.message);
    if (error.code === 'conversation_goes_on') way().then(() => problem(error.message));
  }
}

function clicked(event) {
  const one = event.target.closest('[data-pick]');
  if (one && form.contains(one)) pick(one.dataset);
  if (event.target.closest('[data-open-copies]')) {
    openCopies();
    form.elements.cc.focus();
  }
  if (event.target.closest('[data-discard]')) discard();
  if (event.target.closest('[data-take-other]')) settle(false);
  if (event.target.closest('[data-keep-mine]')) settle(true);
}

export function startNew() {
  form = find('[data-begins]');
  if (!form) return;
  on('keydown', keys, { capture: true });
  on('click', clicked);
  list().addEventListener('pointerdown', (event) => event.preventDefault()); // the field keeps the focus
  typed().addEventListener('blur', () => {
    closeList();
    if (form.elements.to.value && form.elements.to.value !== wayOf().dataset.to) way();
  });
  form.addEventListener('input', ({ target }) => {
    if (target === typed()) type();
    if (target === form.elements.text) fitLength();
    if (discarded && target.value) {
      discarded = null;
      showDiscard();
    }
    keepSoon();
  });
  form.addEventListener('change', ({ target }) => {
    if ('which' in target.dataset) form.elements.customer.value = target.value;
    if ('ask' in target.dataset || 'which' in target.dataset) way();
    if (target !== typed()) keepSoon();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  addEventListener('pagehide', () => keep({ keepalive: true }));
  addEventListener('beforeunload', (event) => { if (!sending && filesOf(form).length) event.preventDefault(); });
  follow();
  restore();
}
