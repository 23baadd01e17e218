// Going from one page of ours to another is not leaving: presence, offers and calls go along, so nobody is asked.
const MOMENT_MS = 1000;
const SIGN_OUT_MS = 20_000;
let within = false;
let signsOut = false;

/** True while the page goes to another of ours. */
export const goesWithin = () => within;

/** True while this page signs out: the end of the session is its own doing. */
export const isSigningOut = () => signsOut;

function going() {
  within = true;
  setTimeout(() => { within = false; }, MOMENT_MS); // a download, or a page that never came
}

export function goTo(url) {
  going();
  location.assign(url);
}

function stays(link, event) {
  const elsewhere = link.origin !== location.origin || link.target || link.hasAttribute('download');
  return elsewhere || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey;
}

export function startLeaving() {
  // On the window, after all others have had their say.
  addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    if (link && !stays(link, event)) going();
  });
  addEventListener('submit', (event) => {
    if (event.defaultPrevented) return;
    going();
    if (new URL(event.target.action).pathname !== '/sign-out') return;
    signsOut = true;
    setTimeout(() => { signsOut = false; }, SIGN_OUT_MS); // the browser asked, and its person stayed
  });
  document.addEventListener('htmx:after:request', (event) => { if (event.detail.ctx.hx?.redirect) going(); });
  // Shown again from the browser's memory: what it shows is old, and its line was cut.
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
}
