// The order of the list waits while the pointer is on it or the keyboard is in it: no row jumps away
// from under a hand. Rows themselves change at once.
import { find, on } from './words.js';

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

export function startWorkList() {
  const list = find('#work');
  if (!list) return;
  document.body.addEventListener('changed:work', refresh);
  list.addEventListener('pointerleave', flushWorkList);
  on('keydown', flushWorkList);
}
