// Long forms: leaving with something typed and not saved asks first.
import { find, on } from './words.js';

let unsaved = false;

export function startForms() {
  // A link that is shown once is there to be copied.
  on('focusin', (event) => { if (event.target.matches?.('[data-select-all]')) event.target.select(); });
  if (!find('[data-unsaved]')) return;
  // Shown again after a problem, or with a row more: it still holds what nobody has saved.
  unsaved = Boolean(find('[data-unsaved="typed"]'));
  on('input', (event) => { if (event.target.closest?.('[data-unsaved]')) unsaved = true; });
  on('htmx:after:swap', () => { unsaved = true; });
  on('submit', () => { unsaved = false; });
  addEventListener('beforeunload', (event) => { if (unsaved) event.preventDefault(); });
}
