// While somebody chooses to whom a call goes, what is said of people and queues stays true: presence, places and waits
// are read again every few seconds. What was chosen, typed or narrowed down stays as it is.
import { find, findAll } from './words.js';

const EVERY_MS = 3000;
let reading = false;

async function look() {
  const form = find('#dialog[open] [data-current]');
  if (!form || reading || document.hidden) return;
  reading = true;
  try {
    const response = await fetch(form.dataset.current, { headers: { 'HX-Request': 'true', Accept: 'text/html' } });
    if (response.ok && form.isConnected) show(form, await response.text());
  } catch {
    // the line above says that the page is offline
  } finally {
    reading = false;
  }
}

function show(form, text) {
  const now = new DOMParser().parseFromString(text, 'text/html');
  const places = new Map(findAll('[data-now-of]', now).map((one) => [one.dataset.nowOf, one]));
  for (const place of findAll('[data-now-of]', form)) {
    const fresh = places.get(place.dataset.nowOf);
    if (fresh && fresh.innerHTML !== place.innerHTML) place.replaceChildren(...fresh.childNodes);
  }
  for (const choice of findAll('input[name="to"]', form)) {
    const fresh = find(`input[name="to"][value="${CSS.escape(choice.value)}"]`, now);
    if (fresh && !choice.checked) choice.disabled = fresh.disabled;
  }
}

export function startTransfer() {
  setInterval(look, EVERY_MS);
}
