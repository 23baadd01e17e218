// An offer calls: sound, title of the window, countdown. It never takes the focus from a text being written.
import { find, on } from './words.js';
import { play, sounds, tell } from './notify.js';
import { serverNow } from './clocks.js';
import { callInTitle, quietTitle } from './title.js';

let ringing = null;
let current = null;

function begin(offer) {
  end();
  current = offer.dataset.offer;
  callInTitle(`☎ ${offer.dataset.title}`);
  const { kind, title } = offer.dataset;
  const ring = () => sounds(kind) && play(kind);
  tell({ kind, id: current, title, text: '', href: '' }, { sound: false });
  ring();
  ringing = setInterval(ring, 2500);
  document.body.classList.add('offer-open');
}

function end() {
  if (!current) return;
  current = null;
  quietTitle();
  clearInterval(ringing);
  document.body.classList.remove('offer-open');
}

function count(offer) {
  const since = Number(offer.dataset.since);
  const due = Number(offer.dataset.due);
  const left = Math.max(0, due - serverNow());
  const share = Math.min(1, left / (due - since));
  find('[data-count]', offer).textContent = Math.ceil(left / 1000);
  find('[data-fuse]', offer).setAttribute('width', String(Math.round(share * 1000) / 10));
  offer.classList.toggle('offer-short', share < 1 / 3);
}

function look() {
  const offer = find('[data-offer]');
  if (!offer) {
    end();
  } else {
    if (offer.dataset.offer !== current) begin(offer);
    count(offer);
  }
}

export const offerOpen = () => current !== null;

export function startOffers() {
  if (!find('#offers')) return;
  new MutationObserver(look).observe(find('#offers'), { childList: true, subtree: false });
  setInterval(() => current && look(), 250);
  on('click', (event) => {
    const wanted = event.target.closest('[data-dismiss]');
    if (wanted) find(wanted.dataset.dismiss)?.remove();
  });
  look();
}
