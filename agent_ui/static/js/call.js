// The agent's leg of a call: microphone, one peer connection, mute, hold, hang up. The page's #call region
// says whether a call lives; this module keeps a connection for it, also after a reload of the page.
import { goesWithin } from './leaving.js';
import { announce, find, findAll, on, post, Problem, say, withdraw } from './words.js';

const GATHER_MS = 3000;
const RETRY_MS = [1000, 2000, 4000, 8000];
let leg = null; // {call, peer, stream, tries, retry}

const wanted = () => find('[data-call]');
const note = (text) => { for (const place of findAll('[data-call-note]')) place.textContent = text; };

async function microphone() {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
  } catch (error) {
    throw new Problem(1, say(error.name === 'NotFoundError' ? 'noDevice' : 'noMicrophone'));
  }
}

/** All candidates, or those found within the time: the offer is sent once, complete. */
function gathered(peer) {
  if (peer.iceGatheringState === 'complete') return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, GATHER_MS);
    peer.addEventListener('icegatheringstatechange', () => {
      if (peer.iceGatheringState !== 'complete') return;
      clearTimeout(timer);
      resolve();
    });
  });
}

function watch(mine) {
  mine.peer.addEventListener('connectionstatechange', () => {
    if (leg !== mine) return;
    const state = mine.peer.connectionState;
    document.body.dataset.callLeg = state;
    if (state === 'connected') {
      mine.tries = 0;
      note('');
      withdraw('call');
    }
    if (state === 'failed' || state === 'disconnected') lost(mine);
  });
  mine.peer.addEventListener('track', ({ track, streams }) => {
    find('#call-audio').srcObject = streams[0] ?? new MediaStream([track]);
  });
}

async function connect(call, tries = 0) {
  const mine = { call, peer: new RTCPeerConnection(), stream: null, tries };
  leg = mine;
  try {
    mine.stream = await microphone();
    if (leg !== mine) return void stop(mine);
    for (const track of mine.stream.getAudioTracks()) mine.peer.addTrack(track, mine.stream);
    applyMute();
    watch(mine);
    await mine.peer.setLocalDescription(await mine.peer.createOffer());
    await gathered(mine.peer);
    const response = await post(`/console/calls/${call}/leg`, { sdp: mine.peer.localDescription.sdp });
    const { sdp } = await response.json();
    if (leg === mine) await mine.peer.setRemoteDescription({ type: 'answer', sdp });
  } catch (error) {
    if (leg === mine) failed(mine, error);
  }
  return undefined;
}

function failed(mine, error) {
  const noMicrophone = error instanceof Problem && error.status === 1;
  const over = error instanceof Problem && [404, 409, 410].includes(error.status);
  stop(mine);
  leg = { call: mine.call, peer: null, stream: null, tries: mine.tries, retry: 0 };
  applyMute();
  if (over) return;
  note(noMicrophone ? error.message : say('callLost'));
  const retry = { label: say('tryAgain'), run: () => { withdraw('call'); connect(mine.call); } };
  announce('call', noMicrophone ? error.message : say('callFailed', { reason: error.message }), { tone: 'late', action: retry });
  if (!noMicrophone) again(leg);
}

function lost(mine) {
  note(say('callLost'));
  stop(mine);
  leg = { call: mine.call, peer: null, stream: null, tries: mine.tries, retry: 0 };
  again(leg);
}

function again(mine) {
  const delay = RETRY_MS[Math.min(mine.tries, RETRY_MS.length - 1)];
  mine.retry = setTimeout(() => {
    if (leg === mine && wanted()?.dataset.call === mine.call) connect(mine.call, mine.tries + 1);
  }, delay);
}

function stop(mine) {
  clearTimeout(mine.retry);
  mine.peer?.close();
  for (const track of mine.stream?.getTracks() ?? []) track.stop();
}

function applyMute() {
  const muted = wanted()?.dataset.muted === 'true';
  for (const track of leg?.stream?.getAudioTracks() ?? []) track.enabled = !muted;
  const silent = muted || !leg?.stream;
  for (const place of findAll('[data-microphone]')) place.textContent = say(silent ? 'micOff' : 'micOn');
}

/** Makes the connection what the page says it should be. */
function look() {
  const call = wanted()?.dataset.call ?? null;
  if (call && leg?.call !== call) {
    if (leg) stop(leg);
    connect(call);
  } else if (!call && leg) {
    stop(leg);
    leg = null;
    delete document.body.dataset.callLeg;
    find('#call-audio').srcObject = null;
    withdraw('call');
  }
  applyMute();
}

async function command(what) {
  const line = wanted();
  if (!line) return;
  const { call, muted, state } = line.dataset;
  const body = new URLSearchParams();
  if (what === 'mute') {
    const next = muted !== 'true';
    line.dataset.muted = String(next); // at once: a muted microphone must not wait for the network
    applyMute();
    for (const button of findAll('[data-call-do="mute"]')) button.setAttribute('aria-pressed', String(next));
    body.set('muted', String(next));
  }
  if (what === 'hold') body.set('held', String(state !== 'held'));
  try {
    await post(`/console/calls/${call}/${what}`, body);
  } catch (error) {
    announce('call', error.message, { tone: 'late' });
  }
}

export function startCall() {
  const region = find('#call');
  if (!region) return;
  on('click', (event) => {
    const button = event.target.closest('[data-call-do]');
    if (button) command(button.dataset.callDo);
  });
  new MutationObserver(look).observe(region, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-call', 'data-muted'] });
  addEventListener('beforeunload', (event) => { if (wanted() && !goesWithin()) event.preventDefault(); });
  look();
}
