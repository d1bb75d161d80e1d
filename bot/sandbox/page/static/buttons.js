// Buttons and overflow menus: asked once where the app wants that, busy until the app has taken the click.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";
import { toMessage } from "./permalinks.js";
import { text } from "./words.js";

/** Draw a button. */
export function button(block, one, place) {
  const node = h(
    one.url ? "a" : "button",
    {
      type: one.url ? null : "button",
      href: one.url ?? null,
      target: one.url ? "_blank" : null,
      rel: one.url ? "noopener noreferrer" : null,
      class: `button ${one.style ?? ""}`,
      "aria-label": one.accessibility_label ?? null,
      "data-at": `${block.block_id} ${one.action_id}`,
      onclick: () => press(node, one, place, { block_id: block.block_id, action_id: one.action_id }),
    },
    h("span", {}, text(one.text, place.seen)),
  );
  return one.url ? toMessage(node, one.url, place.seen) : node;
}

/** Draw a menu behind three dots. */
export function overflow(block, one, place) {
  const at = { block_id: block.block_id, action_id: one.action_id };
  const node = menu({
    label: "More",
    face: icon("more"),
    at: `${block.block_id} ${one.action_id}`,
    items: () =>
      one.options.map((option) => ({
        label: option.text.text,
        detail: option.description?.text,
        run: () => press(node.querySelector("button"), one, place, { ...at, option: option.value }),
      })),
  });
  return node;
}

async function press(node, one, place, at) {
  if (node.getAttribute("aria-busy") === "true") return;
  if (one.confirm && !(await confirmed(one.confirm, place.seen))) return;
  await busy(node, () => place.act("press", { ...at, confirm: true }));
}

/** Show that something is under way on a button, for as long as it is. */
export async function busy(node, work) {
  node.setAttribute("aria-busy", "true");
  try {
    return await work();
  } finally {
    node.removeAttribute("aria-busy");
  }
}

/** Ask as the app wants it asked before a button acts; true where the person says yes. */
export function confirmed(given, seen) {
  const back = document.activeElement;
  return new Promise((resolve) => {
    const answer = (yes) => {
      dialog.close();
      dialog.remove();
      back?.focus?.();
      resolve(yes);
    };
    const yes = h(
      "button",
      { type: "button", class: `button ${given.style ?? "primary"}`, onclick: () => answer(true) },
      h("span", {}, given.confirm.text),
    );
    const no = h("button", { type: "button", class: "button", onclick: () => answer(false) }, given.deny.text);
    const dialog = h(
      "dialog",
      { class: "confirm", "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" },
      h("h2", { id: "confirm-title" }, text(given.title, seen)),
      h("p", { id: "confirm-text" }, text(given.text, seen)),
      h("footer", {}, no, yes),
    );
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      answer(false);
    });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
