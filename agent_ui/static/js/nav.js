// The main navigation: what does not fit beside the rest of the bar goes into a menu at its end, the last first.
import { find, findAll } from './words.js';

const fits = (nav) => nav.scrollWidth <= nav.clientWidth + 1;

function arrange(nav) {
  const more = find('.nav-more', nav);
  const rest = find('.nav-rest', more);
  const focused = document.activeElement;
  more.hidden = true;
  nav.classList.remove('nav-parted');
  for (const link of [...rest.children]) more.before(link);
  const links = findAll(':scope > .nav-link', nav).filter((link) => link.checkVisibility?.() ?? true).reverse();
  for (const link of links) {
    if (fits(nav)) break;
    more.hidden = false;
    if (!link.hasAttribute('aria-current')) rest.prepend(link);
  }
  nav.classList.toggle('nav-parted', !more.hidden); // its menu hangs out of it
  if (rest.contains(focused)) more.open = true;
  if (focused?.isConnected && focused !== document.activeElement && nav.contains(focused)) focused.focus();
}

export function startNav() {
  const nav = find('.topbar .nav');
  if (!nav || !find('.nav-more', nav)) return;
  let width = -1;
  const look = () => {
    const now = `${nav.parentElement.clientWidth} ${find('#topbar-end')?.offsetWidth} ${nav.textContent.length}`;
    if (now !== width) arrange(nav);
    width = now;
  };
  const watch = new ResizeObserver(look);
  watch.observe(nav.parentElement);
  if (find('#topbar-end')) watch.observe(find('#topbar-end'));
  new MutationObserver(look).observe(nav, { characterData: true, subtree: true });
  look();
}
