// What the local Octopush holds: the account, and every campaign with its ticket, state, count and cost.

import { fill, h, keyed } from "./dom.js";
import { ask } from "./server.js";

const STATES = {
  under_computation: "counting",
  ready_to_be_sent: "prepared, waits to be confirmed",
  failed: "failed",
  scheduled: "confirmed, leaves at its moment",
  sent: "sent",
  cancelled: "cancelled",
  forgotten: "forgotten",
};

/** Make the view. */
export function octopush({ store }) {
  const account = h("p", { class: "account" });
  const body = h("tbody", {});
  const empty = h("p", { class: "quiet" }, "Octopush has no campaign yet.");
  const node = h(
    "div",
    {},
    account,
    h(
      "table",
      {},
      h("caption", { class: "unseen" }, "Campaigns at the local Octopush, newest first"),
      h("thead", {}, h("tr", {}, ["Ticket", "State", "Audience", "People", "Cost", "For", "Text"].map((one) => h("th", { scope: "col" }, one)))),
      body,
    ),
    empty,
  );
  const render = async (seen) => {
    if (!store.app.octopush) {
      account.textContent = "No local Octopush runs beside this Slack.";
      return;
    }
    const found = await ask("octopush/state").catch(() => null);
    if (!found) return;
    fill(account, ...accountWords(found.account, found.sendings.length));
    empty.hidden = found.campaigns.length > 0;
    keyed(body, [...found.campaigns].reverse(), {
      key: (one) => one.ticket,
      sign: (one) => JSON.stringify([one, seen.me]),
      make: (one) => row(one, seen),
    });
  };
  return { node, render };
}

function accountWords({ balance, lists, tags }, sendings) {
  const named = (given) => Object.entries(given).map(([name, people]) => `${name} (${people.toLocaleString("en")})`).join(", ");
  return [
    h("strong", {}, `${Number(balance).toLocaleString("en", { minimumFractionDigits: 2 })} €`),
    " of credit · ",
    h("strong", {}, String(sendings)),
    ` ${sendings === 1 ? "campaign" : "campaigns"} confirmed · lists: ${named(lists)} · tags: ${named(tags)}`,
  ];
}

function row(one, seen) {
  const twice = one.sendings.length > 1;
  const state = one.simulated ? "simulation" : (STATES[one.state] ?? one.state);
  const { list_name: list, tag_name: tag, text } = one.brief;
  return h(
    "tr",
    { class: [one.simulated ? "faint" : "", twice ? "bad" : ""].join(" ") },
    h("td", {}, h("code", {}, one.ticket)),
    h("td", {}, h("span", { class: `state ${one.simulated ? "simulated" : one.state}` }, twice ? `sent ${one.sendings.length} times!` : state), one.error ? ` (${one.error})` : ""),
    h("td", {}, [list && `list ${list}`, tag && `tag ${tag}`].filter(Boolean).join(", ") || "–"),
    h("td", { class: "number" }, one.number_of_contacts.toLocaleString("en")),
    h("td", { class: "number" }, `${Number(one.cost).toFixed(2)} €`),
    h("td", {}, one.send_at ? seen.own(new Date(one.send_at), { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }) : "at once"),
    h("td", { class: "clip", title: text }, text),
  );
}
