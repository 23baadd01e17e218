// The order of the list waits while the pointer is on it or the keyboard is in it: no row jumps away
// from under a hand. Rows themselves change at once; the order follows at once too, then at most twice a second, so
// that whoever types while much arrives does not wait for a list that is drawn anew with every message.
import { composing, find, findAll, on } from './words.js';

const AGAIN_MS = 500;
let waiting = false;
let drawn = -AGAIN_MS;
let later = 0;

function held(list) {
  return list.matches(':hover') || list.contains(find(':focus-visible'));
}

function refresh() {
  const list = find('#work');
  if (held(list)) {
    waiting = true;
    return;
  }
  waiting = false;
  if (later) return;
  const wait = drawn + AGAIN_MS - performance.now();
  if (wait > 0) later = setTimeout(() => { later = 0; refresh(); }, wait);
  else draw(list);
}

function draw(list) {
  drawn = performance.now();
  window.htmx.trigger(list, 'refresh');
}

export function flushWorkList() {
  if (!waiting) return;
  waiting = false;
  draw(find('#work'));
}

// Rows that do not contain every word of the filter are hidden, and groups without a row left.
function narrow() {
  const words = find('[data-narrow]').value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const line of findAll('#work li')) {
    const text = line.textContent.toLowerCase();
    line.hidden = !words.every((word) => text.includes(word));
  }
  for (const name of findAll('#work .group-name')) {
    name.hidden = !find('li:not([hidden])', name.nextElementSibling);
  }
  find('[data-narrow-none]').hidden = !words.length || !find('#work li') || Boolean(find('#work li:not([hidden])'));
}

function startNarrowing() {
  const field = find('[data-narrow]');
  const showAll = () => {
    field.value = '';
    narrow();
  };
  field.addEventListener('input', narrow);
  field.addEventListener('keydown', (event) => {
    if (composing(event)) return;
    if (event.key === 'Escape') showAll();
    if (event.key === 'Enter') find('#work li:not([hidden]) .work-row')?.focus();
  });
  for (const changed of ['live:after', 'htmx:after:swap']) on(changed, () => field.value && narrow());
}

export function startWorkList() {
  const list = find('#work');
  if (!list) return;
  startNarrowing();
  document.body.addEventListener('changed:work', refresh);
  list.addEventListener('pointerleave', flushWorkList);
  on('keydown', flushWorkList);
}
