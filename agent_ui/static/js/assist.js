// The dialog of the assistant: one question at a time, which ends when it is cancelled or the dialog is closed.
import { find, findAll, on, post } from './words.js';

let asking = null;

function waits(dialog, waiting) {
  find('[data-assist-waits]', dialog).hidden = !waiting;
  for (const button of findAll('[data-assist-form] button', dialog)) button.disabled = waiting || (button.closest('form').querySelector('select')?.options.length === 0);
}

async function ask(form) {
  const dialog = form.closest('[data-assist]');
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const problem = find('[data-assist-problem]', dialog);
  const answer = find('[data-assist-answer]', dialog);
  const body = new FormData(form); // before its fields wait
  problem.hidden = true;
  answer.replaceChildren();
  waits(dialog, true);
  try {
    const response = await post(form.action, body, { signal: mine.signal });
    answer.innerHTML = await response.text();
    find('[data-assist-insert]', answer)?.focus();
  } catch (error) {
    if (!mine.signal.aborted) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  } finally {
    if (asking === mine) asking = null;
    if (dialog.isConnected) waits(dialog, false);
  }
}

/** After what is written already: nothing that somebody typed goes away. */
function insert(button) {
  const text = find('[data-assisted]', button.closest('[data-assist]')).textContent;
  find('#dialog').close();
  const area = find('#desk [data-composer]:not([data-note-only]) textarea');
  if (!area) return;
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
  area.setRangeText(`${area.value.trim() ? '\n\n' : ''}${text}`, area.value.length, area.value.length, 'end');
  area.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

export function startAssist() {
  on('submit', (event) => {
    if (!event.target.matches('[data-assist-form]')) return;
    event.preventDefault();
    ask(event.target);
  });
  on('click', (event) => {
    if (event.target.closest('[data-assist-cancel]')) asking?.abort();
    const wanted = event.target.closest('[data-assist-insert]');
    if (wanted) insert(wanted);
  });
  find('#dialog')?.addEventListener('close', () => asking?.abort());
}
