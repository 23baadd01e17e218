// Keys. Function keys and Ctrl combinations work everywhere; letters only outside text. F2 accepts an
// offer and does nothing else. A key finds the button that carries its name in data-key. The list that
// agents see is `agent_ui/frame/keys.py`.
import { dialogComes } from './menus.js';
import { composing, find, findAll, on } from './words.js';
import { offerOpen } from './offers.js';
import { chooseInGuide } from './guide.js';
import { openNote, openReply, openReplyToAll } from './composer.js';
import { openInteraction } from './thread.js';

const WRITING_MS = 2000;
const GOING_MS = 1000;
let written = { field: null, at: 0, work: null };

const FIELDS = 'input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable]';
const inClosedDialog = (field) => field.closest('dialog:not([open])'); // a browser leaves the focus there for a moment

const typing = (target) => target.closest(FIELDS) && !inClosedDialog(target);

const visible = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;

function button(name) {
  const scope = find('dialog[open]') ?? document;
  const there = findAll(`[data-key="${CSS.escape(name)}"]`, scope).filter((one) => visible(one) && !one.disabled);
  return there.find((one) => one.closest('.content')) ?? there[0]; // what the page itself has goes before its frame
}

function press(element) {
  if (!element) return false;
  if (element.matches('input, select, textarea, [data-key-enters]')) element.focus();
  else element.click();
  return true;
}

function move(step) {
  const rows = findAll(find('[data-rows]')?.dataset.rows ?? '.work-row').filter(visible);
  const at = rows.indexOf(document.activeElement);
  const from = at >= 0 ? at : rows.findIndex((row) => row.getAttribute('aria-current'));
  rows[Math.max(0, Math.min(rows.length - 1, from + step))]?.focus();
}

/** The customer beside the conversation: brought forward where it lies behind, entered where it stands. */
function toCustomer() {
  press(button('i'));
  find('.pane-facts .scroller')?.focus();
}

function anywhere(event) {
  const { key } = event;
  const command = event.ctrlKey || event.metaKey;
  if (key === 'F2') return press(offerOpen() ? button(event.shiftKey ? 'Shift+F2' : 'F2') : null) || true;
  if (key === 'F4' && !event.altKey) return press(button('F4')) || press(find('.call-strip [data-call-do="hold"]')) || true;
  if (key === 'F8') return press(button('F8')) || press(find('.call-strip [data-call-do="mute"]')) || true;
  if (command && key.toLowerCase() === 'k') return press(button('Ctrl+k'));
  if (command && key.toLowerCase() === 'z' && !event.shiftKey) return !event.target.value && press(find('.undo [data-key="z"]'));
  if (command && key === ';') return press(button(';'));
  if (command && key === 'Enter') return submitFrom(event);
  return false;
}

function submitFrom(event) {
  const form = event.target.closest('form');
  if (!form) return false;
  const second = event.shiftKey && find('[data-second]', form);
  if (second) return press(second);
  const closing = findAll('[name="then"][value="close"]', form).find((one) => !one.hidden);
  if (event.shiftKey && !closing) return true; // nothing here is sent and closed
  const wanted = event.shiftKey ? closing : findAll('[type="submit"]', form).find((one) => one.matches('.button-main'));
  form.requestSubmit(wanted);
  return true;
}

// After G the next letter names a page and does nothing else; a pause of a second forgets the G.
let going = 0;

function go(key) {
  const second = Date.now() - going < GOING_MS;
  going = second || key !== 'g' ? 0 : Date.now();
  if (second) press(find(`[data-go="${CSS.escape(key)}"]`));
  return second || key === 'g';
}

/** What was written has been saved: the next key is a key again, not text that arrives late. */
export function doneWriting() {
  written = { field: null, at: 0, work: null };
}

// What is typed while a dialog is being fetched is typed in it: as text where it begins with a field, else as its keys.
const ahead = [];

function typedAhead() {
  const open = find('dialog[open]');
  for (const key of open ? ahead : []) {
    const field = document.activeElement;
    if (open.contains(field) && typing(field) && field.setRangeText) {
      field.setRangeText(key, field.selectionStart, field.selectionEnd, 'end');
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    } else press(button(key.toLowerCase()));
  }
  ahead.length = 0;
}

const MOVES = { j: () => move(1), k: () => move(-1) };
const OPENS = { n: openNote, r: openReply, i: toCustomer };

function letters(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.shiftKey && key === 'r' && find('#desk') && !find('dialog[open]')) {
    openReplyToAll();
    return true;
  }
  if (event.shiftKey && /^[a-z]$/.test(key)) return !find('dialog[open]') && press(button(`Shift+${key}`));
  if (event.repeat && !MOVES[key]) return false; // a key that is held down acts once
  if (find('dialog[open]')) return press(button(key));
  if (/^[1-9]$/.test(key) && chooseInGuide(Number(key))) return true;
  if (go(key)) return true;
  if (key === 'Enter' && event.target !== document.body && !event.target.matches('main')) return false; // what has the focus takes it
  if (key === 'x' && document.activeElement.closest('.customer-line')) {
    find('.pick input', document.activeElement.closest('.customer-line')).click();
    return true;
  }
  if (find('[data-rows]') && MOVES[key]) {
    MOVES[key]();
    return true;
  }
  if (!find('#desk') || !(MOVES[key] ?? OPENS[key])) return press(button(key));
  (MOVES[key] ?? OPENS[key])();
  return true;
}

/** A field that went away under the hand that writes in it: what is typed on is text, and no key of ours. */
function writesOn() {
  if (!lostField()) return false;
  written.at = Date.now();
  return true;
}

function lostField() {
  const { field, at } = written;
  if (!field || inClosedDialog(field)) return false; // what was written in a dialog has been sent, or left
  return !(field.isConnected && visible(field)) && Date.now() - at < WRITING_MS;
}

/** A call ends while its note is being written: the writing goes on where notes are written now. */
function carryOver() {
  if (!lostField() || document.activeElement !== document.body || openInteraction() !== written.work) return;
  if (!written.field.closest('[data-composer], [data-wrap-up]')) return;
  const next = find('#desk [data-composer] textarea') ?? find('#desk [data-wrap-up] textarea');
  next?.focus();
  next?.setSelectionRange(next.value.length, next.value.length);
}

function escape(event) {
  written.field = null;
  const dialog = event.target.closest('dialog[open]');
  if (dialog) {
    event.preventDefault(); // a search field would only empty itself
    dialog.close();
    return;
  }
  const menu = event.target.closest('details.menu[open]');
  if (menu) {
    menu.open = false;
    find('summary', menu).focus();
  } else if (typing(event.target)) event.target.blur();
}

function footKeys() {
  const call = find('[data-call]');
  const mode = offerOpen() ? 'offer' : call ? 'call' : 'plain';
  for (const item of findAll('[data-keys]')) {
    const kind = item.dataset.keys;
    item.hidden = kind === 'text' ? !document.activeElement?.matches('.composer-text') : kind !== mode;
  }
}

function pressed(event) {
  if (composing(event)) return;
  if (event.key === 'Escape') {
    escape(event);
  } else if (dialogComes() && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
    event.preventDefault();
    ahead.push(event.key);
  } else if (anywhere(event)) {
    event.preventDefault();
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
    if (writesOn() || letters(event)) event.preventDefault();
  }
}

export function startKeys() {
  on('keydown', pressed);
  on('input', ({ target }) => { if (typing(target)) written = { field: target, at: Date.now(), work: openInteraction() }; });
  for (const changed of ['htmx:after:swap', 'live:after']) on(changed, carryOver);
  on('pointerdown', () => { written.field = null; });
  on('dialog:came', typedAhead);
  on('focusin', footKeys);
  on('live:after', footKeys);
  footKeys();
  setInterval(footKeys, 1000);
}
