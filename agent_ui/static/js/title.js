// The window's title: what the page is, with the count of what waits, and while something calls, that in turn with it.
// Whoever changes what the page is says so here, so that a title that called never comes back after the page has moved
// on. In a window behind others the call stands still in the title: browsers slow timers down there.
const state = { plain: document.title, calling: '', timer: 0, count: 0, flash: false };

const counted = () => (state.count ? `(${state.count}) ${state.plain}` : state.plain);
const draw = () => {
  const text = state.calling && (state.flash || document.hidden) ? state.calling : counted();
  if (document.title !== text) document.title = text;
};

export function setTitle(text) {
  state.plain = text;
  draw();
}

export const plainTitle = () => state.plain;

export function countInTitle(count) {
  state.count = count;
  draw();
}

export function callInTitle(text) {
  quietTitle();
  state.calling = text;
  state.flash = true;
  draw();
  state.timer = setInterval(() => {
    state.flash = !state.flash;
    draw();
  }, 1000);
}

export function quietTitle() {
  clearInterval(state.timer);
  state.calling = '';
  state.flash = false;
  draw();
}

document.addEventListener('visibilitychange', draw);
