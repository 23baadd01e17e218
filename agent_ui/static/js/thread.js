// The conversation: stays at its end while the reader is there, keeps the place otherwise; the list and the
// customer follow what is open.
import { find, findAll, on } from './words.js';
import { plainTitle, setTitle } from './title.js';

const NEAR = 60;
let stick = true;

const scroller = () => find('#desk [data-stick]');
const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;

export function toEnd() {
  const box = scroller();
  if (box) box.scrollTop = box.scrollHeight;
}

export const openInteraction = () => find('#desk [data-interaction]')?.dataset.interaction ?? null;

/** Marks the open row, the address and the title after anything changed. */
function follow() {
  const open = openInteraction();
  for (const row of findAll('[data-open]')) {
    if (row.dataset.open === open) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  }
  for (const strip of findAll('.call-strip')) strip.hidden = strip.dataset.interaction === open;
  for (const reminder of findAll('[data-reminder]')) reminder.hidden = reminder.dataset.reminder === open;
}

function opened() {
  const open = openInteraction();
  const url = new URL(location);
  if (open) url.searchParams.set('c', open);
  else url.searchParams.delete('c');
  history.replaceState(null, '', url);
  const panes = find('[data-panes]');
  if (panes) panes.dataset.pane = open ? 'desk' : 'list';
  const fresh = find('#desk [data-new]');
  if (fresh) fresh.scrollIntoView({ block: 'center' });
  else toEnd();
  stick = true;
  const place = plainTitle().split(' · ').pop();
  setTitle(open ? `${find('#desk [data-who]').dataset.who} · ${place}` : place);
  follow();
  document.dispatchEvent(new CustomEvent('desk:opened', { detail: { interaction: open } }));
}

const timed = (item) => (item?.dataset.at ? Number(item.dataset.at) : null);

/** What was said on another channel comes where it belongs by its time, however late it arrives. */
function place() {
  for (const item of findAll('#desk [role="log"] > [data-beside]')) {
    let before = item;
    for (let other = item.previousElementSibling; other; other = other.previousElementSibling) {
      if (timed(other) === null) continue;
      if (timed(other) <= timed(item)) break;
      before = other;
    }
    if (before !== item) before.before(item);
  }
}

export function startThread() {
  if (!find('#desk')) return;
  let shown = openInteraction();
  on('live:before', () => {
    const box = scroller();
    stick = box ? atEnd(box) : true;
  });
  for (const drawn of ['live:after', 'live:passed']) {
    on(drawn, () => {
      place();
      if (stick) toEnd();
      follow();
    });
  }
  new MutationObserver(() => {
    const now = find('#desk [data-interaction]');
    if (now && now !== shown) opened();
    shown = now;
    follow();
  }).observe(find('#desk'), { childList: true });
  on('htmx:after:swap', follow); // a list that was drawn anew does not know what is open
  on('click', (event) => {
    const link = event.target.closest('a[data-work]');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault(); // on other pages it leads here
      window.htmx.ajax('GET', `/console/thread/${link.dataset.work}`, { target: 'body', swap: 'none' });
    }
    const pane = event.target.closest('button[data-pane]');
    if (pane) find('[data-panes]').dataset.pane = pane.dataset.pane;
  });
  shown = find('#desk [data-interaction]');
  toEnd();
  follow();
}
