// Menus close by Esc and by a click elsewhere; dialogs are fetched when opened; tabs follow arrow keys.
import { goTo } from './leaving.js';
import { announce, composing, find, findAll, on, problemText, say } from './words.js';

let coming = null; // the address of the dialog that is being fetched

/** True while a dialog is on its way: the next key is meant for it. */
export const dialogComes = () => coming !== null;

async function fetched(url) {
  try {
    const response = await fetch(url, { headers: { 'HX-Request': 'true', Accept: 'text/html' } });
    const text = await response.text();
    return response.ok ? { text } : { problem: problemText(text) };
  } catch {
    return { problem: say('offline') };
  }
}

async function openDialog(url) {
  if (dialogComes()) return;
  coming = url;
  const { text, problem } = await fetched(url);
  coming = null;
  if (problem) {
    announce('problem', problem, { tone: 'late' });
  } else {
    const dialog = find('#dialog');
    dialog.innerHTML = text;
    window.htmx.process(dialog);
    dialog.showModal();
  }
  document.dispatchEvent(new CustomEvent('dialog:came'));
}

function filter(input) {
  const wanted = input.value.trim().toLowerCase();
  for (const item of findAll(input.dataset.filter, input.form)) item.hidden = wanted !== '' && !item.textContent.toLowerCase().includes(wanted);
}

/** Enter in a filter takes the first that is left; it does not send the form around it. */
function filterKeys(event) {
  const input = event.target;
  if (event.key !== 'Enter' || !input.matches('[data-filter]') || composing(event) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const first = findAll(input.dataset.filter, input.form).find((item) => !item.hidden && find('input:not(:disabled)', item));
  if (first) {
    const choice = find('input', first);
    choice.checked = true;
    choice.focus();
  }
}

function tabKeys(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || event.target.getAttribute('role') !== 'tab') return;
  const tabs = findAll('[role="tab"]', event.target.parentElement);
  const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
  event.preventDefault();
  next.focus();
  next.click();
}

function chooseTab(tab) {
  for (const other of findAll('[role="tab"]', tab.parentElement)) {
    other.setAttribute('aria-selected', String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  }
  find(`#${tab.getAttribute('aria-controls')}`)?.setAttribute('aria-labelledby', tab.id);
}

function clicked(event) {
  for (const menu of findAll('details.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
  const opener = event.target.closest('[data-dialog]');
  if (opener) {
    opener.closest('details.menu')?.removeAttribute('open');
    event.preventDefault();
    find('#dialog').classList.toggle('dialog-wide', opener.dataset.dialog === 'wide');
    openDialog(opener.dataset.url);
  }
  if (event.target.closest('[data-close-dialog]')) find('#dialog').close();
  const tab = event.target.closest('[role="tab"]');
  if (tab) chooseTab(tab);
  event.target.closest('.menu-item[name="presence"]')?.closest('details')?.removeAttribute('open');
}

/** An answer that asks back brings its own dialog. */
function asked() {
  const question = find('#dialog [data-opens-dialog]');
  if (!question) return;
  question.removeAttribute('data-opens-dialog');
  const dialog = find('#dialog');
  dialog.classList.remove('dialog-wide');
  if (!dialog.open) dialog.showModal();
}

/** What a dialog's act met is said in the dialog, beside its button: a line above the panes lies behind it. */
function refuse(source, text) {
  const form = source.closest('form') ?? source;
  const place = find('.dialog-foot', form) ?? form;
  const line = find('[role="alert"]', form) ?? document.createElement('p');
  line.setAttribute('role', 'alert');
  line.className = 'notice notice-late';
  line.textContent = text;
  place.prepend(line);
}

/** Errors of htmx requests are said where the reader looks; nothing changes by them. */
function requestDone(event) {
  const { ctx } = event.detail;
  const status = ctx.response?.raw?.status ?? 0;
  const dialog = find('#dialog[open]');
  if (status >= 400 && dialog?.contains(ctx.sourceElement)) refuse(ctx.sourceElement, problemText(ctx.text ?? ''));
  else if (status >= 400) announce('problem', problemText(ctx.text ?? ''), { tone: 'late' });
  else if (status) find('[data-announced="problem"]')?.remove();
  if (status === 401) goTo(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  const ended = ctx.sourceElement?.matches?.('[data-closes-dialog]') || ctx.response?.raw?.headers.get('x-closes-dialog');
  if (status && status < 400 && ended) find('#dialog').close();
}

export function startMenus() {
  on('click', clicked);
  on('keydown', tabKeys);
  on('keydown', filterKeys);
  on('input', (event) => event.target.matches?.('[data-filter]') && filter(event.target));
  on('htmx:config:request', (event) => {
    event.detail.ctx.request.headers['X-CSRF-Token'] = document.querySelector('meta[name="csrf-token"]').content;
  });
  on('htmx:after:request', requestDone);
  on('htmx:after:swap', asked);
  on('htmx:error', () => announce('problem', say('offline'), { tone: 'late' }));
  on('toggle', (event) => {
    if (event.target.matches?.('details.menu') && event.target.open) find('.menu-item', event.target)?.focus();
  }, true);
}
