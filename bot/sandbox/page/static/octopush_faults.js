// The local Octopush's faults and switches as plain controls, made from what it says of them itself.

import { h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { ask } from "./server.js";

const KINDS = {
  lost: "do it, and lose the answer",
  reset: "do it, and reset the connection",
  cut: "do it, and cut the answer in half",
  down: "be down: close the connection unread",
  delayed: "answer 10 seconds late",
  held: "do it 10 seconds later",
  bad_gateway: "answer 502 with a page of HTML",
  server_error: "answer 500",
  timeout: "answer 408",
  too_many: "answer 429",
  forbidden: "answer 403",
  redirect: "answer 302",
  truncated: "answer with half of the JSON",
  empty: "answer 200 with nothing",
  failed: "let the campaign fail",
  slow: "count 10 minutes longer",
};
const SECONDS = { delayed: 10, held: 10, slow: 600, too_many: 5 };
const ROUTES = {
  "sms-campaign-on-*/create": "prepare or simulate",
  "sms-campaign-on-list/status": "tell the status",
  "sms-campaign-on-*/send": "send",
  "sms-campaign-on-list/cancel": "cancel",
  "wallet/check-balance": "tell the balance",
  "*": "do anything",
};

/** Make the controls. */
export function octopushFaults({ store, say }) {
  const route = choose("fault-route", ROUTES);
  const kind = choose("fault-kind", KINDS);
  const times = h("input", { type: "number", id: "fault-times", min: 1, value: 1 });
  const ever = h("input", { type: "checkbox", id: "fault-ever" });
  const pending = h("ul", { class: "pending", "aria-label": "Faults to come" });
  const doubtful = h("div", { class: "switches" });
  const node = h(
    "section",
    { "aria-labelledby": "faults-octopush" },
    h("h3", { id: "faults-octopush" }, "Octopush"),
    h(
      "div",
      { class: "fault" },
      h("label", { for: "fault-route" }, "When the bot asks to"),
      route,
      h("label", { for: "fault-kind" }, "Octopush will"),
      kind,
      h("label", { for: "fault-times" }, "How many times"),
      h("span", { class: "row" }, times, ever, h("label", { for: "fault-ever" }, "until taken away")),
      h("button", { type: "button", class: "button small primary", onclick: () => add() }, "Let it happen"),
    ),
    pending,
    h("details", {}, h("summary", {}, "What Octopush's documentation leaves open"), doubtful),
  );
  let faults = [];
  let schema = null;

  const change = async (what, body) => {
    try {
      await ask(`octopush/${what}`, body);
    } catch (no) {
      say(no.message);
    }
    await render();
  };
  const add = () => {
    const fault = { route: route.value, kind: kind.value, times: ever.checked ? null : Number(times.value), seconds: SECONDS[kind.value] ?? 1 };
    return change("faults", [...faults, fault]);
  };
  const render = async () => {
    if (!store.app.octopush) return;
    const found = await ask("octopush/state").catch(() => null);
    if (!found) return;
    schema ??= await ask("octopush/choices").catch(() => null);
    faults = found.switches.faults;
    keyed(pending, faults.map((one, place) => ({ ...one, place })), {
      key: (one) => one.place,
      sign: (one) => JSON.stringify(one),
      make: (one) =>
        h(
          "li",
          {},
          `${ROUTES[one.route] ?? one.route}, ${lasting(one.times)}: ${KINDS[one.kind]}`,
          h("button", { type: "button", class: "icon", "aria-label": "Take away", onclick: () => change("faults", faults.filter((_, at) => at !== one.place)) }, icon("close")),
        ),
    });
    const rules = Object.entries(schema?.switches.properties ?? {}).filter(([name]) => name !== "faults");
    keyed(doubtful, rules, {
      key: ([name]) => name,
      sign: ([name]) => JSON.stringify(found.switches[name]),
      make: ([name, rule]) => doubt(name, rule, found.switches[name], (value) => change("switches", { [name]: value })),
    });
  };
  return { node, render };
}

function lasting(times) {
  if (times === null) return "until taken away";
  return times === 1 ? "once" : `${times} times`;
}

function choose(id, words) {
  return h("select", { id }, Object.entries(words).map(([value, said]) => h("option", { value }, said)));
}

function doubt(name, rule, value, turn) {
  const id = `octopush-${name}`;
  const said = h("div", {}, h("label", { for: id }, name.replaceAll("_", " ")), h("small", { id: `${id}-more` }, rule.description));
  const base = { id, "data-at": id, "aria-describedby": `${id}-more` };
  const changed = value === rule.default || rule.default === undefined ? "switch" : "switch changed";
  if (rule.enum) {
    const node = h("select", { ...base, onchange: (event) => turn(rule.enum[event.target.selectedIndex]) }, rule.enum.map((one) => h("option", { value: String(one) }, String(one))));
    node.value = String(value);
    return h("div", { class: changed }, node, said);
  }
  if (rule.type === "boolean") {
    return h("div", { class: changed }, h("input", { ...base, type: "checkbox", checked: value, onchange: (event) => turn(event.target.checked) }), said);
  }
  const numeric = rule.type === "integer" || rule.type === "number" || rule.anyOf?.some((one) => /integer|number/.test(one.type));
  const read = (words) => (words === "" ? null : numeric ? Number(words) : words);
  return h(
    "div",
    { class: changed },
    h("input", { ...base, type: numeric ? "number" : rule.format === "time" ? "time" : "text", step: "any", value: value ?? "", onchange: (event) => turn(read(event.target.value)) }),
    said,
  );
}
