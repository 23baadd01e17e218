/* When a chat was closed by us: how it went, on the scale that the organisation chose. The answer may be changed. */
import { config, word } from "./words.js";
import { element, toEnd } from "./thread.js";
import * as session from "./session.js";

const place = document.getElementById("rating");
let shown = null; // which conversation's question stands there

/** `asked`: {kind, question, lowest, highest, score, comment}, or null where nothing is asked. */
export function show(conversation, asked) {
  if (!asked) return hide();
  const now = `${conversation} ${asked.question}`;
  if (shown === now) return undefined; // what is being typed stays
  shown = now;
  place.replaceChildren(...(asked.score === null ? form(asked) : thanks(asked)));
  place.hidden = false;
  return toEnd();
}

function hide() {
  shown = null;
  place.hidden = true;
  place.replaceChildren();
}

function form(asked) {
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
  place.onsubmit = (event) => { event.preventDefault(); give(asked, comment.value, problem); };
  return [scale, label, problem, send];
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

async function give(asked, comment, problem) {
  const score = Number(new FormData(place).get("score"));
  const answer = await session.post("rating", { score, comment }).catch(() => null);
  if (!answer?.ok) return (problem.textContent = word(answer?.status === 429 ? "error.too_fast" : "rating.problem"));
  Object.assign(asked, { score, comment });
  place.replaceChildren(...thanks(asked));
  return place.querySelector("button").focus({ preventScroll: true });
}

function thanks(asked) {
  const said = element("p", "", word("rating.thanks"));
  said.setAttribute("role", "status");
  const change = element("button", "btn", word("rating.change"));
  change.type = "button";
  change.addEventListener("click", () => { place.replaceChildren(...form(asked)); place.querySelector("input:checked").focus(); });
  return [said, change];
}
