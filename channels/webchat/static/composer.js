/* Where the visitor writes. Enter sends, except while an input method is still composing a character. */
import { config, word } from "./words.js";
import * as storage from "./storage.js";

const form = document.getElementById("composer");
const box = document.getElementById("say");
const left = document.getElementById("say-left");
const button = document.getElementById("send");
const PAUSE = 4_000;
const REPEAT = 3_000;
let ready = false; // who writes is known
const early = []; // what was sent before that
let speak = null;

export function start({ say, typing }) {
  speak = say;
  let told = 0;
  let timer = null;

  const stop = () => {
    clearTimeout(timer);
    if (told) typing(false);
    told = 0;
  };
  const written = () => {
    storage.set("draft", box.value);
    measure();
    if (!box.value.trim()) return stop();
    if (Date.now() - told > REPEAT) { told = Date.now(); typing(true); }
    clearTimeout(timer);
    timer = setTimeout(stop, PAUSE);
  };

  measure();
  box.addEventListener("input", written);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text || [...text].length > config.max_text) return;
    box.value = "";
    storage.remove("draft");
    measure();
    stop();
    if (ready) say(text);
    else early.push(text);
    box.focus();
  });
  if (box.value.endsWith("\n")) form.requestSubmit(); // Enter was pressed before anybody here listened
}

/** Who writes is known: what was being written when the page went is back, and what was sent meanwhile goes out as theirs. */
export function begin() {
  box.value ||= storage.get("draft") || storage.get("asking") || "";
  measure();
  ready = true;
  for (const text of early.splice(0)) speak(text);
}

/** Another person sits here now. */
export function clear() {
  box.value = "";
  storage.remove("draft");
  measure();
}

export const focus = () => box.focus({ preventScroll: true });

function measure() {
  const rest = config.max_text - [...box.value.trim()].length;
  left.textContent = rest < 200 ? word("compose.left", { n: rest }) : "";
  button.disabled = rest < 0 || !box.value.trim();
}
