// The agent's side of a call. The page's #call region says which call lives, and which window of this agent carries
// its sound; this module keeps the connection of the window that does, after a reload, on the next page, after sleep
// and a change of network. Another window offers to take the call, and never takes it by itself from a living one.
import { DeviceConnection } from './device.js';
import { goesWithin } from './leaving.js';
import { play as chime } from './notify.js';
import { Connection, Microphone, NoMicrophone, ofThisTab, play, tab } from './sound.js';
import { announce, find, findAll, on, post, Problem, say, withdraw } from './words.js';

const AGAIN_MS = [500, 1000, 2000, 3000];
const OTHER_WINDOW_MS = 6000; // a window in which the call was not accepted leaves it to the one where it was
const CARRY_ON_MS = 6000; // the window that had it is gone: a reload would be back by then
const ACCEPTED_MS = 10_000;
const ENDED = ['no_such_call', 'unknown_call'];
const here = tab('call-window');
let leg = null; // {call, mic, line, tries, timer, seen}: this window carries the call
let with_ = { of: '', others: 0, asked: false }; // what the page said last of colleagues on the call
let reminded = ''; // of which call it was said that its recording is still paused
let plan = { of: '', timer: 0 }; // it may do so soon; what the page said when that was decided

const wanted = () => find('[data-call]');
const note = (text) => { for (const place of findAll('[data-call-note]')) place.textContent = text; };

/** Makes the connection what the page says it should be. */
function look() {
  const line = wanted();
  if (leg && leg.call !== line?.dataset.call) end();
  if (!line) return nothing();
  const { page } = line.dataset;
  tell(line.dataset);
  remind(line.dataset);
  if (leg) {
    leg.seen ||= page === here.id;
    if (leg.seen && page && !here.mine(page)) elsewhere(line.dataset.call);
  } else {
    approach(line.dataset);
  }
  show();
  return undefined;
}

/** The last colleague is gone, and the customer hears the agent again: said where the agent looks. */
function tell({ call, others, asked, held }) {
  const alone = with_.of === call && with_.others > 0 && others === '0' && !with_.asked && asked === 'false';
  if (alone && held === 'false') announce('colleagues', say('customerBack'), { tone: 'plain' });
  if (with_.of === call && with_.asked && asked === 'false') announce('colleagues', say('yoursNow'), { tone: 'plain' });
  if (others !== '0') withdraw('colleagues');
  with_ = { of: call, others: Number(others), asked: asked === 'true' };
}

/** A recording that is paused for long was perhaps forgotten: heard too, as the agent may look elsewhere. */
function remind({ call, pause }) {
  const long = pause === 'long';
  if (long && reminded !== call) {
    if (!find('.call-pause')) announce('pause', say('pauseLong'), { tone: 'late' }); // another conversation is open
    chime('alert');
  }
  if (!long) withdraw('pause');
  reminded = long ? call : '';
}

function nothing() {
  reminded = '';
  withdraw('pause');
  later('');
  withdraw('call');
  withdraw('microphone');
  withdraw('sound');
}

/** No connection here yet: ours at once, nobody's soon, another window's only when that one is gone. */
function approach({ call, page, free }) {
  const of = said();
  if (plan.of === of) return; // the clock in the line ticks: nothing new
  later(of);
  if (page && here.mine(page)) {
    begin(call, { again: true });
  } else if (!page) {
    later(of, acceptedHere() ? 0 : OTHER_WINDOW_MS, () => begin(call));
  } else {
    elsewhere(call);
    if (free === 'true') later(of, CARRY_ON_MS, () => begin(call, { again: true }));
  }
}

/** Kept for the page that opens then: accepting elsewhere in the product leads to the console. */
function acceptedHere() {
  return Date.now() - Number(ofThisTab.get('call-accepted') ?? 0) < ACCEPTED_MS;
}

/** What the page says now about who carries the call. */
function said() {
  const { call, page, free } = wanted()?.dataset ?? {};
  return [call, page, free].join();
}

function later(of, delay = 0, run = null) {
  clearTimeout(plan.timer);
  plan = { of, timer: run && setTimeout(run, delay) };
}

function elsewhere(call) {
  end();
  later(said());
  const take = { label: say('takeHere'), run: () => begin(call, { again: true, take: true }) };
  announce('call', say('callElsewhere'), { tone: 'plain', action: take });
  note(say('callElsewhere'));
  show();
}

/** `again`: the call has been talked in, so it is not kept waiting for a microphone. */
async function begin(call, { again = false, take = false } = {}) {
  if (wanted()?.dataset.call !== call || leg?.call === call) return;
  later('');
  withdraw('call');
  const mine = { call, line: null, tries: 0, timer: 0, seen: false };
  mine.mic = new Microphone((what, label, id) => { if (leg === mine) hear(mine, what, label, id); });
  leg = mine;
  try {
    await mine.mic.open({ silence: again });
  } catch (error) {
    if (leg === mine) without(mine, error);
    return;
  }
  if (leg !== mine) return void mine.mic.close();
  show();
  await connect(mine, take);
}

async function connect(mine, take = false) {
  mine.line?.close();
  const device = wanted()?.dataset.device; // of a provider that reaches this page itself
  const line = new (device ? DeviceConnection : Connection)({
    up: () => current() && up(mine),
    down: () => current() && down(mine),
    felt: (how) => current() && feel(how),
    heard: (stream) => current() && play(find('#call-audio'), stream, () => announce('sound', say('pressToHear')), () => withdraw('sound')),
  });
  const current = () => leg === mine && mine.line === line;
  mine.line = line;
  try {
    const gone = await (device ? rung(mine, line, device, take, current) : offered(mine, line, take, current));
    if (current() && gone) away(mine, gone);
  } catch (error) {
    if (current()) failed(mine, error);
  }
}

/** Joins by an offer of this page's own. Why it may not, if so. */
async function offered(mine, line, take, current) {
  const sdp = await line.offer(mine.mic);
  if (!current()) return '';
  const { sdp: answer, gone } = await asked(mine, 'leg', { sdp, before: here.before, take });
  if (current() && !gone) await line.answered(answer);
  return gone;
}

/** Has itself rung by the provider. Why it is not, if so. */
async function rung(mine, line, device, take, current) {
  await line.ready(device, mine.mic, () => asked(mine, 'device/access', {}));
  return current() ? (await asked(mine, 'device', { before: here.before, take })).gone : '';
}

async function asked(mine, what, body) {
  const response = await post(`/console/calls/${mine.call}/${what}`, { ...body, page: here.id });
  return response.json();
}

function up(mine) {
  mine.tries = 0;
  document.body.dataset.callLeg = 'connected';
  note('');
  withdraw('call');
}

/** The agent's own connection; where it is bad the customer hears it first. */
function feel(how) {
  if (how === 'good') withdraw('quality');
  else announce('quality', say(how), { tone: how === 'poor' ? 'late' : 'soon' });
}

function down(mine) {
  withdraw('quality');
  document.body.dataset.callLeg = 'lost';
  note(say('callLost'));
  retry(mine);
}

/** The answer of who asked too late: nothing failed. */
function away(mine, why) {
  if (why === 'call_elsewhere') elsewhere(mine.call);
  else over(why === 'not_with_you' ? say('callNotYours') : '');
}

function failed(mine, error) {
  if (error instanceof Problem && ENDED.includes(error.code)) return over('');
  note(say('callLost'));
  const again = { label: say('tryAgain'), run: () => { withdraw('call'); connect(mine); } };
  announce('call', say('callFailed', { reason: error.message }), { tone: 'late', action: again });
  return retry(mine);
}

function retry(mine) {
  mine.line?.close();
  clearTimeout(mine.timer);
  mine.timer = setTimeout(() => leg === mine && connect(mine), AGAIN_MS[Math.min(mine.tries++, AGAIN_MS.length - 1)]);
}

/** Somebody else has it, or nobody: the page shows that at once, whatever it has been told so far. */
function over(why) {
  end();
  find('#call').replaceChildren();
  nothing();
  if (why) announce('call', why);
  document.dispatchEvent(new CustomEvent('page:stale'));
}

/** A call that has not begun needs a microphone; its customer hears that it rings. */
function without(mine, error) {
  const words = say(error instanceof NoMicrophone && error.why === 'absent' ? 'noDevice' : 'noMicrophone');
  end();
  later(said());
  note(words);
  announce('call', words, { tone: 'late', action: { label: say('tryAgain'), run: () => begin(mine.call) } });
}

function end() {
  if (!leg) return;
  const mine = leg;
  leg = null;
  withdraw('quality');
  clearTimeout(mine.timer);
  mine.line?.close();
  mine.mic.close();
  delete document.body.dataset.callLeg;
  find('#call-audio').srcObject = null;
}

/** What happens to the microphone in the middle of a call: the call goes on. */
function hear(mine, what, label, id) {
  const name = label || say('aMicrophone');
  const again = { label: say('tryAgain'), run: () => mine.mic.look() };
  const use = { label: say('useIt'), run: () => { withdraw('microphone'); mine.mic.use(id); } };
  const say_ = {
    changed: () => announce('microphone', say('micChanged', { name }), { tone: 'plain' }),
    back: () => announce('microphone', say('micChanged', { name }), { tone: 'plain' }),
    plugged: () => announce('microphone', say('micPlugged', { name }), { tone: 'plain', action: use }),
    gone: () => announce('microphone', say('micGone'), { tone: 'late', action: again }),
    denied: () => announce('microphone', say('micTaken'), { tone: 'late', action: again }),
    quiet: () => announce('microphone', say('micQuiet'), { tone: 'late' }),
    heard: () => withdraw('microphone'),
  };
  say_[what]?.();
  show();
}

function show() {
  const muted = wanted()?.dataset.muted === 'true';
  leg?.mic.mute(muted);
  const silent = muted || !leg?.mic.track;
  for (const place of findAll('[data-microphone]')) place.textContent = say(silent ? 'micOff' : 'micOn');
}

/** What a button does with one colleague, or with all: its path and what is sent with it. */
function ofColleagues(what, button, body) {
  const { colleague, muted } = button.dataset;
  if (what === 'drop') return `colleagues/${colleague}/drop`;
  if (what === 'silence') {
    body.set('muted', String(muted !== 'true'));
    return `colleagues/${colleague}/mute`;
  }
  return what;
}

/** Whom the dialog of a transfer names, if it is a person. */
function chosen(button, body) {
  const form = button.closest('form');
  const [kind, id] = (find('input[name="to"]:checked', form)?.value ?? '').split(':');
  if (kind !== 'agent') return false;
  body.set('to', id);
  body.set('note', find('[name="note"]', form)?.value ?? '');
  return true;
}

let keys = Promise.resolve(); // one after another, as they were pressed
let sent = { of: null, count: 0 };

/** What is pressed may be a secret: only how much of it has gone out is shown. */
function pressKey({ call }, button) {
  const body = new URLSearchParams({ digits: button.dataset.digit });
  const place = find('[data-keys-sent]');
  if (sent.of !== place) sent = { of: place, count: 0 };
  keys = keys.then(async () => {
    try {
      await post(`/console/calls/${call}/keys`, body);
      sent.count += 1;
      if (place) place.textContent = say('keysSent', { n: sent.count });
    } catch (error) {
      if (place?.isConnected) place.textContent = error.message;
      else announce('call', error.message, { tone: 'late' });
    }
  });
}

/** Rings the number outside that the dialog names; `blind` gives the customer to it at once. */
async function outside({ call }, form, blind) {
  const body = {
    to: find('[data-outside]', form).value.trim(), blind,
    caller_id: find('[name="caller_id"]', form)?.value || null, note: find('[name="note"]', form)?.value ?? '',
  };
  try {
    await post(`/api/v1/calls/${call}/outside`, body);
    form.closest('dialog')?.close();
  } catch (error) {
    announce('call', error.message, { tone: 'late' });
  }
}

/** Leaves the customer to whoever picks the call up. */
async function park({ call }) {
  try {
    await post(`/api/v1/calls/${call}/park`, {});
  } catch (error) {
    announce('call', error.message, { tone: 'late' });
  }
}

const named = (form) => Boolean(find('[data-outside]', form)?.value.trim());

async function command(what, button) {
  const line = wanted();
  if (!line) return;
  if (what === 'keys') return void pressKey(line.dataset, button);
  if (what === 'park') return void park(line.dataset);
  const { call, muted, held } = line.dataset;
  const body = new URLSearchParams();
  if (what === 'consult' && named(button.closest('form'))) return void outside(line.dataset, button.closest('form'), false);
  if (what === 'consult' && !chosen(button, body)) return void announce('call', say('askWhom'), { tone: 'late' });
  const path = ofColleagues(what, button, body);
  if (what === 'mute') {
    const next = muted !== 'true';
    line.dataset.muted = String(next); // at once: a muted microphone must not wait for the network
    show();
    for (const button of findAll('[data-call-do="mute"]')) button.setAttribute('aria-pressed', String(next));
    body.set('muted', String(next));
  }
  if (what === 'hold') body.set('held', String(held !== 'true'));
  if (what === 'pause') body.set('paused', String(!line.dataset.pause));
  try {
    await post(`/console/calls/${call}/${path}`, body);
    if (what === 'consult') button.closest('dialog')?.close();
    if (what === 'warn') announce('call', say('warned'));
    button.closest('details.call-abuse')?.removeAttribute('open');
  } catch (error) {
    announce('call', error.message, { tone: 'late' });
  }
}

export function startCall() {
  const region = find('#call');
  if (!region) return;
  on('click', (event) => {
    const button = event.target.closest('[data-call-do]');
    if (button) command(button.dataset.callDo, button);
  });
  on('submit', (event) => {
    const line = wanted();
    if (line && named(event.target)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      outside(line.dataset, event.target, true);
    }
  }, true);
  on('input', (event) => {
    if (!event.target.matches?.('[data-outside]')) return;
    for (const choice of findAll('input[name="to"]', event.target.form)) {
      choice.required = !event.target.value.trim();
      if (!choice.required) choice.checked = false;
    }
  });
  on('submit', (event) => {
    if (/\/(accept|pick-up|take-up)$/.test(event.target.action) || event.target.matches?.('[data-call-form]')) ofThisTab.set('call-accepted', String(Date.now()));
  }, true);
  on('devices:chosen', ({ detail }) => { if (detail.what === 'mic') leg?.mic.use(detail.id || null); });
  addEventListener('online', () => { if (leg?.timer && document.body.dataset.callLeg === 'lost') connect(leg); });
  new MutationObserver(look).observe(region, {
    childList: true, subtree: true, attributes: true, attributeFilter: ['data-call', 'data-muted', 'data-page', 'data-free', 'data-others', 'data-asked', 'data-pause'],
  });
  // Another page of ours carries the call on; closing the window would leave the customer alone.
  addEventListener('beforeunload', (event) => { if (leg && !goesWithin()) event.preventDefault(); });
  look();
}
