// A row of the customer page that became its form: the cursor is in it, Esc leaves it, saving gives the focus back.
import { doneWriting } from './keys.js';
import { find, findAll, on } from './words.js';

let last = '';

function entered() {
  const form = findAll('[data-edit]').find((one) => !one.dataset.entered);
  if (form) {
    form.dataset.entered = 'yes';
    last = form.id;
    const field = find('[aria-invalid], input:not([type="hidden"]), textarea, select', form);
    field?.focus();
    field?.select?.();
  } else if (last && !find('[data-edit]') && document.activeElement === document.body) {
    document.getElementById(last)?.focus();
    doneWriting();
    last = '';
  }
}

export function startEditing() {
  if (!['customer', 'console'].includes(document.body.dataset.page)) return;
  on('htmx:after:swap', () => requestAnimationFrame(entered));
  addEventListener('keydown', (event) => {
    const form = event.key === 'Escape' && !event.isComposing && event.target.closest?.('[data-edit]');
    if (!form) return;
    event.preventDefault();
    event.stopPropagation();
    find('[data-leave]', form).click();
  }, true);
}
