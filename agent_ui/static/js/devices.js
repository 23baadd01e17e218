// Microphone and speaker, tried before a shift: chosen, seen by a level, heard over our own media process. What is chosen
// is kept for this person on this computer and used by every call; a call that goes on changes over at once.
import { chosen, Connection, Microphone, NoMicrophone } from './sound.js';
import { find, findAll, on, post, say } from './words.js';

const ECHO_MS = 15_000;
const HEARD = 12; // of 100; a quiet voice has more
const SILENT_MS = 4000;
let desk = null; // {mic, context, level, echo, frame, loud}: the dialog is open

const key = () => `devices:${find('[data-person]')?.dataset.person ?? ''}`;
const place = (name) => find(`[data-devices-${name}]`, find('#dialog'));
const tell = (name, text) => { const at = place(name); if (at && at.textContent !== text) at.textContent = text; };

function kept() {
  try { return JSON.parse(localStorage.getItem(key())) ?? {}; } catch { return {}; }
}

/** A browser names a device anew when its data was cleared; what it is called stays. */
async function remember() {
  const before = kept();
  Object.assign(chosen, { mic: before.mic ?? '', speaker: before.speaker ?? '' });
  const all = await navigator.mediaDevices?.enumerateDevices().catch(() => []) ?? [];
  for (const [kind, what] of [['audioinput', 'mic'], ['audiooutput', 'speaker']]) {
    const there = all.filter((one) => one.kind === kind && one.label);
    if (!chosen[what] || !there.length || there.some((one) => one.deviceId === chosen[what])) continue;
    chosen[what] = there.find((one) => one.label === before[`${what}Label`])?.deviceId ?? chosen[what];
  }
}

function keep(what, option) {
  chosen[what] = option.value;
  try {
    localStorage.setItem(key(), JSON.stringify({ ...kept(), [what]: option.value, [`${what}Label`]: option.textContent }));
  } catch { /* a browser that keeps nothing */ }
  document.dispatchEvent(new CustomEvent('devices:chosen', { detail: { what, id: option.value } }));
}

async function list() {
  const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  for (const [kind, what] of [['audioinput', 'mic'], ['audiooutput', 'speaker']]) {
    const select = find(`[data-devices-pick="${what}"]`, find('#dialog'));
    if (!select) return;
    const there = all.filter((one) => one.kind === kind && one.deviceId && one.deviceId !== 'default' && one.deviceId !== 'communications');
    const own = select.options[0];
    select.replaceChildren(own, ...there.map((one) => new Option(one.label || say('aMicrophone'), one.deviceId)));
    select.value = there.some((one) => one.deviceId === chosen[what]) ? chosen[what] : '';
  }
}

async function open() {
  if (desk) return;
  const mine = { echo: null, loud: Date.now(), frame: 0 };
  desk = mine;
  mine.mic = new Microphone((what) => { if (desk === mine) told(mine, what); });
  try {
    await mine.mic.open();
  } catch (error) {
    tell('heard', say(error instanceof NoMicrophone && error.why === 'absent' ? 'noDevice' : 'noMicrophone'));
    await list();
    return;
  }
  if (desk !== mine) return void mine.mic.close();
  await list();
  hark(mine);
}

function told(mine, what) {
  if (what === 'gone') tell('heard', say('noDevice'));
  if (what === 'denied') tell('heard', say('noMicrophone'));
  list();
  hark(mine);
}

/** The level of the microphone in use, as it is now. */
function hark(mine) {
  if (!mine.mic.track) return;
  mine.context ??= new AudioContext();
  mine.source?.disconnect();
  mine.level ??= mine.context.createAnalyser();
  mine.source = mine.context.createMediaStreamSource(new MediaStream([mine.mic.track]));
  mine.source.connect(mine.level);
  if (mine.frame) return;
  const samples = new Float32Array(mine.level.fftSize);
  const look = () => {
    if (desk !== mine) return;
    mine.level.getFloatTimeDomainData(samples);
    const loudest = samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    const level = Math.round(Math.sqrt(loudest) * 100);
    const meter = place('level');
    if (meter) meter.value = level;
    if (level >= HEARD) mine.loud = Date.now();
    tell('heard', Date.now() - mine.loud < SILENT_MS ? say('devHeard') : say('devSilent'));
    mine.frame = requestAnimationFrame(look);
  };
  mine.frame = requestAnimationFrame(look);
}

function close() {
  const mine = desk;
  desk = null;
  if (!mine) return;
  cancelAnimationFrame(mine.frame);
  mute(mine);
  mine.mic.close();
  mine.context?.close().catch(() => {});
}

function mute(mine) {
  clearTimeout(mine.ends);
  mine.echo?.close();
  mine.echo = null;
}

async function ear(stream) {
  const audio = place('ear');
  if (!audio) return;
  if (chosen.speaker && audio.setSinkId) await audio.setSinkId(chosen.speaker).catch(() => {});
  audio.srcObject = stream;
  await audio.play().catch(() => {});
}

/** A short sound on the chosen speaker. */
async function tone(mine) {
  mine.context ??= new AudioContext();
  await mine.context.resume();
  const out = mine.context.createMediaStreamDestination();
  const gain = mine.context.createGain();
  gain.gain.value = 0.2;
  gain.connect(out);
  for (const [at, pitch] of [[0, 523], [0.25, 659], [0.5, 784]]) {
    const sound = mine.context.createOscillator();
    sound.frequency.value = pitch;
    sound.connect(gain);
    sound.start(mine.context.currentTime + at);
    sound.stop(mine.context.currentTime + at + 0.25);
  }
  await ear(out.stream);
}

/** There and back over the way that calls take. */
async function echo(mine) {
  mute(mine);
  tell('said', say('devConnecting'));
  const failed = () => { if (desk === mine && mine.echo === line) { mute(mine); tell('said', say('devFailed')); } };
  const line = new Connection({
    up: () => tell('said', say('devSpeak')),
    down: failed,
    heard: (stream) => ear(stream),
  });
  mine.echo = line;
  try {
    const sdp = await line.offer(mine.mic);
    const answer = await (await post('/console/calls/echo', { sdp })).json();
    if (mine.echo !== line) return;
    await line.answered(answer.sdp);
    mine.ends = setTimeout(() => { mute(mine); tell('said', ''); }, ECHO_MS);
  } catch (error) {
    if (desk !== mine) return;
    mute(mine);
    tell('said', error.message || say('devFailed'));
  }
}

function pick(select) {
  const what = select.dataset.devicesPick;
  keep(what, select.selectedOptions[0]);
  if (!desk) return;
  mute(desk);
  tell('said', '');
  if (what === 'mic') desk.mic.use(select.value || null).then(() => desk && hark(desk));
}

export function startDevices() {
  const dialog = find('#dialog');
  if (!dialog || !navigator.mediaDevices) return;
  remember();
  new MutationObserver(() => (find('[data-devices]', dialog) ? open() : close())).observe(dialog, { childList: true, subtree: true });
  dialog.addEventListener('close', close);
  on('change', (event) => { if (event.target.matches?.('[data-devices-pick]')) pick(event.target); });
  on('click', (event) => {
    const what = event.target.closest('[data-devices-do]')?.dataset.devicesDo;
    if (desk && what === 'tone') tone(desk);
    if (desk && what === 'echo') echo(desk);
  });
  on('devices:chosen', ({ detail }) => {
    if (detail.what !== 'speaker') return;
    for (const audio of findAll('#call-audio, #listening-audio')) audio.setSinkId?.(detail.id).catch(() => {});
  });
}
