// Tells of what happens by sound, by a notification of the browser and by the count in the title, as its person has
// chosen. One window of several tells: the first that claims a notice. Permission is asked by a click alone.
import { goTo } from './leaving.js';
import { openInteraction } from './thread.js';
import { countInTitle } from './title.js';
import { find, findAll, on } from './words.js';

const CLAIM_MS = 10_000;
const TONES = {
  offer: [[0, 660], [0.18, 880]],
  call: [[0, 660], [0.18, 880], [0.5, 660], [0.68, 880]],
  message: [[0, 740]],
  task: [[0, 520], [0.22, 520]],
  mention: [[0, 700], [0.14, 880]],
  announcement: [[0, 620], [0.16, 620]],
  help: [[0, 580], [0.16, 780], [0.32, 580]],
  alert: [[0, 440], [0.2, 392]],
};
const GAIN = 0.24; // of the loudest
let audio = null;

const place = () => find('#notices');
const chosen = () => JSON.parse(place()?.dataset.chosen ?? '{"sound":[],"browser":[],"volume":0}');

export function wakeSound() {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') audio.resume();
  return audio;
}

/** Before the first gesture on our pages a browser allows no sound; title and page tell all the same. */
export function play(kind, volume = chosen().volume) {
  const sound = wakeSound();
  document.body.dataset.sounded = `${kind} ${volume}`;
  if (sound.state !== 'running' || !volume) return;
  for (const [at, pitch] of TONES[kind]) {
    const tone = sound.createOscillator();
    const loud = sound.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0, sound.currentTime + at);
    loud.gain.linearRampToValueAtTime((GAIN * volume) / 100, sound.currentTime + at + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + at + 0.5);
    tone.connect(loud).connect(sound.destination);
    tone.start(sound.currentTime + at);
    tone.stop(sound.currentTime + at + 0.55);
  }
}

export const sounds = (kind) => chosen().sound.includes(kind);

const permission = () => ('Notification' in window ? Notification.permission : 'none');

function pop({ id, title, text, href }) {
  if (permission() !== 'granted') return;
  const shown = new Notification(title, { body: text, tag: id, lang: document.documentElement.lang });
  shown.addEventListener('click', () => {
    window.focus();
    shown.close();
    if (href) goTo(href);
  });
}

/** Where several windows are open, one of them tells. */
function claim(id) {
  const now = Date.now();
  try {
    const [last, at] = (localStorage.getItem('noticed') ?? '').split(' ');
    if (last === id && now - Number(at) < CLAIM_MS) return false;
    localStorage.setItem('noticed', `${id} ${now}`);
  } catch {
    // storage is switched off: each window tells
  }
  return true;
}

/** `notice`: {kind, id, title, text, href}. Offers sound by themselves as long as they ring. */
export function tell(notice, { sound = true } = {}) {
  if (!claim(notice.id)) return;
  const looking = document.hasFocus() && !document.hidden;
  if (sound && sounds(notice.kind)) play(notice.kind);
  if (!looking && chosen().browser.includes(notice.kind)) pop(notice);
}

function look() {
  for (const one of findAll('[data-notice]', place() ?? undefined)) {
    const { notice: kind, id, title, text, href } = one.dataset;
    one.remove();
    const open = openInteraction();
    const reading = document.hasFocus() && !document.hidden && open && href.endsWith(open);
    if (!reading) tell({ kind, id, title, text, href });
  }
  count();
}

/** Customers who wait for an answer, and colleagues who call. */
function count() {
  countInTitle(Number(find('#waits')?.dataset.waits ?? 0) + Number(find('#mentions-count')?.dataset.mentions ?? 0));
}

let pressing = '';

function pressed() {
  const text = find('#alert')?.textContent.trim() ?? '';
  if (text && !pressing) tell({ kind: 'alert', id: `alert-${text}`, title: text, text: '', href: '' });
  pressing = text;
}

function showPermission() {
  for (const part of findAll('[data-permission]')) part.hidden = part.dataset.permission !== permission();
}

async function clicked(event) {
  if (event.target.closest('[data-ask-permission]')) {
    await Notification.requestPermission();
    showPermission();
  }
  const test = event.target.closest('[data-notify-test]');
  if (test) {
    play('offer', Number(find('[name="volume"]').value));
    pop({ id: 'test', title: test.dataset.title, text: test.dataset.text, href: '' });
  }
}

export function startNotify() {
  on('click', clicked);
  showPermission();
  if (!place()) return;
  count();
  for (const drawn of ['live:after', 'htmx:after:swap']) on(drawn, count);
  pressing = find('#alert')?.textContent.trim() ?? '';
  new MutationObserver(look).observe(place().parentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-waits'] });
  if (find('#alert')) new MutationObserver(pressed).observe(find('#alert'), { childList: true, characterData: true, subtree: true });
  // Browsers allow sound only after the first gesture on the page.
  on('pointerdown', wakeSound, { once: true });
  on('keydown', wakeSound, { once: true });
  look();
}
