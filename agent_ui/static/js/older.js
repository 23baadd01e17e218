// Older messages: had page by page as the reader comes near the top, and put above what is shown without moving it.
// Where a page goes on is said by its marker (data-older); the pages stand outside of what live updates redraw. Of many
// pages those that are far from what is looked at are put away as text, at their height, so that the document stays small.
import { announce, find, findAll, on, Problem, problemOf, say } from './words.js';

const NEAR = 1.5; // of the height that is shown
const TOGETHER_MS = 5 * 60_000;
const KEPT = 6; // so many pages are all left standing
const FAR = '300% 0px';
let loading = null; // at most one page at a time
const away = new WeakMap(); // page → its text, while it is put away
const far = new WeakSet(); // pages that are not near, be they put away or not
let watch = null;

const scroller = () => find('#desk [data-stick]');
const pagesOf = (box) => find('[data-older-pages]', box);
const markerOf = (box) => findAll('[data-older]', box).find((one) => !one.hidden);

function putAway(page) {
  if (away.has(page) || !page.isConnected || page.parentElement.children.length <= KEPT) return;
  if (page.contains(document.activeElement) || findAll('audio, video', page).some((one) => !one.paused)) return;
  page.style.blockSize = `${page.offsetHeight}px`;
  away.set(page, page.innerHTML);
  page.replaceChildren();
}

function bringBack(page) {
  if (!away.has(page)) return;
  page.innerHTML = away.get(page);
  away.delete(page);
  page.style.blockSize = '';
  window.htmx.process(page);
  settle();
  document.dispatchEvent(new CustomEvent('older:back'));
}

/** Brings back the page of a message that is put away. */
export function reveal(id) {
  const page = findAll('#desk [data-older-pages] > div').find((one) => away.get(one)?.includes(`id="item-${id}"`));
  if (page) bringBack(page);
}

function observed(entries) {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) far.delete(target);
    else far.add(target);
    if (!target.isConnected) watch.unobserve(target);
    else if (isIntersecting) bringBack(target);
    else putAway(target);
  }
}

/** Each conversation scrolls in a box of its own. */
function watchPages(box) {
  if (watch?.root !== box) {
    watch?.disconnect();
    watch = new IntersectionObserver(observed, { root: box, rootMargin: FAR });
  }
  for (const page of pagesOf(box).children) {
    watch.observe(page);
    if (far.has(page)) putAway(page); // there were too few to do so before
  }
}

/** The first item that is seen stays where it is, whatever is put above it. */
function keepingPlace(box, change) {
  const top = box.getBoundingClientRect().top;
  const anchor = findAll('[data-item]', box).find((one) => one.getBoundingClientRect().bottom > top);
  const before = anchor?.getBoundingClientRect().top ?? 0;
  box.classList.add('scroller-moved'); // the browser's own way of keeping the place would do it twice
  change();
  if (anchor) box.scrollTop += anchor.getBoundingClientRect().top - before;
  requestAnimationFrame(() => box.classList.remove('scroller-moved'));
}

function put(box, marker, text) {
  const pages = pagesOf(box);
  const page = document.createElement('div');
  page.style.display = 'flow-root'; // as it is while it is not drawn: its margins are its own
  page.innerHTML = text;
  keepingPlace(box, () => {
    if (marker.closest('[data-older-pages]')) marker.remove();
    else {
      pages.dataset.from = marker.dataset.older;
      marker.hidden = true; // a refresh draws it anew; `settle` knows by it whether these pages still fit
    }
    pages.prepend(page);
    window.htmx.process(page);
    settle();
  });
  page.style.containIntrinsicBlockSize = `auto ${page.offsetHeight}px`; // while it is not drawn it takes as much
  page.classList.add('thread-page');
  watchPages(box);
}

async function had(box, marker, until) {
  const url = marker.dataset.older + (until ? `&until=${until}` : '');
  marker.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(url, { headers: { 'HX-Request': 'true', Accept: 'text/html' } });
    if (!response.ok) throw await problemOf(response);
    const text = await response.text();
    if (marker.isConnected) put(box, marker, text);
    return true;
  } catch (error) {
    announce('older', error instanceof Problem ? error.message : say('offline'), { tone: 'late' });
    return false;
  } finally {
    marker.removeAttribute('aria-busy');
  }
}

/** Loads one page more, back to a message where one is named; false where there is none, or it could not be had. */
export async function loadOlder(until = null) {
  while (loading) await loading;
  const box = scroller();
  const marker = box && markerOf(box);
  if (!marker) return false;
  loading = had(box, marker, until);
  try {
    return await loading;
  } finally {
    loading = null;
  }
}

async function near() {
  const box = scroller();
  if (!box || loading || box.scrollTop > box.clientHeight * NEAR || !markerOf(box)) return;
  if (await loadOlder()) near();
}

/** A writer is named once for what they wrote in a row, and a day once for all of it. */
function group(items) {
  items.forEach((item, n) => {
    const next = items[n + 1];
    const follows = Boolean(next?.dataset.by) && next.dataset.by === item.dataset.by
      && next.dataset.at - item.dataset.at < TOGETHER_MS && !find('.said-forward', item) && !find('.said-forward', next);
    item.classList.toggle('said-goes-on', follows);
    if (next) next.classList.toggle('said-follows', follows);
  });
}

function days(items) {
  let shown = null;
  for (const item of items.filter((one) => one.matches('.day:not(.day-new)'))) {
    const day = item.textContent;
    item.hidden = day === shown;
    shown = day;
  }
}

function settle() {
  const box = scroller();
  const pages = box && pagesOf(box);
  if (!pages) return;
  const fresh = find('[role="log"] [data-older]', box);
  if (pages.dataset.from && fresh?.dataset.older !== pages.dataset.from) {
    pages.replaceChildren(); // drawn anew from further on: between them and these pages something would be missing
    delete pages.dataset.from;
  }
  if (fresh) fresh.hidden = Boolean(pages.dataset.from);
  const items = findAll('.thread-item', box).filter((one) => one.matches('.said, .day, .note, .event'));
  days(items);
  group(items.filter((one) => !one.hidden));
}

export function startOlder() {
  if (!find('#desk')) return;
  on('scroll', (event) => event.target.matches?.('#desk [data-stick]') && near(), { capture: true, passive: true });
  on('click', (event) => event.target.closest('[data-older] button') && loadOlder());
  for (const drawn of ['live:after', 'live:passed', 'desk:opened']) on(drawn, settle);
  on('htmx:after:swap', (event) => event.target.id !== 'live' && settle()); // what the line brings is seen to together
  settle();
}
