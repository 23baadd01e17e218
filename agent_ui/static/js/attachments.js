// Files that go with an answer. They belong to a conversation rather than to its form: a form drawn anew has
// them still. What is too large is refused when it is chosen, with the limit said, not when it is sent.
import { find, language, on, say } from './words.js';

const chosen = new Map(); // interaction, or what is begun → [File]
const placeOf = (form) => form.dataset.composer ?? form.dataset.begins;

const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

/** As `Words.size` writes it: 82 kB, 1.5 MB. */
export function sizeText(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${numbers.format(bytes / 1_000_000)} MB`;
}

export const filesOf = (form) => chosen.get(placeOf(form)) ?? [];

const sum = (files) => files.reduce((all, file) => all + file.size, 0);

function chip(form, file) {
  const item = Object.assign(document.createElement('span'), { className: 'file' });
  const name = Object.assign(document.createElement('span'), { className: 'clip', textContent: file.name });
  const size = Object.assign(document.createElement('span'), { className: 'meta', textContent: sizeText(file.size) });
  const remove = Object.assign(document.createElement('button'), { type: 'button', className: 'button button-link', textContent: say('remove') });
  remove.setAttribute('aria-label', say('removeFile', { name: file.name }));
  remove.addEventListener('click', () => {
    setFiles(form, filesOf(form).filter((one) => one !== file));
    find('textarea[name="text"]', form).focus();
  });
  item.append(name, size, remove);
  return item;
}

function problem(form, text) {
  const place = find('[data-files-problem]', form);
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
}

/** What goes with the next answer of this form. */
export function setFiles(form, files) {
  if (files.length) chosen.set(placeOf(form), files);
  else chosen.delete(placeOf(form));
  problem(form, '');
  showFiles(form);
}

/** Keeps files for a conversation whose form is not on the page. */
export function keepFiles(interaction, files) {
  if (files.length) chosen.set(interaction, files);
}

export function showFiles(form) {
  find('[data-files]', form)?.replaceChildren(...filesOf(form).map((file) => chip(form, file)));
}

function choose(input) {
  const form = input.form;
  const limit = Number(form.dataset.maxFiles);
  const files = filesOf(form);
  const refused = [];
  for (const file of input.files) {
    if (limit && sum(files) + file.size > limit) refused.push(file);
    else files.push(file);
  }
  input.value = ''; // choosing the same file again is a change again
  setFiles(form, files);
  if (!refused.length) return;
  const names = refused.map((file) => `${file.name} (${sizeText(file.size)})`).join(', ');
  problem(form, say('filesTooLarge', { names, max: sizeText(limit) }));
}

/** Files that nobody has sent yet are lost with the page: the browser asks before it is left. */
export function hasUnsentFiles() {
  return chosen.size > 0;
}

export function startAttachments() {
  on('change', (event) => event.target.matches?.(':is([data-composer], [data-begins]) input[type="file"]') && choose(event.target));
}
