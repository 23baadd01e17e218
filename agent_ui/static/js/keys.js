// Keys. Function keys and Ctrl combinations work everywhere; letters only outside text. F2 accepts an
// offer and does nothing else. A key finds the button that carries its name in data-key.
import { find, findAll, on } from './words.js';
import { offerOpen } from './offers.js';
import { openNote, openReply } from './composer.js';

const typing = (target) => target.closest('input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable]');

const visible = (element) => element.offsetParent !== null || element.closest('details, dialog');

function button(name) {
  const scope = find('dialog[open]') ?? document;
  return findAll(`[data-key="${CSS.escape(name)}"]`, scope).find((one) => visible(one) && !one.disabled);
}

function press(element) {
  if (!element) return false;
  if (element.matches('input, select, textarea')) element.focus();
  else element.click();
  return true;
}

function move(step) {
  const rows = findAll('.work-row').filter(visible);
  const at = rows.indexOf(document.activeElement);
  const from = at >= 0 ? at : rows.findIndex((row) => row.getAttribute("aria-current"));
  rows[Math.max(0, Math.min(rows.length - 1, from + step))]?.focus();
}

function anywhere(event) {
  const { key } = event;
  if (key === 'F2') return press(offerOpen() ? button(event.shiftKey ? 'Shift+F2' : 'F2') : null) || true;
  if (key === 'F4' && !event.altKey) return press(button('F4')) || press(find('.call-strip [data-call-do="hold"]')) || true;
  if (key === 'F8') return press(button('F8')) || press(find('.call-strip [data-call-do="mute"]')) || true;
  if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'k') return press(button('Ctrl+k'));
  if ((event.ctrlKey || event.metaKey) && key === 'Enter') return submitFrom(event);
  return false;
}

function submitFrom(event) {
  const form = event.target.closest('form');
  if (!form) return false;
  const closing = event.shiftKey ? find('[name="then"][value="close"]', form) : null;
  const wanted = closing ?? findAll('[type="submit"]', form).find((one) => one.matches('.button-main')) ?? undefined;
  form.requestSubmit(wanted);
  return true;
}

// After G the next letter names a page; a pause of a second forgets the G.
let going = 0;

function go(key) {
  const link = Date.now() - going < 1000 ? find(`[data-go="${CSS.escape(key)}"]`) : null;
  going = key === 'g' ? Date.now() : 0;
  return link ? press(link) : key === 'g';
}

function letters(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (go(key)) return true;
  if (key === 'j') return void move(1) ?? true;
  if (key === 'k') return void move(-1) ?? true;
  if (key === 'n') return void openNote() ?? true;
  if (key === 'r') return void openReply() ?? true;
  return press(button(key));
}

function escape(event) {
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

export function startKeys() {
  on('keydown', (event) => {
    if (event.isComposing) return; // an input method is choosing characters
    if (event.key === 'Escape') return void escape(event);
    if (anywhere(event)) return void event.preventDefault();
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (letters(event)) event.preventDefault();
    return undefined;
  });
  on('focusin', footKeys);
  on('live:after', footKeys);
  footKeys();
  setInterval(footKeys, 1000);
}
