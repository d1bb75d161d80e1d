// The HTTP exchanges, newest first: Slack's deliveries to the bot with what was left of the three seconds, the bot's
// calls of Slack's API, and its calls of Octopush.

import { h, keyed } from "./dom.js";
import { ask } from "./server.js";

/** How many are shown. */
const SHOWN = 150;

const WAYS = { delivery: ["Slack → bot", "to-bot"], api: ["bot → Slack", "to-slack"], octopush: ["bot → Octopush", "to-octopush"] };

/** Make the list. */
export function exchanges({ store }) {
  const body = h("tbody", {});
  const empty = h("p", { class: "quiet" }, "Nothing has gone over the wire yet.");
  const node = h(
    "div",
    {},
    h(
      "table",
      { class: "exchanges" },
      h("caption", { class: "unseen" }, "Exchanges, newest first"),
      h("thead", {}, h("tr", {}, ["At", "Way", "What", "Answer", "Took", "Left of 3 s"].map((one) => h("th", { scope: "col" }, one)))),
      body,
    ),
    empty,
  );
  const slack = [];
  let looking = false;

  const render = async (seen) => {
    if (looking) return;
    looking = true;
    try {
      slack.push(...(await ask(`exchanges?after=${slack.at(-1)?.number ?? 0}`)).map(ofSlack));
      slack.splice(0, Math.max(0, slack.length - SHOWN));
      const others = store.app.octopush ? (await ask("octopush/state")).exchanges.map(ofOctopush) : [];
      const all = [...slack, ...others].sort((one, other) => one.at - other.at || one.order - other.order);
      empty.hidden = all.length > 0;
      keyed(body, all.slice(-SHOWN).reverse(), {
        key: (one) => one.id,
        sign: (one) => `${one.id} ${seen.me}`,
        make: (one) => row(one, seen),
      });
    } catch {
      // Said elsewhere: the line to the server is cut.
    } finally {
      looking = false;
    }
  };
  return { node, render };
}

function ofSlack(one) {
  const { number, at, way, what, status, ms, left_ms: left, error, request, response } = one;
  return { id: `s${number}`, number, order: number, at: Date.parse(at), way, what, status, ms, left, error, request, response: parsed(response) };
}

function ofOctopush(one, place) {
  const what = `${one.method} ${one.path.replace("/v1/public/", "")}`;
  const error = one.fault ? `fault: ${one.fault}` : null;
  return { id: `o${one.at}${one.path}`, order: place, at: Date.parse(one.at), way: "octopush", what, status: one.status, ms: one.ms, left: null, error, request: one.request, response: one.answer };
}

function parsed(words) {
  try {
    return typeof words === "string" ? JSON.parse(words) : words;
  } catch {
    return words;
  }
}

function row(one, seen) {
  const [way, look] = WAYS[one.way];
  const at = seen.own(new Date(one.at), { timeStyle: "medium" });
  const bad = one.error || !one.status || one.status >= 400;
  return h(
    "tr",
    { class: bad ? "bad" : null },
    h("td", {}, at),
    h("td", {}, h("span", { class: `way ${look}` }, way)),
    h(
      "td",
      { class: "what" },
      h(
        "details",
        {},
        h("summary", {}, one.what),
        h("div", { class: "bodies" }, shown("Request", one.request), shown("Answer", one.response)),
      ),
    ),
    h("td", {}, one.error ? `${one.status || "no answer"}, ${one.error}` : String(one.status ?? "no answer")),
    h("td", { class: "number" }, `${one.ms < 10 ? one.ms.toFixed(1) : Math.round(one.ms).toLocaleString("en")} ms`),
    h("td", { class: "number" }, one.left === null ? "" : left(one.left)),
  );
}

function left(ms) {
  const seconds = Math.max(0, ms) / 1000;
  const bar = h("meter", { min: 0, max: 3, low: 0.5, high: 1.5, optimum: 3, value: String(seconds), "aria-label": "Left of 3 s" });
  bar.setAttribute("value", String(seconds));
  return [bar, ` ${seconds.toFixed(2)} s`];
}

function shown(words, body) {
  return h("div", {}, h("h4", {}, words), h("pre", { tabindex: "0" }, body === null || body === "" ? "–" : JSON.stringify(body, null, 2)));
}
