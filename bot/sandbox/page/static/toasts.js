// What went wrong, said where everybody sees it, until it is dismissed.

import { h } from "./dom.js";
import { icon } from "./icons.js";

/** Make the place for such words. */
export function toasts() {
  const cut = h(
    "p",
    { class: "toast", role: "alert", hidden: true },
    "The sandbox does not answer. What you see may be old; the page tries again by itself.",
  );
  const node = h("div", { class: "toasts" }, cut);
  return {
    node,
    line: (is_cut) => {
      cut.hidden = !is_cut;
    },
    say(words) {
      const same = [...node.children].find((one) => one.dataset.words === words);
      same?.remove();
      const toast = h(
        "p",
        { class: "toast", role: "alert", "data-words": words },
        h("span", {}, words),
        h("button", { type: "button", class: "icon", "aria-label": "Dismiss", onclick: () => toast.remove() }, icon("close")),
      );
      node.append(toast);
      while (node.children.length > 4) node.children[1].remove();
    },
  };
}
