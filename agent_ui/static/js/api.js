// The page of the API: what is filled in is sent as a program would send it, by the reader's own session.
import { csrfToken, find, findAll, on } from './words.js';

/** The address with its places filled, and what is asked for behind it. */
function address(form) {
  const asked = new URLSearchParams();
  let path = form.dataset.path;
  for (const field of findAll('[data-place]', form)) {
    if (field.dataset.place === 'path') path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
    else if (field.dataset.place === 'query' && field.value) asked.append(field.name, field.value);
  }
  return asked.size ? `${path}?${asked}` : path;
}

/** JSON as people read it; anything else as it came. */
function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function ask(form) {
  const body = find('[data-place="body"]', form)?.value;
  const headers = { Accept: 'application/json', 'X-CSRF-Token': csrfToken() };
  if (body) headers['Content-Type'] = 'application/json';
  const button = find('button[type="submit"]', form);
  const shown = find('.api-answer', form);
  button.disabled = true;
  try {
    const answer = await fetch(address(form), { method: form.dataset.method, headers, body });
    shown.textContent = `${answer.status}\n${readable(await answer.text())}`.trim();
  } catch (error) {
    shown.textContent = String(error);
  } finally {
    shown.hidden = false;
    button.disabled = false;
  }
}

export function startApi() {
  on('submit', (event) => {
    const form = event.target.closest('[data-api-try]');
    if (!form) return;
    event.preventDefault();
    ask(form);
  });
}
