// Naming a colleague in a note: after an @ those that fit are offered; chosen, the name stands in the text. The server
// reads the names; whom of several with one name is said beside it.
import { composing, find, findAll, on } from './words.js';

const BEFORE = /(?:^|[^\w@＠])[@＠]([^\n@＠]{0,40})$/u;
const MOST = 8;
const state = { field: null, known: new Map(), from: 0, at: 0 };

const list = () => find('[data-mention-list]');

function close() {
  list()?.remove();
  if (state.field) {
    state.field.removeAttribute('aria-activedescendant');
    state.field.removeAttribute('aria-controls');
  }
  state.field = null;
}

async function colleagues(interaction) {
  if (!state.known.has(interaction)) {
    const response = await fetch(`/console/interactions/${interaction}/colleagues`, { headers: { Accept: 'application/json' } });
    if (!response.ok) return [];
    state.known.set(interaction, await response.json());
  }
  return state.known.get(interaction);
}

function choose(option) {
  const { field, from } = state;
  const { id, name } = option.dataset;
  close();
  field.focus();
  field.setRangeText(`@${name} `, from, field.selectionStart, 'end');
  if (id) {
    const said = Object.assign(document.createElement('input'), { type: 'hidden', name: 'mentions', value: id });
    field.form.append(said);
  }
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

function activate(at) {
  const options = findAll('[role="option"]', list());
  state.at = (at + options.length) % options.length;
  options.forEach((one, n) => one.setAttribute('aria-selected', String(n === state.at)));
  state.field.setAttribute('aria-activedescendant', options[state.at].id);
  options[state.at].scrollIntoView({ block: 'nearest' });
}

function show(field, found) {
  const box = document.createElement('div');
  box.className = 'mention-list';
  box.id = 'mention-list';
  box.setAttribute('role', 'listbox');
  box.setAttribute('data-mention-list', '');
  box.setAttribute('aria-label', field.form.dataset.mentionLabel);
  found.forEach((one, n) => {
    const option = document.createElement('div');
    option.id = `mention-option-${n}`;
    option.className = 'menu-item';
    option.setAttribute('role', 'option');
    option.dataset.name = one.name;
    if (one.id) option.dataset.id = one.id;
    option.append(Object.assign(document.createElement('b'), { textContent: one.name }));
    if (one.detail) option.append(' ', Object.assign(document.createElement('span'), { className: 'meta', textContent: one.detail }));
    box.append(option);
  });
  list()?.remove();
  field.before(box);
  state.field = field;
  field.setAttribute('aria-controls', box.id);
  activate(0);
}

async function written(field) {
  const form = field.form;
  const before = field.value.slice(0, field.selectionStart);
  const found = form.dataset.mode === 'note' && BEFORE.exec(before);
  if (!found) return close();
  const wanted = found[1].toLowerCase();
  const known = await colleagues(form.dataset.composer);
  if (document.activeElement !== field || field.value.slice(0, field.selectionStart) !== before) return undefined; // wrote on
  const fits = known.filter((one) => one.name.toLowerCase().startsWith(wanted) || one.name.toLowerCase().split(/\s+/).some((part) => wanted && part.startsWith(wanted)));
  if (!fits.length) return close();
  state.from = field.selectionStart - found[1].length - 1;
  return show(field, fits.slice(0, MOST));
}

function keys(event) {
  if (!state.field || event.target !== state.field || composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  const { key } = event;
  if (key === 'ArrowDown') activate(state.at + 1);
  else if (key === 'ArrowUp') activate(state.at - 1);
  else if ((key === 'Enter' || key === 'Tab') && !event.shiftKey) choose(findAll('[role="option"]', list())[state.at]);
  else if (key === 'Escape') close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** What stands in a note that was sent calls nobody again by the next one. */
export function forgetMentions(form) {
  for (const one of findAll('input[name="mentions"]', form)) one.remove();
}

export function startMentions() {
  if (!find('#desk')) return;
  on('keydown', keys, { capture: true });
  on('input', (event) => event.target.matches('[data-composer] textarea[name="text"]') && written(event.target));
  on('mousedown', (event) => {
    const option = event.target.closest('[data-mention-list] [role="option"]');
    if (!option) return;
    event.preventDefault(); // the field keeps the focus
    choose(option);
  });
  on('focusout', (event) => event.target === state.field && close());
}
