// Every HTTP exchange of the bot, newest first: with Slack and with Octopush, how long it took, and what was left of the
// 3 seconds that Slack gives.

import { fill, h, keyed } from "./dom.js";
import { ask } from "./server.js";

/** How many exchanges are shown. */
const SHOWN = 150;

/** Make the list. */
export function exchanges() {
  let known = [];
  let last = 0;
  const trouble = h("p", { class: "error", role: "alert" });
  const list = h("ol", { class: "exchanges", "aria-label": "Exchanges, newest first" });
  const empty = h("p", { class: "quiet" }, "Nothing yet. Type a command, and see what goes over the wire.");

  const look = async (seen) => {
    const [news, octopush] = await Promise.all([
      ask(`exchanges?after=${last}`),
      seen.app.octopush ? ask("octopush/state") : { exchanges: [] },
    ]);
    last = news.at(-1)?.number ?? last;
    known = [...known, ...news.map(withSlack)].slice(-SHOWN);
    const all = [...known, ...octopush.exchanges.map(withOctopush)].sort((a, b) => a.order - b.order).slice(-SHOWN).reverse();
    empty.hidden = all.length > 0;
    keyed(list, all, { key: (one) => one.id, sign: (one) => `${one.id} ${seen.zone}`, make: (one) => row(one, seen) });
  };
  const failed = (words) => {
    trouble.textContent = words ?? "";
  };
  return { node: h("div", {}, trouble, empty, list), look, failed };
}

function withSlack(one) {
  const is_api = one.way === "api";
  return {
    ...one,
    id: `slack ${one.number}`,
    order: Date.parse(one.at),
    between: is_api ? "Bot → Slack" : "Slack → bot",
    kind: is_api ? "call" : "delivery",
    note: one.left_ms === null ? null : left(one.left_ms),
    tight: one.left_ms !== null && one.left_ms < 1000,
    bad: Boolean(one.error),
  };
}

function withOctopush(one, place) {
  return {
    ...one,
    id: `octopush ${place} ${one.at}`,
    order: Date.parse(one.at),
    between: "Bot → Octopush",
    kind: "octopush",
    what: `${one.method} ${one.path.replace("/v1/public", "")}`,
    response: one.answer,
    note: null,
    error: one.fault ? `made to go wrong: ${one.fault}` : null,
    bad: one.status === null || one.status >= 400 || Boolean(one.fault),
  };
}

function left(ms) {
  return ms < 0 ? `${(-ms / 1000).toFixed(2)} s too late` : `${(ms / 1000).toFixed(2)} s left`;
}

function row(one, seen) {
  const at = seen.format(new Date(one.at), { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return h(
    "li",
    { class: [one.kind, one.bad ? "bad" : "", one.tight ? "tight" : ""].join(" ") },
    h(
      "details",
      { ontoggle: (event) => event.target.open && opened(event.target, one) },
      h(
        "summary",
        { "data-at": "summary" },
        h("span", { class: "between" }, one.between),
        h("code", {}, one.what),
        h("span", { class: "figures" }, `${one.status ?? "no answer"} · ${one.ms.toFixed(0)} ms`, one.note ? ` · ${one.note}` : null),
        h("time", { datetime: one.at }, at),
        one.error ? h("span", { class: "fault" }, one.error) : null,
      ),
      h("div", { class: "bodies" }),
    ),
  );
}

function opened(details, one) {
  const body = (name, value) => [h("h4", {}, name), h("pre", { tabindex: "0" }, JSON.stringify(value, null, 2) ?? "nothing")];
  fill(details.querySelector(".bodies"), body("Request", one.request), body("Answer", one.response));
}
