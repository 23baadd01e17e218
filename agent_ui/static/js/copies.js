// Who gets the answer as well: chosen by boxes; an address that is typed becomes a box of its own.
import { composing, find, findAll, on } from './words.js';

export const BLIND = 'bcc:';
export const boxes = (form) => findAll('input[name="copies"]', form);

export const CHOSEN = 'to:';

/** To whom it goes where the writer has said so; null: to the customer. */
export function chosenTo(form) {
  const field = form.elements.to;
  if (!field || field.disabled) return null;
  return field.value.split(/[,;\s]+/).map((one) => one.trim().toLowerCase()).filter(Boolean);
}

/** The field for it opens with these addresses; without any it closes, and the customer gets it. */
export function openTo(form, addresses) {
  const field = form.elements.to;
  if (!field) return;
  const open = addresses.length > 0;
  [field.hidden, field.disabled] = [!open, !open];
  field.value = open ? addresses.join(', ') : form.dataset.recipient;
  find('[data-to-shown]', form).hidden = open;
  find('[data-change-to]', form).hidden = open;
}

/** A chosen box for an address; `bcc:` before it keeps it from the others. */
export function addCopy(form, value) {
  const place = find('[data-copies-added]', form);
  const known = boxes(form).find((box) => box.value === value);
  if (known) known.checked = true;
  if (known || !place) return;
  const label = Object.assign(document.createElement('label'), { className: 'line' });
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', name: 'copies', value, checked: true });
  const text = value.startsWith(BLIND) ? `Bcc ${value.slice(BLIND.length)}` : value;
  label.append(box, Object.assign(document.createElement('span'), { className: 'clip', textContent: text }));
  place.before(label);
}

function take(input) {
  const typed = input.value.split(/[,;\s]+/).map((one) => one.trim().toLowerCase()).filter(Boolean);
  if (!typed.length) return;
  for (const one of typed) addCopy(input.form, input.dataset.copyAdd + one);
  input.value = '';
  boxes(input.form).at(-1).dispatchEvent(new Event('input', { bubbles: true })); // the draft is kept with them
}

/** What stands in the fields goes along when the answer is sent. */
export function takeTyped(form) {
  for (const input of findAll('[data-copy-add]', form)) take(input);
}

/** Everybody who was in the latest mails gets the answer. */
export function replyToAll(form) {
  for (const box of boxes(form)) if (!box.checked) box.click();
}

export function startCopies() {
  on('click', (event) => {
    const form = event.target.closest('[data-change-to]')?.closest('form');
    if (!form) return;
    openTo(form, [form.dataset.recipient]);
    form.elements.to.focus();
  });
  on('keydown', (event) => {
    if (!event.target.matches?.('[data-copy-add]') || composing(event) || event.ctrlKey || event.metaKey) return;
    if (!['Enter', ','].includes(event.key)) return;
    event.preventDefault();
    take(event.target);
  });
  on('focusout', (event) => event.target.matches?.('[data-copy-add]') && take(event.target));
}
