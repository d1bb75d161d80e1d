// What can be made to go wrong, as plain controls: first the stories worth watching, then every switch of both servers.

import { busy } from "./buttons.js";
import { fill, h, keyed } from "./dom.js";
import { ask } from "./server.js";
import { control, describe } from "./switches.js";

/** One fault of one next call at Octopush each; `route` and `kind` are those of its faults. */
const AT_OCTOPUSH = [
  { words: "Lose the answer to the next sending", route: "sms-campaign*/send", kind: "lost" },
  { words: "Lose the answer to the next preparation", route: "sms-campaign*/create", kind: "lost" },
  { words: "Answer the next call after 10 seconds", route: "*", kind: "delayed", seconds: 10 },
  { words: "Fail the next preparation", route: "sms-campaign*/create", kind: "failed" },
  { words: "Count 10 minutes longer", route: "sms-campaign*/create", kind: "slow", seconds: 600 },
  { words: "Refuse the next call: too many", route: "*", kind: "too_many", seconds: 2 },
  { words: "Be down until put right", route: "*", kind: "down", times: null },
];

const AT_SLACK = [
  { words: "Lose the bot's next acknowledgement", change: (is) => ({ lose_acks: is.lose_acks + 1 }) },
  { words: "Lose the answer to the bot's next call", change: (is) => ({ lose_responses: more(is.lose_responses) }) },
  { words: "Refuse the bot's next call: too many", change: (is) => ({ rate_limited: more(is.rate_limited) }) },
  { words: "Break off the bot's next call", change: (is) => ({ drop_requests: more(is.drop_requests) }) },
];

function more(counters) {
  return { ...counters, "*": (counters["*"] ?? 0) + 1 };
}

/** What each switch of the local Slack is, in words. */
const SLACK_SWITCHES = {
  duplicate_deliveries: "Deliver everything twice",
  api_down: "Answer every call of the bot with 503",
  enforce_rate_limits: "Hold the bot to Slack's published calls a minute",
  socket_mode: "Deliver over Socket Mode where it is connected",
  delivery_seconds: "Seconds the bot has to acknowledge",
  trigger_seconds: "Seconds in which a form may be opened",
  lose_acks: "Acknowledgements that get lost next",
  hold_deliveries: "Deliveries that are overtaken by the next",
  retry_after: "Seconds named when a call is refused as too many",
};

/** Make the panel. */
export function faults({ say }) {
  const trouble = h("p", { class: "error", role: "alert" });
  const waiting = h("ul", { class: "waiting", "aria-label": "What will go wrong" });
  const none = h("p", { class: "quiet" }, "Nothing is set to go wrong.");
  const slack = h("div", { class: "switches" });
  const octopush = h("div", { class: "switches" });
  const state = { slack: null, octopush: null, choices: null };
  let lastSeen = null;

  const change = async (path, body) => {
    try {
      await ask(path, body);
      await look(lastSeen);
    } catch (no) {
      say(no.message);
    }
  };
  const story = (words, body) => {
    const button = h("button", { type: "button", class: "button small", onclick: () => busy(button, body) }, words);
    return h("li", {}, button);
  };
  const atOctopush = h(
    "ul",
    { class: "stories" },
    AT_OCTOPUSH.map(({ words, ...fault }) => story(words, () => change("octopush/faults", [...state.octopush.faults, { times: 1, ...fault }]))),
  );
  const atSlack = h("ul", { class: "stories" }, AT_SLACK.map((one) => story(one.words, () => change("switches", one.change(state.slack)))));
  const right = h("button", { type: "button", class: "button small primary", onclick: () => busy(right, putRight) }, h("span", {}, "Put everything right"));
  const putRight = async () => {
    const first = Object.fromEntries(Object.keys(state.choices?.switches.properties ?? {}).map((name) => [name, state.choices.switches.properties[name].default]));
    if (state.octopush) await change("octopush/switches", { ...first, faults: [] });
    await change("switches", { ...CALM });
  };

  const look = async (seen) => {
    lastSeen = seen;
    state.slack = await ask("switches");
    if (seen.app.octopush) {
      state.choices ??= await ask("octopush/choices");
      state.octopush = (await ask("octopush/state")).switches;
    }
    const due = [...pendingAtOctopush(state.octopush), ...pendingAtSlack(state.slack)];
    none.hidden = due.length > 0;
    keyed(waiting, due, { key: (one) => one.id, sign: (one) => one.words, make: (one) => h("li", {}, one.words) });
    drawSlack();
    drawOctopush();
  };
  const drawSlack = () => {
    const rows = Object.entries(SLACK_SWITCHES).map(([name, words]) => ({
      name,
      words,
      value: state.slack[name],
      schema: { type: typeof state.slack[name] },
    }));
    keyed(slack, rows, { key: (one) => one.name, sign: (one) => JSON.stringify(one), make: (one) => control(one, (value) => change("switches", { [one.name]: value })) });
  };
  const drawOctopush = () => {
    if (!state.octopush) return;
    const rows = describe(state.choices.switches, state.octopush);
    keyed(octopush, rows, { key: (one) => one.name, sign: (one) => JSON.stringify(one), make: (one) => control(one, (value) => change("octopush/switches", { [one.name]: value })) });
  };
  const failed = (words) => {
    trouble.textContent = words ?? "";
  };
  const node = h(
    "div",
    { class: "faults" },
    trouble,
    h("h3", {}, "Set to go wrong"),
    none,
    waiting,
    right,
    h("h3", {}, "At Octopush"),
    atOctopush,
    h("h3", {}, "At Slack"),
    atSlack,
    h("details", {}, h("summary", {}, "All switches of the local Slack"), slack),
    h("details", {}, h("summary", {}, "All switches of the local Octopush, where its documentation is silent"), octopush),
  );
  fill(waiting);
  return { node, look, failed };
}

/** The local Slack on a good day. */
const CALM = {
  delivery_seconds: 3,
  trigger_seconds: 3,
  socket_mode: true,
  duplicate_deliveries: false,
  lose_acks: 0,
  hold_deliveries: 0,
  delays: {},
  rate_limited: {},
  retry_after: 1,
  lose_responses: {},
  drop_requests: {},
  fail_with: {},
  api_down: false,
  enforce_rate_limits: false,
};

function pendingAtOctopush(switches) {
  return (switches?.faults ?? []).map((one, place) => {
    const known = AT_OCTOPUSH.find((it) => it.route === one.route && it.kind === one.kind);
    const times = one.times === null ? "until put right" : one.times === 1 ? "once" : `${one.times} times`;
    return { id: `octopush ${place}`, words: `Octopush: ${known?.words.toLowerCase() ?? `${one.kind} at ${one.route}`} (${times})` };
  });
}

function pendingAtSlack(switches) {
  return Object.entries(CALM)
    .filter(([name, calm]) => JSON.stringify(live(switches[name])) !== JSON.stringify(calm))
    .map(([name]) => ({ id: `slack ${name}`, words: `Slack: ${SLACK_SWITCHES[name] ?? name.replaceAll("_", " ")}: ${said(switches[name])}` }));
}

// A counter that has run down is no fault any more.
function live(value) {
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== 0));
}

function said(value) {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "object") return String(value);
  return Object.entries(live(value)).map(([name, one]) => `${name === "*" ? "any call" : name} ${one}`).join(", ");
}
