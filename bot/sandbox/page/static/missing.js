// What the page cannot draw is said loudly: nobody should take a screen for whole that is not.

import { h } from "./dom.js";

/** Stand in for something that cannot be drawn. */
export function missing(kind, name, given) {
  return h(
    "div",
    { class: "missing", role: "alert" },
    h("strong", {}, `The page cannot draw this ${kind}: ${name}`),
    given ? h("details", {}, h("summary", {}, "What the app sent"), h("pre", {}, JSON.stringify(given, null, 2))) : null,
  );
}
