// What is done with many at once is done part by part, and says how far it is; it is told and taken back as one.
import { announce, csrfToken, find, findAll, on, problemText, say } from './words.js';

const PART = 10;
let running = false;

function tell(done, all) {
  const line = find('#many-progress');
  line.hidden = done >= all;
  find('progress', line).value = done / all;
  find('span', line).textContent = say('manySoFar', { n: done, all });
}

function swap(text) {
  window.htmx.swap({ sourceElement: document.body, target: document.body, swap: 'none', text });
}

async function run(form, submitter) {
  const ids = new FormData(form).getAll('id');
  const key = crypto.randomUUID().slice(0, 24);
  let soFar = '';
  let answer = '';
  form.setAttribute('aria-busy', 'true');
  try {
    for (let at = 0; at < ids.length; at += PART) {
      tell(at, ids.length);
      const body = new FormData(form, submitter);
      body.delete('id');
      for (const id of ids.slice(at, at + PART)) body.append('id', id);
      body.set('key', key);
      body.set('so_far', soFar);
      const response = await fetch(form.action, { method: 'POST', body: new URLSearchParams(body), headers: { 'HX-Request': 'true', 'X-CSRF-Token': csrfToken(), Accept: 'text/html' } });
      const text = await response.text();
      if (!response.ok) {
        announce('problem', problemText(text), { tone: 'late' });
        break;
      }
      answer = text;
      soFar = response.headers.get('X-So-Far') ?? '';
    }
  } catch {
    announce('problem', say('offline'), { tone: 'late' });
  } finally {
    tell(1, 1);
    form.setAttribute('aria-busy', 'false');
    running = false;
  }
  if (answer) swap(answer); // also of the parts that were done before something failed
}

export function startMany() {
  on('submit', (event) => {
    const form = event.target.closest('form[data-in-parts]');
    if (!form || findAll('.pick input:checked', form).length <= PART) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // htmx would send it whole
    if (running) return;
    running = true;
    run(form, event.submitter);
  }, { capture: true });
}
