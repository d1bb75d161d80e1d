// Modals: the view on top of a person's stack, as the server holds it. The focus stays in it; what is behind is inert.
// The strip and the drawer around the workspace stay usable, so that faults can be set while a form is open.

import { blocks } from "./blocks.js";
import { busy } from "./buttons.js";
import { announce, fill, h } from "./dom.js";
import { icon } from "./icons.js";

/** Make the layer in which modals open, over `behind`; `act(deed, body)` acts as the person. */
export function modals({ behind, act }) {
  const layer = h("div", { class: "scrim", hidden: true });
  let current = null;
  let back = null;

  const render = (seen) => {
    const view = seen.stack.at(-1);
    if (!view) {
      close();
      return;
    }
    if (current?.id !== view.id) {
      if (!current) back = document.activeElement;
      current = screen(view, seen, act);
      layer.replaceChildren(current.node);
      layer.hidden = false;
      behind.inert = true;
      current.show(view, seen, seen.stack.length);
      current.focus();
    } else current.show(view, seen, seen.stack.length);
  };
  const close = () => {
    if (!current) return;
    current = null;
    layer.replaceChildren();
    layer.hidden = true;
    behind.inert = false;
    if (back?.isConnected && back !== document.body) back.focus();
    else document.querySelector("main .composer textarea")?.focus();
  };
  return { layer, render, flush: () => current?.flush(), isOpen: () => Boolean(current) };
}

function screen(first, seenFirst, act) {
  const fields = new Set();
  const errors = new Map();
  let hash = first.hash;
  let refused = "";

  const title = h("h2", { id: "modal-title", tabindex: "-1" });
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const body = h("div", { class: "modal-body" });
  const scroll = h("div", { class: "modal-scroll" }, problem, body);
  const submit = h("button", { type: "button", class: "button primary", "data-at": "submit", onclick: () => send() });
  const cancel = h("button", { type: "button", class: "button", "data-at": "cancel", onclick: () => leave(cancel, "back") });
  const cross = h("button", { type: "button", class: "icon", "aria-label": "Close", title: "Close", onclick: () => leave(cross, "close") }, icon("close"));
  const arrow = h("button", { type: "button", class: "icon", "aria-label": "Back", title: "Back", onclick: () => leave(arrow, "back") }, icon("back"));
  const node = h(
    "div",
    { class: "modal", role: "dialog", "aria-modal": "true", "aria-labelledby": "modal-title", onkeydown: (event) => key(event) },
    h("header", {}, arrow, title, cross),
    scroll,
    h("footer", {}, cancel, submit),
  );
  const place = {
    kind: "view",
    heading: "h3",
    fields,
    errors,
    act: (deed, given, how) => act(deed, given, how),
    submit: () => !submit.hidden && send(),
  };

  const show = (view, seen, depth) => {
    const news = view.hash !== hash;
    hash = view.hash;
    Object.assign(place, { seen, values: view.values });
    title.textContent = view.title;
    arrow.hidden = depth < 2;
    fill(cancel, h("span", {}, view.close ?? "Cancel"));
    fill(submit, h("span", {}, view.submit ?? ""));
    submit.hidden = !view.submit;
    problem.hidden = !view.problem;
    problem.textContent = view.problem ?? "";
    blocks(body, view.blocks, place);
    for (const field of fields) if (!field.node.isConnected) fields.delete(field);
    for (const [id, slot] of errors) if (!slot.node.isConnected) errors.delete(id);
    // Where nothing inside takes the focus, the text itself does, so that the arrows scroll it.
    scroll.tabIndex = fields.size ? -1 : 0;
    for (const field of fields) field.take(field.held());
    showErrors(view.errors);
    if (news) announce(`${view.title} has changed.`);
  };
  const showErrors = (given) => {
    const words = JSON.stringify(given);
    for (const [id, { node: slot, field }] of errors) {
      slot.textContent = given[id] ?? "";
      field.control.toggleAttribute("aria-invalid", Boolean(given[id]));
      if (given[id]) field.control.setAttribute("aria-invalid", "true");
    }
    if (words !== refused && Object.keys(given).length) {
      const [where] = [...errors].find(([id]) => given[id]) ?? [];
      if (where) errors.get(where).field.control.focus();
      announce(Object.values(given).join(" "));
    }
    refused = words;
  };

  const flush = () => Promise.all([...fields].map((one) => one.flush()));
  const send = async () => {
    if (submit.getAttribute("aria-busy") === "true") return;
    refused = "";
    await busy(submit, async () => {
      await flush();
      await act("submit", {}, { quiet: true }).catch(() => null);
    });
  };
  const leave = (button, deed) => busy(button, () => flush().then(() => act(deed, {})).catch(() => null));

  const key = (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      leave(cross, arrow.hidden ? "close" : "back");
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !submit.hidden) {
      event.preventDefault();
      send();
    } else if (event.key === "Tab") keepInside(event, node);
  };
  const focus = () => {
    const wanted = first.blocks.find((one) => one.element?.focus_on_load);
    const fine = matchMedia("(pointer: fine)").matches;
    const [field] = wanted ? [errors.get(wanted.block_id)?.field] : [...errors.values()].map((one) => one.field);
    if (field && fine) field.control.focus({ preventScroll: true });
    else title.focus();
    announce(first.title);
  };
  return { id: first.id, node, show, flush, focus };
}

function keepInside(event, node) {
  const able = [...node.querySelectorAll("a[href], button, input, textarea, [tabindex='0']")].filter(
    (one) => !one.disabled && one.offsetParent !== null && one.tabIndex >= 0,
  );
  const here = document.activeElement;
  const [first, last] = [able[0], able.at(-1)];
  if (event.shiftKey && (here === first || !able.includes(here))) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && here === last) {
    event.preventDefault();
    first.focus();
  }
}
