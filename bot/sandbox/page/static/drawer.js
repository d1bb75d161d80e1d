// What is going on behind: the exchanges, the local Octopush, and what can be made to go wrong. It opens under the
// workspace, also while a modal is open, so that a fault can be set between two clicks.

import { h } from "./dom.js";
import { exchanges } from "./exchanges.js";
import { icon } from "./icons.js";
import { octopush } from "./octopush.js";
import { slackFaults } from "./slack_faults.js";
import { octopushFaults } from "./octopush_faults.js";
import { go, where } from "./route.js";
import { tries } from "./tries.js";

/** Milliseconds between two looks at what the local Slack does not tell of by itself. */
const LOOK = 1000;

/** Make the drawer. */
export function drawer({ store, say }) {
  const panels = {
    try: { name: "Things to try", ...tries({ store, say }) },
    exchanges: { name: "Exchanges", ...exchanges({ store }) },
    octopush: { name: "Octopush", ...octopush({ store }) },
    faults: { name: "Make it go wrong", ...both(slackFaults({ say }), octopushFaults({ store, say })) },
  };
  const listeners = [];
  let current = null;

  const tabs = Object.entries(panels).map(([id, panel]) =>
    h(
      "button",
      { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}`, "aria-selected": "false", tabindex: "-1", onclick: () => go({ behind: id }, { replace: true }) },
      panel.name,
    ),
  );
  const bodies = Object.entries(panels).map(([id, panel]) =>
    h("div", { role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}`, class: "panel", tabindex: "0", hidden: true }, panel.node),
  );
  const tablist = h("div", { role: "tablist", "aria-label": "What is going on", onkeydown: (event) => walk(event) }, tabs);
  const cross = h("button", { type: "button", class: "icon", "aria-label": "Close what is going on", onclick: () => go({ behind: null }, { replace: true }) }, icon("close"));
  const node = h("section", { class: "drawer", id: "drawer", "aria-label": "What is going on", hidden: true }, h("header", {}, tablist, cross), bodies);

  const walk = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const here = tabs.indexOf(document.activeElement);
    const to = tabs[(here + step + tabs.length) % tabs.length];
    to.click();
    to.focus();
  };
  const render = () => {
    const wanted = where().behind in panels ? where().behind : null;
    if (wanted !== current) {
      current = wanted;
      node.hidden = !current;
      document.body.classList.toggle("with-drawer", Boolean(current));
      Object.keys(panels).forEach((id, place) => {
        bodies[place].hidden = id !== current;
        tabs[place].setAttribute("aria-selected", String(id === current));
        tabs[place].tabIndex = id === current ? 0 : -1;
      });
      for (const one of listeners) one(Boolean(current));
    }
    look();
  };
  const look = () => {
    if (current && store.seen && !document.hidden) panels[current].render(store.seen);
  };
  setInterval(look, LOOK);
  return {
    node,
    render,
    toggle: () => go({ behind: current ? null : "try" }, { replace: true }),
    onToggle: (listener) => listeners.push(listener),
  };
}

function both(one, other) {
  return {
    node: h("div", { class: "two" }, one.node, other.node),
    render(seen) {
      one.render(seen);
      other.render(seen);
    },
  };
}
