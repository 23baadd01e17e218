// A guide beside the call: digits choose while the hand is in it, the hand stays in it from step to step, and what was
// typed and not answered yet survives a reload.
import { find, findAll, on } from './words.js';

const keyOf = (form) => `guide:${form.dataset.guideStep}`;
let answering = false;

export function chooseInGuide(digit) {
  const guide = document.activeElement?.closest('[data-guide]');
  const choice = guide && findAll('[data-guide-choice]', guide)[digit - 1];
  choice?.click();
  return Boolean(choice);
}

function remember(event) {
  const form = event.target.closest?.('[data-guide-step]');
  if (!form || event.target.name !== 'answer') return;
  try {
    sessionStorage.setItem(keyOf(form), event.target.value);
  } catch {
    // storage is full or switched off
  }
}

function look() {
  for (const form of findAll('[data-guide-step]')) {
    if (form.restored) continue;
    form.restored = true;
    const field = find('textarea[name="answer"], input[name="answer"]', form);
    const kept = sessionStorage.getItem(keyOf(form));
    if (field && kept && !field.value) field.value = kept;
  }
  if (!answering || !find('[data-guide]')) return;
  answering = false;
  find('[data-guide-step] :is(textarea, input:not([type="hidden"]), button)')?.focus();
}

function kinds(event) {
  if (!event.target.matches('[data-guide-kind]')) return;
  for (const part of findAll('[data-of]', event.target.closest('[data-guide-form]'))) part.hidden = !part.dataset.of.split(' ').includes(event.target.value);
}

export function startGuide() {
  on('input', remember);
  on('change', kinds);
  on('htmx:after:request', (event) => {
    const form = event.detail.ctx.sourceElement?.closest?.('[data-guide]');
    const status = event.detail.ctx.response?.raw?.status ?? 0;
    if (!form || !status || status >= 400) return;
    answering = true;
    const step = event.detail.ctx.sourceElement.dataset?.guideStep;
    if (step) sessionStorage.removeItem(`guide:${step}`);
  });
  for (const moment of ['htmx:after:swap', 'live:after', 'desk:opened']) on(moment, look);
  look();
}
