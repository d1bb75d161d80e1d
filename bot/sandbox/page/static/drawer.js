// What is going on behind: the exchanges, the local Octopush's campaigns, and what can be made to go wrong.
// What it shows is asked for while it is open, since not all of it changes what a person sees.

import { campaigns } from "./campaigns.js";
import { h } from "./dom.js";
import { exchanges } from "./exchanges.js";
import { faults } from "./faults.js";
import { go, where } from "./route.js";

/** How often an open drawer looks again, in milliseconds. */
const OFTEN = 1000;

/** Make the drawer; `say` tells what went wrong. */
export function drawer({ say }) {
  const tabs = [
    { name: "exchanges", words: "Exchanges", ...exchanges() },
    { name: "octopush", words: "Octopush's campaigns", ...campaigns() },
    { name: "switches", words: "Make things go wrong", ...faults({ say }) },
  ];
  const toggle = h(
    "button",
    { type: "button", class: "button small", "aria-expanded": "false", "aria-controls": "behind", onclick: () => open(where().behind ? null : "exchanges") },
    "What is going on",
  );
  for (const tab of tabs) {
    tab.button = h(
      "button",
      { type: "button", role: "tab", id: `tab-${tab.name}`, "aria-controls": `panel-${tab.name}`, onclick: () => open(tab.name) },
      tab.words,
    );
    tab.panel = h("div", { class: "panel", role: "tabpanel", id: `panel-${tab.name}`, "aria-labelledby": `tab-${tab.name}`, tabindex: "0" }, tab.node);
  }
  const cross = h("button", { type: "button", class: "icon", "aria-label": "Close what is going on", title: "Close", onclick: () => shut() }, "×");
  const list = h("div", { class: "tablist", role: "tablist", "aria-label": "What is going on" }, tabs.map((one) => one.button));
  const node = h("aside", { class: "behind", id: "behind", "aria-label": "What is going on", hidden: true }, h("header", {}, list, cross), tabs.map((one) => one.panel));
  list.addEventListener("keydown", (event) => walk(event));
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) shut();
  });

  const open = (name) => go({ behind: name });
  const shut = () => {
    open(null);
    toggle.focus();
  };
  const current = () => tabs.find((one) => one.name === where().behind);
  const settle = () => {
    const now = current();
    node.hidden = !now;
    document.body.classList.toggle("with-behind", Boolean(now));
    toggle.setAttribute("aria-expanded", String(Boolean(now)));
    for (const one of tabs) {
      one.panel.hidden = one !== now;
      one.button.setAttribute("aria-selected", String(one === now));
      one.button.tabIndex = one === now ? 0 : -1;
    }
    look();
  };
  const walk = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const to = tabs[(tabs.indexOf(current()) + step + tabs.length) % tabs.length];
    open(to.name);
    to.button.focus();
  };

  let seen = null;
  let looking = false;
  const look = async () => {
    const now = current();
    if (!now || !seen || looking || document.hidden) return;
    looking = true;
    try {
      await now.look(seen);
      now.failed?.(null);
    } catch (no) {
      now.failed?.(no.message);
    } finally {
      looking = false;
    }
  };
  setInterval(look, OFTEN);
  return {
    node,
    toggle,
    settle,
    render(given) {
      seen = given;
      look();
    },
  };
}
