// The command bar: what the server finds for a text, and every action of the page as it stands: each visible button
// with a key, each place of the navigation. All by keyboard: arrows choose, Enter opens, Ctrl Enter in a new tab.
import { composing, find, findAll, say } from './words.js';

const PAUSE_MS = 90;
const field = () => find('#find');
const panel = () => find('#commands');

let asked = null; // the text whose results are shown or on their way
let coming = null; // a promise of these results
let stopping = null;
let timer = 0;
let before = null; // where the keyboard was

const visible = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;
const plain = (element) => {
  const copy = element.cloneNode(true);
  for (const extra of findAll('kbd, svg, .key, [data-clock]', copy)) extra.remove();
  return (element.getAttribute('aria-label') || copy.textContent || element.title).replace(/\s+/g, ' ').trim();
};

/** Every letter of what is typed, in this order; letters side by side and at the beginning of words weigh more. */
export function fits(label, typed) {
  const text = label.toLowerCase();
  let at = -1;
  let weight = 0;
  for (const letter of typed.toLowerCase().replace(/\s+/g, '')) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return 0;
    weight += next === at + 1 ? 3 : text[next - 1] === ' ' || next === 0 ? 2 : 1;
    at = next;
  }
  return weight + 1 / (1 + text.length);
}

function actions(typed) {
  const buttons = findAll('[data-key], [data-go]').filter((one) => one !== field() && visible(one) && !one.disabled && !one.closest('dialog, .commands'));
  const seen = new Set();
  return buttons
    .map((element) => ({ element, label: plain(element), key: element.dataset.go ? `G ${element.dataset.go.toUpperCase()}` : element.dataset.key }))
    .filter(({ label }) => label && !seen.has(label) && seen.add(label))
    .map((one) => ({ ...one, weight: typed ? fits(one.label, typed) : 1 }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, typed ? 6 : 30);
}

function actionGroup(typed) {
  const found = actions(typed);
  if (!found.length) return null;
  const group = document.createElement('div');
  group.className = 'command-group';
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', say('doHere'));
  const name = Object.assign(document.createElement('div'), { className: 'command-name meta', textContent: say('doHere') });
  name.setAttribute('aria-hidden', 'true');
  group.append(name, ...found.map(actionLine));
  return group;
}

function actionLine({ element, label, key }) {
  const line = document.createElement('button');
  line.type = 'button';
  line.className = 'command';
  line.tabIndex = -1;
  line.setAttribute('role', 'option');
  line.setAttribute('aria-selected', 'false');
  const icon = (find('.icon', element) ?? find('.find > .icon + template')?.content.firstElementChild ?? document.createElement('span')).cloneNode(true);
  const text = Object.assign(document.createElement('span'), { className: 'clip', textContent: label });
  const cap = Object.assign(document.createElement('kbd'), { className: 'key', textContent: key.length === 1 ? key.toUpperCase() : key });
  line.append(icon, text, cap);
  line.addEventListener('click', () => {
    close();
    if (element.matches('input, select, textarea')) element.focus();
    else {
      field().blur();
      element.click();
    }
  });
  return line;
}

function show(html, typed) {
  const list = find('.commands-list', panel());
  list.innerHTML = html;
  const group = actionGroup(typed);
  if (group) list.append(group);
  if (!options().length) list.append(Object.assign(document.createElement('div'), { className: 'commands-none', textContent: say('nothingFound') }));
  options().forEach((one, n) => { one.id = `command-${n}`; });
  select(typed ? 0 : -1);
}

const options = () => findAll('[role="option"]', panel());
const chosen = () => find('[aria-selected="true"]', panel());

function select(n) {
  const all = options();
  chosen()?.setAttribute('aria-selected', 'false');
  const next = all[n];
  next?.setAttribute('aria-selected', 'true');
  next?.scrollIntoView({ block: 'nearest' });
  if (next) field().setAttribute('aria-activedescendant', next.id);
  else field().removeAttribute('aria-activedescendant');
}

function step(by) {
  const all = options();
  if (!all.length) return;
  const at = all.indexOf(chosen());
  select((Math.max(at, by > 0 ? -1 : 0) + by + all.length) % all.length);
}

async function ask(typed) {
  stopping?.abort();
  stopping = new AbortController();
  const { signal } = stopping;
  try {
    const answer = typed ? await fetch(`/commands?q=${encodeURIComponent(typed)}`, { signal, headers: { Accept: 'text/html' } }) : null;
    const html = answer?.ok ? await answer.text() : '';
    if (!signal.aborted) show(html, typed);
  } catch {
    if (!signal.aborted) show('', typed); // offline: what the page itself can do is still there
  }
}

function open(pause = 0) {
  const typed = field().value.trim();
  if (asked === typed && !panel().hidden) return;
  asked = typed;
  panel().hidden = false;
  field().setAttribute('aria-expanded', 'true');
  clearTimeout(timer);
  coming = new Promise((done) => { timer = setTimeout(() => ask(typed).then(done), typed ? pause : 0); });
}

function close() {
  clearTimeout(timer);
  stopping?.abort();
  asked = null;
  panel().hidden = true;
  field().setAttribute('aria-expanded', 'false');
  field().removeAttribute('aria-activedescendant');
}

/** Enter right after typing means the first of what is found for that text, not of what was there before. */
async function enter(elsewhere) {
  const typed = field().value.trim();
  if (asked !== typed || panel().hidden) open();
  await coming;
  if (field().value.trim() !== typed) return;
  const line = chosen();
  if (!line) {
    if (typed) field().form.submit();
  } else if (elsewhere && line.href) window.open(line.href, '_blank', 'noopener');
  else {
    line.click();
    close();
  }
}

const KEYS = {
  ArrowDown: () => (panel().hidden ? open() : step(1)),
  ArrowUp: () => step(-1),
  Escape: () => {
    close();
    if (before?.isConnected) before.focus();
    else field().blur();
  },
  Enter: (event) => enter(event.ctrlKey || event.metaKey),
};

function pressed(event) {
  if (composing(event) || !KEYS[event.key] || event.altKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  KEYS[event.key](event);
}

export function startCommands() {
  if (!field() || !panel()) return;
  field().addEventListener('focus', ({ relatedTarget }) => {
    before = relatedTarget;
    open();
  });
  field().addEventListener('input', () => open(PAUSE_MS));
  field().addEventListener('keydown', pressed);
  field().addEventListener('blur', close);
  panel().addEventListener('pointerdown', (event) => event.preventDefault()); // the field keeps the focus
}
