// The strip on top: that this is a sandbox, who one acts as, what time it is there, and the way to what goes on behind.

import { clock } from "./clock.js";
import { fill, h } from "./dom.js";
import { addressOf, go } from "./route.js";

/** Make the strip; `behind` is the drawer it opens. */
export function strip({ store, behind, say }) {
  const time = clock({ say });
  const who = h("select", { id: "act-as", onchange: () => go({ as: who.value, thread: null }) });
  const second = h("a", { class: "button small", target: "_blank", rel: "noopener" }, "Second window");
  const side = h(
    "button",
    {
      type: "button",
      class: "icon side-toggle",
      "aria-label": "Channels and apps",
      "aria-controls": "sidebar",
      "aria-expanded": "false",
      onclick: () => {
        const is = document.body.classList.toggle("with-sidebar");
        side.setAttribute("aria-expanded", String(is));
        if (is) document.querySelector(".sidebar a")?.focus();
      },
    },
    "☰",
  );
  const node = h(
    "header",
    { class: "strip" },
    side,
    h("p", { class: "banner" }, h("strong", {}, "SANDBOX"), ": nothing here reaches a real phone"),
    h("div", { class: "strip-tools" }, time.node, h("label", { for: "act-as" }, "Act as"), who, second, behind.toggle),
  );
  const render = (seen) => {
    const { parts } = store.app;
    const all = Object.entries(parts).map(([id, part]) => ({ ...seen.byId.get(id), part }));
    const words = JSON.stringify(all.map((one) => [one.name, one.real_name, one.part]));
    if (who.dataset.words !== words) {
      who.dataset.words = words;
      fill(who, all.map((one) => h("option", { value: one.name }, `${one.real_name}: ${one.part}`)));
    }
    who.value = seen.person.name;
    second.href = addressOf({ behind: null });
    side.setAttribute("aria-expanded", String(document.body.classList.contains("with-sidebar")));
    time.render(seen);
  };
  return { node, render };
}
