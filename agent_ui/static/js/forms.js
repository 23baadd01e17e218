// Long forms: leaving with something typed and not saved asks first.
import { find, findAll, on } from './words.js';

let unsaved = false;

export function startForms() {
  on('change', (event) => {
    if (!event.target.matches?.('[data-pick-all]')) return;
    for (const one of findAll('.pick input', event.target.form)) one.checked = event.target.checked;
  });
  // A form whose work takes a while says so, and is not sent twice.
  for (const [name, busy] of [['htmx:before:request', 'true'], ['htmx:after:request', 'false']]) {
    on(name, (event) => event.target.closest?.('form[data-busy]')?.setAttribute('aria-busy', busy));
  }
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
