// An offer calls: sound, title of the window, countdown. It never takes the focus from a text being written.
import { goTo } from './leaving.js';
import { find, on, say } from './words.js';
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

/** Over a modal dialog nothing outside it is seen or pressed: while one is open, what is offered stands in it. */
const places = { offers: null, home: null };

function stand() {
  const { offers } = places;
  const dialog = find('dialog[open]');
  const wanted = dialog && find('.offer', offers) ? dialog : null;
  if (wanted && offers.parentElement !== wanted) {
    if (!places.home) {
      places.home = document.createComment('offers');
      offers.replaceWith(places.home);
    }
    wanted.append(offers);
    window.htmx.process(offers);
  } else if (!wanted && places.home) {
    places.home.replaceWith(offers);
    places.home = null;
    window.htmx.process(offers);
  }
}

/** Accepting leads to the work; where something is being typed in a dialog, only when that is closed. */
function accepted(event) {
  const { ctx } = event.detail;
  const dialog = find('dialog[open]');
  const to = ctx.hx?.redirect;
  if (!to || !dialog || !places.offers?.contains(ctx.sourceElement)) return;
  ctx.hx.redirect = null;
  const line = Object.assign(document.createElement('p'), { className: 'notice notice-plain', textContent: say('opensAfter') });
  line.setAttribute('role', 'status');
  dialog.append(line);
  find('.offer', places.offers)?.remove();
  dialog.addEventListener('close', () => goTo(to), { once: true });
}

export const offerOpen = () => current !== null;

export function startOffers() {
  if (!find('#offers')) return;
  places.offers = find('#offers');
  new MutationObserver(() => {
    look();
    stand();
  }).observe(places.offers, { childList: true, subtree: false });
  new MutationObserver(stand).observe(find('#dialog'), { childList: true, attributes: true, attributeFilter: ['open'] });
  on('htmx:after:request', accepted);
  setInterval(() => current && look(), 250);
  on('click', (event) => {
    const wanted = event.target.closest('[data-dismiss]');
    if (wanted) find(wanted.dataset.dismiss)?.remove();
  });
  look();
}
