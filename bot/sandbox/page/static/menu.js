// A button that opens a menu, by pointer and by keyboard (w3.org/WAI/ARIA/apg/patterns/menu-button).

import { h, newId } from "./dom.js";

/** Make a menu button; `items` gives `{label, detail, run}` each time it opens. `face` is what the button shows. */
export function menu({ label, face, items, at = null, kind = "icon" }) {
  const id = newId("menu");
  const list = h("div", { class: "menu", role: "menu", id, popover: "auto", "aria-label": label });
  const open = h(
    "button",
    {
      type: "button",
      class: kind,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": label,
      title: label,
      "data-at": at,
      onclick: () => (list.matches(":popover-open") ? list.hidePopover() : show()),
    },
    face,
  );
  const show = () => {
    list.replaceChildren(...items().map((one) => entry(one, list, open)));
    list.showPopover();
    beside(list, open);
    list.querySelector("[role=menuitem]")?.focus();
  };
  list.addEventListener("toggle", (event) => open.setAttribute("aria-expanded", String(event.newState === "open")));
  list.addEventListener("keydown", (event) => walk(event, list, open));
  open.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    show();
  });
  return h("span", { class: "menu-holder" }, open, list);
}

function entry(one, list, open) {
  return h(
    "button",
    {
      type: "button",
      role: "menuitem",
      tabindex: "-1",
      onclick: () => {
        list.hidePopover();
        open.focus();
        one.run();
      },
    },
    h("span", {}, one.label),
    one.detail ? h("small", {}, one.detail) : null,
  );
}

function walk(event, list, open) {
  const all = [...list.querySelectorAll("[role=menuitem]")];
  const here = all.indexOf(document.activeElement);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    all.at(to % all.length).focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    list.hidePopover();
    open.focus();
  }
}

/** Lay a popover under a node, or above it where there is no room; `wide` gives it the node's width. */
export function beside(popover, node, { wide = false } = {}) {
  const at = node.getBoundingClientRect();
  const style = popover.style;
  if (wide) style.width = `${at.width}px`;
  const { offsetWidth: width, offsetHeight: height } = popover;
  const below = innerHeight - at.bottom;
  const above = below < height + 8 && at.top > below;
  style.top = above ? `${Math.max(8, at.top - height - 4)}px` : `${at.bottom + 4}px`;
  style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
}
