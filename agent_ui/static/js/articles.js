// Articles beside the conversation: refreshed when the customer writes, found in a dialog, inserted into the answer.
import { openReply } from './composer.js';
import { announce, composing, find, findAll, on, post, say } from './words.js';

const lastFromCustomer = (interaction) => findAll(`#thread-${interaction} [data-from="customer"]`).at(-1)?.dataset.item ?? '';

/** The customer has written since: what fits may be another article. */
function refresh() {
  for (const place of findAll('[data-articles-of]')) {
    const last = lastFromCustomer(place.dataset.articlesOf);
    if (place.dataset.last !== undefined && place.dataset.last !== last) place.dispatchEvent(new CustomEvent('articles:again'));
    place.dataset.last = last;
  }
}

function insert(text) {
  openReply();
  const field = find('#desk [data-composer] textarea');
  if (!field || find('#desk [data-composer]').dataset.mode === 'note') return false;
  const before = field.value.slice(0, field.selectionStart);
  const gap = before && !before.endsWith('\n') ? '\n\n' : '';
  field.setRangeText(gap + text, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
  return true;
}

async function use(item, how) {
  if (how !== 'read' && item.dataset.insertable === undefined) return;
  const body = new URLSearchParams({ how, language: item.dataset.language });
  try {
    const answer = await post(item.dataset.use, body);
    const { text } = await answer.json();
    if (how !== 'read') insert(text);
    find('#dialog[open]')?.close();
    find('[data-articles-of]')?.dispatchEvent(new CustomEvent('articles:again'));
  } catch (error) {
    announce('problem', error.message || say('failed'), { tone: 'late' });
  }
}

const options = (scope) => findAll('[role="option"]', scope);

function choose(scope, step) {
  const all = options(scope);
  const at = all.findIndex((one) => one.getAttribute('aria-selected') === 'true');
  const next = all[(Math.max(at, step > 0 ? -1 : 0) + step + all.length) % all.length];
  for (const one of all) one.setAttribute('aria-selected', String(one === next));
  next?.scrollIntoView({ block: 'nearest' });
  if (next) find('[role="combobox"]', scope).setAttribute('aria-activedescendant', next.id);
}

function opened(item, how) {
  if (item.dataset.insertable !== undefined) use(item, how);
  else window.open(item.dataset.href, '_blank', 'noopener');
}

function note(scope, words) {
  post('/knowledge/gaps', new URLSearchParams({ q: words })).then(() => { find('[data-noted]', scope).hidden = false; }).catch(() => {});
}

function pressed(event) {
  const scope = event.target.closest?.('[data-article-find]');
  if (!scope || composing(event)) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(scope, step);
  else if (event.key === 'Enter' && event.target.matches('input')) {
    const item = options(scope).find((one) => one.getAttribute('aria-selected') === 'true');
    if (item) opened(item, event.ctrlKey || event.metaKey ? 'link' : 'text');
    else if (event.target.value.trim()) note(scope, event.target.value.trim());
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

export function startArticles() {
  on('click', (event) => {
    const said = event.target.closest('[data-insert-text]');
    if (said && !insert(said.dataset.insertText)) announce('problem', say('noAnswerHere'), { tone: 'soon' });
  });
  if (!find('#desk')) return;
  addEventListener('keydown', pressed, true);
  on('live:after', refresh);
  on('desk:opened', refresh);
  on('click', (event) => {
    const button = event.target.closest('[data-use-article]');
    if (button) use(button.closest('[data-article]'), button.dataset.useArticle);
    const option = event.target.closest('[data-article-find] [role="option"]');
    if (option) opened(option, event.ctrlKey || event.metaKey ? 'link' : 'text');
  });
  refresh();
}
