// An offer calls: sound, title of the window, countdown. It never takes the focus from a text being written.
import { find, on } from './words.js';
import { serverNow } from './clocks.js';
import { callInTitle, quietTitle } from './title.js';

let audio = null;
let ringing = null;
let current = null;

function context() {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') audio.resume();
  return audio;
}

/** Two soft tones; repeated while the offer stands. */
function chime() {
  const sound = context();
  // Before the first gesture on our pages a browser allows no sound; the title calls all the same.
  if (sound.state !== 'running') return;
  for (const [at, pitch] of [[0, 660], [0.18, 880]]) {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, sound.currentTime + at);
    volume.gain.linearRampToValueAtTime(0.14, sound.currentTime + at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + at + 0.5);
    tone.connect(volume).connect(sound.destination);
    tone.start(sound.currentTime + at);
    tone.stop(sound.currentTime + at + 0.55);
  }
}

function begin(offer) {
  end();
  current = offer.dataset.offer;
  callInTitle(`☎ ${offer.dataset.title}`);
  chime();
  ringing = setInterval(chime, 2500);
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
  // Browsers allow sound only after the first gesture on the page.
  on('pointerdown', context, { once: true });
  on('keydown', context, { once: true });
  on('click', (event) => {
    const wanted = event.target.closest('[data-dismiss]');
    if (wanted) find(wanted.dataset.dismiss)?.remove();
  });
  look();
}
