// Calling somebody: what follows from the number comes from the server, and goes with every change of it.
import { find, findAll, on } from './words.js';

const PAUSE_MS = 200;
let asked = 0;
let waiting = 0;

const form = () => find('#dialog [data-call-form]');

/** What was asked last counts, whenever it is answered. */
async function look() {
  const now = ++asked;
  const of = form();
  if (!of) return;
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(of)) if (name !== 'csrf' && name !== 'client_key') values.set(name, value);
  let text = '';
  try {
    const answer = await fetch(`/calls/way?${values}`, { headers: { 'HX-Request': 'true', Accept: 'text/html' } });
    if (!answer.ok) return;
    text = await answer.text();
  } catch {
    return; // offline: the call itself is refused with the same words
  }
  if (now !== asked || form() !== of) return;
  const focus = document.activeElement?.id;
  find('#call-way', of).outerHTML = text;
  if (focus && document.activeElement === document.body) document.getElementById(focus)?.focus();
}

function changed(event) {
  if (!event.target.matches?.('[data-call-way]')) return;
  clearTimeout(waiting);
  for (const line of findAll('[role="alert"]', form())) line.remove();
  waiting = setTimeout(look, event.type === 'input' ? PAUSE_MS : 0);
}

export function startCalling() {
  on('input', changed);
  on('change', changed);
}
