// Snippets: chosen in the dialog, inserted where the cursor was. A place that is still to be filled is selected.
import { find, findAll, on } from './words.js';

const PLACE = /\{\{\s*[a-z_]+\.[a-z_]+\s*\}\}/;
let field = null; // into which it goes
let cursor = [0, 0]; // where it stood when the list was opened: the dialog takes the focus

function insert(text) {
  if (!field?.isConnected) return;
  const [at, end] = cursor;
  field.focus();
  field.setRangeText(text, at, end, 'end');
  const place = PLACE.exec(text);
  if (place) field.setSelectionRange(at + place.index, at + place.index + place[0].length);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** The first that is left of the list, or the next one by an arrow. */
function keys(event) {
  const list = event.target.closest?.('[data-snippet-list]');
  if (!list) return;
  const shown = findAll('[data-snippet]', list).filter((one) => !one.hidden && !one.disabled);
  const at = shown.indexOf(document.activeElement);
  if (event.key === 'Enter' && at < 0) {
    event.preventDefault();
    shown[0]?.click();
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    (shown[at + (event.key === 'ArrowDown' ? 1 : -1)] ?? find('input', list)).focus();
  }
}

export function startSnippets() {
  on('click', (event) => {
    const opener = event.target.closest('[data-snippets]');
    if (opener) {
      field = find('textarea[name="text"]', opener.closest('form'));
      cursor = [field.selectionStart, field.selectionEnd];
    }
    const chosen = event.target.closest('[data-snippet]');
    if (!chosen) return;
    find('#dialog').close();
    if (chosen.dataset.snippet) insert(chosen.dataset.snippet);
  });
  on('input', (event) => {
    if (!event.target.matches('[data-narrow-macros]')) return;
    const wanted = event.target.value.trim().toLowerCase();
    for (const one of findAll('[data-snippet-list] [data-snippet]')) one.hidden = !one.textContent.toLowerCase().includes(wanted);
  });
  on('keydown', keys, { capture: true });
}
