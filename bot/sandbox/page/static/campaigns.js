// What the local Octopush holds: its credit, and its campaigns with ticket, state, people and cost.

import { fill, h, keyed } from "./dom.js";
import { ask } from "./server.js";

const STATES = {
  under_computation: "counting people and price",
  ready_to_be_sent: "prepared, not sent",
  failed: "failed",
  scheduled: "will be sent",
  sent: "sent",
  cancelled: "cancelled",
  forgotten: "forgotten",
};

/** Make the panel. */
export function campaigns() {
  const trouble = h("p", { class: "error", role: "alert" });
  const account = h("p", { class: "account" });
  const body = h("tbody", {});
  const table = h(
    "table",
    {},
    h("caption", {}, "Campaigns at Octopush, newest first"),
    h("thead", {}, h("tr", {}, ["Ticket", "State", "People", "Cost", "When"].map((one) => h("th", { scope: "col" }, one)))),
    body,
  );
  const simulated = h("p", { class: "quiet" });
  const empty = h("p", { class: "quiet" }, "No campaign is prepared at Octopush yet.");

  const look = async (seen) => {
    if (!seen.app.octopush) throw new Error("No local Octopush runs beside.");
    const found = await ask("octopush/state");
    account.textContent = `Credit ${money(found.account.balance)} · sent ${found.sendings.length} ${found.sendings.length === 1 ? "time" : "times"}`;
    const real = found.campaigns.filter((one) => !one.simulated).reverse();
    const dry = found.campaigns.length - real.length;
    simulated.textContent = dry ? `${dry} ${dry === 1 ? "simulation" : "simulations"} besides, which send nothing.` : "";
    table.hidden = real.length === 0;
    empty.hidden = real.length > 0;
    keyed(body, real, { key: (one) => one.ticket, sign: (one) => `${JSON.stringify(one)} ${seen.zone}`, make: (one) => row(one, seen) });
  };
  const failed = (words) => {
    trouble.textContent = words ?? "";
    if (words) fill(account);
  };
  return { node: h("div", { class: "at-octopush" }, trouble, account, empty, table, simulated), look, failed };
}

function row(one, seen) {
  const at = one.sent_at ?? one.leaves_at ?? one.send_at;
  const again = one.sendings.length > 1 ? `, asked ${one.sendings.length} times` : "";
  return h(
    "tr",
    { class: one.state },
    h("th", { scope: "row" }, h("code", {}, one.ticket)),
    h("td", {}, (STATES[one.state] ?? one.state) + again, one.error ? h("small", {}, one.error) : null),
    h("td", {}, one.number_of_contacts.toLocaleString("en")),
    h("td", {}, money(one.cost)),
    h("td", {}, at ? seen.format(new Date(at), { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }) : "now"),
  );
}

function money(euros) {
  return `${Number(euros).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} €`;
}
