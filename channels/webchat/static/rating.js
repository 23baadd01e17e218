/* When a chat was closed by us, or a call is over: how it went, on the scale that the organisation chose. The answer may
   be changed. */
import { config, word } from "./words.js";
import { element, toEnd } from "./thread.js";
import * as session from "./session.js";

const chat = document.getElementById("rating");
const call = document.getElementById("call-rating");
const shown = new Map(); // place → which question stands there

/** `asked`: {kind, question, lowest, highest, score, comment}, or null where nothing is asked. */
export function show(conversation, asked) {
  if (draw(chat, conversation, asked, {})) toEnd();
}

/** What the centre says of a call: what is asked once it is over stands until the next one, or until it is put away. */
export function ofCall({ call_id, state, rating }) {
  draw(call, call_id, state === "ended" ? rating : null, { call_id });
}

function draw(place, of, asked, about) {
  if (!asked) return hide(place);
  const now = `${of} ${asked.question}`;
  if (shown.get(place) === now) return false; // what is being typed stays, and what was put away
  shown.set(place, now);
  place.about = about;
  place.replaceChildren(...(asked.score === null ? form(place, asked) : thanks(place, asked)));
  place.hidden = false;
  return true;
}

function hide(place) {
  shown.delete(place);
  place.hidden = true;
  place.replaceChildren();
  return false;
}

/** Nobody has to answer. */
function away(place) {
  const button = element("button", "btn", word("rating.away"));
  button.type = "button";
  button.addEventListener("click", () => { place.hidden = true; });
  return place === call ? [button] : [];
}

function form(place, asked) {
  const scale = element("fieldset", "rating-scale");
  const steps = element("div", "rating-steps");
  for (let n = asked.lowest; n <= asked.highest; n += 1) steps.append(step(asked, n));
  const ends = element("p", "rating-ends meta");
  ends.append(element("span", "", word(`rating.${asked.kind}.lowest`)), element("span", "", word(`rating.${asked.kind}.highest`)));
  scale.append(element("legend", "rating-question", asked.question), steps, ends);
  const label = element("label", "rating-label meta", word("rating.comment"));
  const comment = element("textarea", "rating-comment");
  Object.assign(comment, { maxLength: config.max_comment, rows: 2, value: asked.comment, name: "comment" });
  label.append(comment);
  const problem = element("p", "meta", "");
  problem.setAttribute("role", "status");
  const send = element("button", "btn btn-go", word("rating.send"));
  send.type = "submit";
  place.onsubmit = (event) => { event.preventDefault(); give(place, asked, comment.value, problem); };
  return [scale, label, problem, send, ...away(place)];
}

function step(asked, n) {
  const label = element("label", "rating-step");
  const box = element("input", "");
  Object.assign(box, { type: "radio", name: "score", value: String(n), required: true, checked: asked.score === n });
  const end = n === asked.lowest ? "lowest" : n === asked.highest ? "highest" : null;
  if (end) box.setAttribute("aria-label", `${n}, ${word(`rating.${asked.kind}.${end}`)}`);
  label.append(box, element("span", "", String(n)));
  return label;
}

async function give(place, asked, comment, problem) {
  const score = Number(new FormData(place).get("score"));
  const answer = await session.post("rating", { score, comment, ...place.about }).catch(() => null);
  if (!answer?.ok) return (problem.textContent = word(answer?.status === 429 ? "error.too_fast" : "rating.problem"));
  Object.assign(asked, { score, comment });
  place.replaceChildren(...thanks(place, asked));
  return place.querySelector("button").focus({ preventScroll: true });
}

function thanks(place, asked) {
  const said = element("p", "", word("rating.thanks"));
  said.setAttribute("role", "status");
  const change = element("button", "btn", word("rating.change"));
  change.type = "button";
  change.addEventListener("click", () => { place.replaceChildren(...form(place, asked)); place.querySelector("input:checked").focus(); });
  return [said, change, ...away(place)];
}
