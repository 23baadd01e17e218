// Find in the conversation: the server says in which messages a text stands, also in those that are not loaded; the
// page goes from one to the next, loads what is missing and marks the text. Ctrl F stays the browser's own.
import { loadOlder, reveal } from './older.js';
import { announce, composing, find, findAll, on, problemOf, say } from './words.js';

const AFTER_MS = 200;
let hits = []; // ids of messages, the newest first
let more = false;
let at = -1;
let asked = 0;
let timer = 0;

const bar = () => find('#desk [data-find]');
const field = () => find('input', bar());
const wanted = () => field().value.trim();

function tell(text) {
  find('[data-find-count]', bar()).textContent = text;
}

function count() {
  if (!wanted()) tell('');
  else if (!hits.length) tell(say('findNone'));
  else tell(say(more ? 'findMany' : 'findHits', { n: at + 1, all: hits.length }));
}

// --- marks -------------------------------------------------------------------------------------------

function places(item, text) {
  const found = [];
  const looked = text.toLowerCase();
  const walker = document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.closest('.said-text, .said-html-body')) continue;
    const line = node.data.toLowerCase();
    if (line.length !== node.data.length) continue; // letters whose small form is longer: places would not fit
    for (let from = line.indexOf(looked); from >= 0; from = line.indexOf(looked, from + looked.length)) {
      const range = new Range();
      range.setStart(node, from);
      range.setEnd(node, from + looked.length);
      found.push(range);
    }
  }
  return found;
}

function unmark() {
  for (const item of findAll('.said-hit')) item.classList.remove('said-hit');
  for (const name of ['found', 'found-now']) CSS.highlights?.delete(name);
}

function mark() {
  unmark();
  if (bar().hidden || !wanted()) return;
  const here = new Set(hits);
  const now = hits[at];
  const all = [];
  for (const item of findAll('#desk [data-stick] [data-item]').filter((one) => here.has(one.dataset.item))) {
    const found = places(item, wanted());
    if (item.dataset.item === now) {
      item.classList.add('said-hit');
      if (CSS.highlights && found.length) CSS.highlights.set('found-now', new Highlight(...found));
    } else all.push(...found);
  }
  if (CSS.highlights && all.length) CSS.highlights.set('found', new Highlight(...all));
}

// --- going from one to the next ----------------------------------------------------------------------

const itemOf = (id) => find(`#item-${id}`);

async function show() {
  const id = hits[at];
  count();
  if (!id) return mark();
  const turn = asked;
  if (!itemOf(id)) reveal(id);
  if (!itemOf(id)) tell(say('findLoading'));
  while (!itemOf(id)) if (!(await loadOlder(id)) || turn !== asked) break;
  if (turn !== asked || hits[at] !== id) return undefined; // looked for something else in the meantime
  count();
  const item = itemOf(id);
  if (item) {
    for (const folded of findAll('details', item)) if (places(folded, wanted()).length) folded.open = true;
    (places(item, wanted())[0]?.startContainer.parentElement ?? item).scrollIntoView({ block: 'center' });
  }
  return mark();
}

function step(by) {
  if (!hits.length) return;
  at = (at + by + hits.length) % hits.length;
  show();
}

async function look() {
  const turn = ++asked;
  const text = wanted();
  hits = [];
  at = -1;
  more = false;
  if (!text) return void show();
  let response;
  try {
    response = await fetch(`${bar().dataset.find}?q=${encodeURIComponent(text)}`, { headers: { Accept: 'application/json' } });
  } catch {
    return void announce('find', say('offline'), { tone: 'late' });
  }
  if (turn !== asked || !bar()) return undefined;
  if (!response.ok) return void announce('find', (await problemOf(response)).message, { tone: 'late' });
  ({ hits, more } = await response.json());
  at = hits.length ? 0 : -1;
  return show();
}

function open() {
  const box = bar();
  if (!box) return;
  box.hidden = false;
  field().focus();
  field().select();
}

function close() {
  asked += 1;
  clearTimeout(timer);
  bar().hidden = true;
  unmark();
  find('#desk [data-stick]')?.focus({ preventScroll: true });
}

function keys(event) {
  if (!event.target.closest?.('[data-find]') || composing(event)) return;
  if (event.key === 'Escape') close();
  else if (event.key === 'Enter' && event.target.matches('input')) step(event.shiftKey ? -1 : 1);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function startFind() {
  if (!find('#desk')) return;
  on('keydown', keys, { capture: true });
  on('input', (event) => {
    if (!event.target.closest('[data-find]') || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(look, AFTER_MS);
  });
  on('compositionend', (event) => event.target.closest('[data-find]') && look());
  on('click', (event) => {
    if (event.target.closest('[data-find-open]')) open();
    if (event.target.closest('[data-find-close]')) close();
    const by = event.target.closest('[data-find-step]');
    if (by) step(Number(by.dataset.findStep));
  });
  on('desk:opened', () => { hits = []; at = -1; asked += 1; unmark(); });
  for (const drawn of ['live:after', 'older:back']) on(drawn, () => bar() && !bar().hidden && mark());
}
