// Phones of customers and the switches of the simulated carrier. Asks once a second; no state of its own.
const at = (id) => document.getElementById(id);
const words = {
  sent: "Sent by the product", delivered: "of these on a phone", undelivered: "of these not delivered",
  received: "Written by customers", acknowledged: "of these confirmed by the product",
  unacknowledged: "of these given up", webhooks: "Webhooks made", callbacks: "Status callbacks confirmed",
  retried: "Webhooks tried again", doubled: "Webhooks brought twice", refused: "Requests refused",
  rate_limited: "Requests answered 429", dropped_responses: "Answers cut off",
  repeated: "Sent twice by the product", violations: "Against Twilio's document",
};
const mustBeZero = new Set(["repeated", "violations", "unacknowledged"]);
let phone = new URLSearchParams(location.search).get("phone");
let shown = "";

const ask = async (path) => (await fetch(path)).json();
const post = (path, body) =>
  fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

function element(name, text, properties = {}) {
  const node = Object.assign(document.createElement(name), properties);
  if (text !== null) node.textContent = text;
  return node;
}

function open(number) {
  phone = number;
  shown = "";
  history.replaceState(null, "", `?phone=${encodeURIComponent(number)}`);
  refresh();
}

function drawPhones(list) {
  const known = list.map((p) => ({ number: p.number, last: p.last.body }));
  if (phone && !known.some((p) => p.number === phone)) known.unshift({ number: phone, last: "nothing yet" });
  at("no-phones").hidden = known.length > 0;
  const key = JSON.stringify([known, phone]);
  if (at("phones").dataset.key === key) return;
  at("phones").dataset.key = key;
  at("phones").replaceChildren(...known.map((p) => {
    const button = element("button", null, { type: "button" });
    button.append(element("b", p.number), element("small", p.last));
    button.addEventListener("click", () => open(p.number));
    if (p.number === phone) button.setAttribute("aria-current", "true");
    const row = element("li", null);
    row.append(button);
    return row;
  }));
}

function drawMessages(messages) {
  at("phone-title").textContent = phone ?? "No phone open";
  at("compose").hidden = !phone;
  at("telephone").href = phone ? `/telephone?number=${encodeURIComponent(phone)}` : "/telephone";
  const key = JSON.stringify(messages);
  if (key === shown) return;
  shown = key;
  at("messages").replaceChildren(...messages.map((m) => {
    const row = element("li", null, { className: m.direction });
    const when = new Date(m.at).toLocaleTimeString();
    row.append(element("p", m.body), element("small", m.direction === "in" ? `${m.line} · ${when}` : when));
    return row;
  }));
  at("messages").scrollTop = at("messages").scrollHeight;
}

function drawLines(lines) {
  const key = lines.map((l) => l.number).join();
  if (at("line").dataset.key === key) return;
  at("line").dataset.key = key;
  at("line").replaceChildren(...lines.map((l) => element("option", l.number, { value: l.number })));
}

function drawCounters(counters) {
  at("counters").replaceChildren(...Object.entries(words).flatMap(([name, label]) => {
    const wrong = mustBeZero.has(name) && counters[name] > 0;
    return [element("dt", label), element("dd", counters[name], { className: wrong ? "wrong" : "" })];
  }));
}

function drawFaults(faults) {
  for (const input of at("faults").elements) {
    if (!(input.name in faults) || input === document.activeElement) continue;
    if (input.type === "checkbox") input.checked = faults[input.name];
    else input.value = faults[input.name];
    percent(input);
  }
}

function percent(input) {
  if (input.type === "range") input.nextElementSibling.textContent = `${Math.round(input.value * 100)} %`;
}

async function refresh() {
  try {
    const [list, lines, counters, faults, health] = await Promise.all(
      ["/sim/phones", "/sim/numbers", "/sim/counters", "/sim/faults", "/healthz"].map(ask));
    drawPhones(list);
    drawLines(lines);
    drawCounters(counters);
    drawFaults(faults);
    drawMessages(phone ? await ask(`/sim/phones/${encodeURIComponent(phone)}/messages`) : []);
    at("health").textContent = health.contract === "checked"
      ? "Requests are checked against Twilio's OpenAPI document" : "Contract not checked";
  } catch {
    at("health").textContent = "The simulated carrier does not answer";
  }
}

at("new-phone").addEventListener("submit", (event) => {
  event.preventDefault();
  open(at("new-number").value.trim());
});

at("compose").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await post("/sim/sms", { from: phone, to: at("line").value, body: at("body").value });
  at("sent").textContent = answer.ok ? "" : "The carrier did not take it.";
  if (answer.ok) at("body").value = "";
  refresh();
});

at("faults").addEventListener("input", (event) => percent(event.target));
at("faults").addEventListener("change", async (event) => {
  const { name, type, checked, value } = event.target;
  await post("/sim/faults", { [name]: type === "checkbox" ? checked : Number(value) });
  refresh();
});

refresh();
setInterval(refresh, 1000);
