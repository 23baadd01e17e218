// A supervisor on the call of an agent: listens, whispers, barges in. The page connects by itself again after a reload and
// on the next page; nobody waits for it. What the strip says comes from the server, which is asked every few seconds.
import { DeviceConnection } from './device.js';
import { Connection, Microphone, NoMicrophone, ofThisTab, play } from './sound.js';
import { announce, find, findAll, on, post, Problem, say, withdraw } from './words.js';

const LOOK_MS = 3000;
const AGAIN_MS = [500, 1000, 2000, 3000];
const KEPT = 'listening';
const here = crypto.randomUUID(); // what this page is called where it is rung
let ear = null; // {call, how, device, mic, line, tries, timer}: this page is on the call

const address = (call) => `/supervisor/calls/${call}`;
const note = (text) => { for (const place of findAll('[data-listening-note]')) place.textContent = text; };
const kept = () => { try { return JSON.parse(ofThisTab.get(KEPT) || 'null'); } catch { return null; } };

function keep() {
  ofThisTab.set(KEPT, ear ? JSON.stringify({ call: ear.call, how: ear.how, device: ear.device }) : '');
}

async function begin(call, how = 'monitor', device = '') {
  if (ear?.call === call) return;
  if (ear) await stop();
  const mine = { call, how, device, mic: null, line: null, tries: 0, timer: 0 };
  mine.mic = new Microphone((what) => { if (ear === mine && ['gone', 'denied'].includes(what)) without(what === 'gone' ? 'absent' : what); });
  ear = mine;
  keep();
  if (how !== 'monitor' && !(await speaks(mine))) mine.how = 'monitor';
  if (ear === mine) await connect(mine);
}

/** A microphone is asked for once somebody is to hear it; until then silence is sent. */
async function speaks(mine) {
  if (mine.mic.track) return true;
  try {
    await mine.mic.open();
    withdraw('microphone');
    return true;
  } catch (error) {
    without(error instanceof NoMicrophone ? error.why : 'absent');
    return false;
  }
}

function without(why) {
  announce('microphone', say(why === 'absent' ? 'noDevice' : 'noMicrophone'), { tone: 'late' });
}

async function connect(mine) {
  mine.line?.close();
  const current = () => ear === mine && mine.line === line;
  const line = new (mine.device ? DeviceConnection : Connection)({
    up: () => current() && up(mine),
    down: () => current() && down(mine),
    heard: (stream) => current() && play(find('#listening-audio'), stream, () => announce('sound', say('pressToHear')), () => withdraw('sound')),
  });
  mine.line = line;
  try {
    await (mine.device ? rung(mine, line, current) : offered(mine, line, current));
    if (current()) await show();
  } catch (error) {
    if (current()) failed(mine, error);
  }
}

async function offered(mine, line, current) {
  const sdp = await line.offer(mine.mic);
  if (!current()) return;
  const response = await post(`${address(mine.call)}/leg`, { sdp, listening: mine.how });
  const answer = await response.json();
  if (current()) await line.answered(answer.sdp);
}

/** Has itself rung by the provider of the call. */
async function rung(mine, line, current) {
  const access = async () => (await post(`${address(mine.call)}/device/access`, { page: here })).json();
  await line.ready(mine.device, mine.mic, access);
  if (current()) await post(`${address(mine.call)}/device`, { listening: mine.how, page: here });
}

function up(mine) {
  mine.tries = 0;
  note('');
  document.body.dataset.listeningLeg = 'connected';
}

function down(mine) {
  note(say('listeningLost'));
  document.body.dataset.listeningLeg = 'lost';
  mine.line?.close();
  clearTimeout(mine.timer);
  mine.timer = setTimeout(() => { if (ear === mine) connect(mine); }, AGAIN_MS[Math.min(mine.tries++, AGAIN_MS.length - 1)]);
}

function failed(mine, error) {
  if (!(error instanceof Problem) || error.status === 0 || error.status >= 500) return void down(mine);
  end();
  announce('listening', say('listeningFailed', { reason: error.message }), { tone: 'late' });
  return undefined;
}

function end() {
  const mine = ear;
  ear = null;
  keep();
  clearTimeout(mine?.timer);
  mine?.line?.close();
  mine?.mic.close();
  delete document.body.dataset.listeningLeg;
  find('#listening-audio').srcObject = null;
  find('#listening').replaceChildren();
  press();
}

async function stop() {
  const { call } = ear;
  end();
  await post(`${address(call)}/listening`, {}, { method: 'DELETE', body: undefined }).catch(() => {}); // its sound is gone anyway
}

async function change(how) {
  const mine = ear;
  if (!mine || mine.how === how) return;
  if (how !== 'monitor' && !(await speaks(mine))) return;
  try {
    await post(`${address(mine.call)}/listening`, { listening: how }, { method: 'PUT' });
    mine.how = how;
    keep();
    await show();
  } catch (error) {
    announce('listening', error.message, { tone: 'late' });
  }
}

/** What stands above the page, as it is now; nothing there means that there is nobody to listen to any more. */
async function show() {
  const mine = ear;
  if (!mine) return;
  let text;
  try {
    const response = await fetch(`${address(mine.call)}/strip`, { headers: { 'HX-Request': 'true', Accept: 'text/html' } });
    if (!response.ok) return;
    text = await response.text();
  } catch {
    return; // the server is away: asked again soon
  }
  if (ear !== mine) return;
  if (!text.trim()) {
    end();
    announce('listening', say('listeningOver'), { tone: 'plain' });
    return;
  }
  draw(text);
  press();
}

/** Only what changed is drawn anew, so that the focus stays on its button. */
function draw(text) {
  const place = find('#listening');
  const said = find('[data-listening-note]', place)?.textContent ?? '';
  const fresh = document.createElement('div');
  fresh.innerHTML = text;
  if (fresh.innerHTML === place.dataset.drawn && place.childElementCount) return;
  place.dataset.drawn = fresh.innerHTML;
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.listening : null;
  place.replaceChildren(...fresh.childNodes);
  note(said);
  if (focused) find(`[data-listening="${focused}"]`, place)?.focus();
}

function press() {
  for (const button of findAll('[data-listen]')) button.setAttribute('aria-pressed', String(ear?.call === button.dataset.listen));
}

export function startListening() {
  if (!find('#listening')) return;
  on('click', (event) => {
    const opener = event.target.closest('[data-listen]');
    if (opener) void (ear?.call === opener.dataset.listen ? stop() : begin(opener.dataset.listen, 'monitor', opener.dataset.device));
    const button = event.target.closest('[data-listening]');
    if (button) void (button.dataset.listening === 'stop' ? ear && stop() : change(button.dataset.listening));
  });
  on('live:after', press);
  setInterval(show, LOOK_MS);
  const before = kept();
  if (before) begin(before.call, before.how, before.device);
}
