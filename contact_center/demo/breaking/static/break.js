/* The workbench: buttons break things, the page counts what becomes of the messages. */
const $ = (id) => document.getElementById(id);
const t = JSON.parse($("main").dataset.words);
const EVERY = 700;
const DELAY_MS = 3000;
const number = new Intl.NumberFormat(document.documentElement.lang);

async function tell(path, body) {
  const answer = await fetch(`/break/${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Error(typeof problem.detail === "string" ? problem.detail : (problem.title ?? String(answer.status)));
  }
}

const say = (text) => { $("trouble").textContent = text; };
const doing = (act) => async (event) => {
  event.preventDefault();
  try { await act(event); say(""); } catch (problem) { say(problem.message); }
};

for (const item of document.querySelectorAll("[data-process]")) {
  for (const button of item.querySelectorAll("[data-do]")) {
    button.addEventListener("click", doing(() => tell("process", { name: item.dataset.process, do: button.dataset.do })));
  }
}
$("burst").addEventListener("submit", doing(() => tell("burst", { messages: Number($("burst").elements.messages.value) })));
$("faults").addEventListener("change", doing(() => {
  const f = $("faults").elements;
  return tell("faults", { duplicate: f.duplicate.checked ? 0.5 : 0, shuffle: f.shuffle.checked, delay_ms: f.delay.checked ? DELAY_MS : 0, outage: f.outage.checked });
}));
const pace = () => ({ contacts_per_hour: Number($("pace").elements.contacts_per_hour.value), colleagues: $("pace").elements.colleagues.checked });
$("pace").addEventListener("change", doing(() => tell("pace", pace())));
$("pace").addEventListener("submit", (event) => event.preventDefault());
$("pace").elements.contacts_per_hour.addEventListener("input", () => { $("pace-now").textContent = number.format(pace().contacts_per_hour); });
$("off").addEventListener("click", doing(() => tell("pace", { contacts_per_hour: 0, colleagues: false })));

function paintProcesses(processes) {
  for (const item of document.querySelectorAll("[data-process]")) {
    const found = processes.find((process) => process.name === item.dataset.process);
    const state = item.querySelector("[data-state]");
    const ready = found?.state === "ready";
    const since = ready && found.uptime !== null ? ` · ${number.format(Math.round(found.uptime))} s` : "";
    state.textContent = (found ? (t[`state.${found.state}`] ?? found.state) : t["state.unknown"]) + since;
    state.className = `state ${ready ? "ready" : "down"}`;
  }
}

function paintBurst(burst) {
  if (!burst) return;
  for (const name of ["sent", "stored", "shown", "doubled", "overtaken"]) $(name).textContent = number.format(burst[name]);
  const even = burst.sent === burst.stored && burst.stored === burst.shown;
  const wrong = burst.doubled > 0 || !burst.in_order;
  const well = burst.done && even && !wrong;
  $("verdict").className = `verdict ${well ? "well" : wrong ? "ill" : ""}`;
  $("verdict").textContent = wrong ? t["verdict.wrong"] : well ? t["verdict.well"] : burst.done ? t["verdict.waiting"].replace("{n}", number.format(burst.sent - burst.shown)) : t["verdict.sending"];
}

function paintFaults(faults, counters) {
  const f = $("faults").elements;
  if (faults && !$("faults").contains(document.activeElement)) {
    f.duplicate.checked = faults.duplicate > 0;
    f.shuffle.checked = faults.shuffle;
    f.delay.checked = faults.delay_ms > 0;
    f.outage.checked = faults.outage;
  }
  $("counters").textContent = counters ? t.counters.replace(/\{(\w+)\}/g, (_, name) => number.format(counters[name] ?? 0)) : "";
}

function paintPace(now) {
  if ($("pace").contains(document.activeElement) && document.activeElement.type === "range") return;
  $("pace").elements.contacts_per_hour.value = now.contacts_per_hour;
  $("pace").elements.colleagues.checked = now.colleagues;
  $("pace-now").textContent = number.format(now.contacts_per_hour);
}

async function look() {
  try {
    const state = await (await fetch("/break/state")).json();
    paintProcesses(state.processes ?? []);
    paintBurst(state.burst);
    paintFaults(state.faults, state.counters);
    paintPace(state.pace);
    if (state.trouble?.length) say(state.trouble.join(" "));
  } catch (problem) {
    say(problem.message);
  }
  setTimeout(look, document.hidden ? EVERY * 6 : EVERY);
}
look();
