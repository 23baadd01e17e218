// A page as a device of Twilio: its script signs in under this page's name, is rung by the centre, and answers by itself.
// The same to call.js and listening.js as `Connection` of sound.js, and the microphone stays theirs: it may change in the
// middle of a call, so what Twilio's script is given is silence, and the microphone is put in its place.

const READY_MS = 10_000;

let script = null; // the script is large: it is loaded with the first call over Twilio

function loaded(address) {
  script ??= new Promise((done, failed) => {
    const tag = document.createElement('script');
    tag.src = address;
    tag.onload = () => done(globalThis.Twilio);
    tag.onerror = () => { script = null; failed(new Error(address)); };
    document.head.append(tag);
  });
  return script;
}

/** Nothing is to be heard of Twilio's own ringing: the page has its own sounds. */
class NoSound {
  play() { return Promise.resolve(); }

  stop() {}
}

const within = (promise, ms) => Promise.race([
  promise,
  new Promise((_, failed) => { setTimeout(() => failed(new Error('timeout')), ms); }),
]);

/** One sign-in for one leg. `up()` when it stands, `down()` once when it is of no use any more. */
export class DeviceConnection {
  constructor({ up, down }) {
    this.on = { up, down };
    this.over = false;
    this.device = null;
  }

  /** Signs in. `access()` asks the centre for a token: now, and before it runs out. The page can be rung then. */
  async ready(address, microphone, access) {
    const [{ Device }, given] = await Promise.all([loaded(address), access()]);
    if (this.over) return;
    const seen = (peer) => { this.peer = peer; };
    const options = {
      Sound: NoSound,
      publishEvents: false,
      allowIncomingWhileBusy: false,
      getUserMedia: async () => new MediaStream([microphone.silence().clone()]),
      RTCPeerConnection: class extends RTCPeerConnection {
        constructor(...how) { super(...how); seen(this); }
      },
    };
    this.device = new Device(given.token, options);
    // Another than Twilio's own: its script knows hosts of Twilio and a simulator is none, so its list is replaced.
    if (given.signal_url) this.device._chunderURIs = [given.signal_url];
    this.device.on('incoming', (call) => this.answer(call, microphone));
    this.device.on('tokenWillExpire', () => access().then(({ token }) => this.device?.updateToken(token)).catch(() => {}));
    this.device.on('error', () => { if (!this.call) this.fell(); });
    await within(this.device.register(), READY_MS);
  }

  answer(call, microphone) {
    if (this.call) return void call.reject();
    this.call = call;
    call.on('accept', () => { this.speak(microphone); if (!this.over) this.on.up(); });
    for (const end of ['disconnect', 'cancel', 'reject', 'error']) call.on(end, () => this.fell());
    call.accept();
    return undefined;
  }

  /** From here on the microphone may change without Twilio's script knowing. */
  speak(microphone) {
    const sender = this.peer?.getSenders().find((one) => one.track?.kind === 'audio');
    if (!sender) return;
    microphone.sender = sender;
    microphone.send(microphone.track ?? microphone.silence());
  }

  close() {
    this.over = true;
    this.device?.destroy();
    this.device = null;
  }

  fell() {
    if (this.over) return;
    this.close();
    this.on.down();
  }
}
