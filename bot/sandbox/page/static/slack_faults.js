// The local Slack's switches as plain controls, each said in words. One that has no words here is shown by its name.

import { h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { ask } from "./server.js";

// What each switch is, and how it is shown: a check box, a number, or a counter for every method.
const WORDS = {
  duplicate_deliveries: ["Deliver everything twice"],
  lose_acks: ["Lose the next acknowledgements", "The bot acted, the person sees a time-out."],
  hold_deliveries: ["Hold the next deliveries", "They arrive after the one that follows."],
  api_down: ["Slack's API is down", "Every call is answered 503."],
  enforce_rate_limits: ["Hold the bot to Slack's rate limits"],
  socket_mode: ["Use Socket Mode where the bot is connected"],
  delivery_seconds: ["Seconds to acknowledge"],
  trigger_seconds: ["Seconds a trigger lives"],
  retry_after: ["Seconds in Retry-After"],
  lose_responses: ["Do the next calls, lose their answers", "By method; * is every one."],
  drop_requests: ["Lose the next calls before they are done", "By method; * is every one."],
  rate_limited: ["Answer the next calls 429", "By method; * is every one."],
  delays: ["Answer late, by so many seconds", "By method; * is every one."],
  fail_with: ["Refuse with an error code", "By method, until it is taken away."],
};
const METHODS = ["*", "chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.update", "views.push", "users.info", "conversations.info", "usergroups.users.list"];

/** Make the controls. */
export function slackFaults({ say }) {
  const list = h("div", { class: "switches" });
  const node = h("section", { "aria-labelledby": "faults-slack" }, h("h3", { id: "faults-slack" }, "Slack"), list);
  let shown = "";
  let refused = 0;

  const turn = async (name, value) => {
    try {
      await ask("switches", { [name]: value });
      await render();
    } catch (no) {
      say(no.message);
      // What was not taken must not stay on the screen.
      refused += 1;
      shown = "";
      await render();
    }
  };
  const render = async () => {
    const found = await ask("switches").catch(() => null);
    if (!found || JSON.stringify(found) === shown) return;
    shown = JSON.stringify(found);
    const names = [...new Set([...Object.keys(WORDS), ...Object.keys(found)])].filter((one) => one in found);
    // Only what changed is drawn anew: a counter that runs down must not undo what is being chosen beside it.
    keyed(list, names, { key: (name) => name, sign: (name) => `${JSON.stringify(found[name])} ${refused}`, make: (name) => control(name, found[name], turn) });
  };
  return { node, render };
}

function control(name, value, turn) {
  const [label, more] = WORDS[name] ?? [name];
  const id = `slack-${name}`;
  const said = [h("label", { for: id }, label), more ? h("small", {}, more) : null];
  if (typeof value === "boolean") {
    return h("div", { class: "switch" }, h("input", { type: "checkbox", id, "data-at": id, checked: value, onchange: (event) => turn(name, event.target.checked) }), h("div", {}, said));
  }
  if (typeof value === "number") {
    return h(
      "div",
      { class: "switch" },
      h("input", { type: "number", min: 0, step: Number.isInteger(value) && !name.endsWith("seconds") ? 1 : 0.5, id, "data-at": id, value, onchange: (event) => turn(name, Number(event.target.value)) }),
      h("div", {}, said),
    );
  }
  return table(name, value, turn, id, said);
}

function table(name, value, turn, id, said) {
  const words = name === "fail_with";
  const method = h("select", { id, "data-at": id }, METHODS.map((one) => h("option", { value: one }, one)));
  const amount = h("input", {
    type: words ? "text" : "number",
    "aria-label": words ? "Error code" : name === "delays" ? "Seconds" : "How many",
    value: words ? "internal_error" : 1,
    min: 0,
    step: name === "delays" ? 0.5 : 1,
  });
  const add = () => turn(name, { ...value, [method.value]: words ? amount.value : Number(amount.value) });
  const gone = (one) => turn(name, Object.fromEntries(Object.entries(value).filter(([other]) => other !== one)));
  const set = Object.entries(value).filter(([, one]) => one !== 0);
  return h(
    "div",
    { class: "switch table" },
    h(
      "div",
      {},
      said,
      h("div", { class: "row" }, method, amount, h("button", { type: "button", class: "button small", "aria-label": `Set: ${said[0].textContent}`, onclick: add }, "Set")),
      set.map(([one, so]) =>
        h("span", { class: "set" }, `${one}: ${so}`, h("button", { type: "button", "aria-label": `Take away ${one}`, onclick: () => gone(one) }, icon("close"))),
      ),
    ),
  );
}
