// The order of the list waits while the pointer is on it or the keyboard is in it: no row jumps away
// from under a hand. Rows themselves change at once.
import { composing, find, findAll, on } from './words.js';

let waiting = false;

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
  window.htmx.trigger(list, 'refresh');
}

export function flushWorkList() {
  if (!waiting) return;
  waiting = false;
  window.htmx.trigger(find('#work'), 'refresh');
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
