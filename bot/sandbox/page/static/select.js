// Selects of every kind as a combobox with a list (w3.org/WAI/ARIA/apg/patterns/combobox): what is typed narrows the
// options, or asks the app for them. Several may be chosen where the element says so.

import { confirmed } from "./buttons.js";
import { h, newId } from "./dom.js";
import { control, holder } from "./holder.js";
import { icon } from "./icons.js";
import { beside } from "./menu.js";
import { offers } from "./offers.js";

/** Milliseconds of quiet after which the app is asked. */
const QUIET = 200;

/** Make a select. */
export function select(block, element, place, words) {
  const many = element.type.startsWith("multi_");
  const keeping = holder(place, block, element);
  const source = offers(element, place);
  const listId = newId("list");
  let held = [];
  let shown = [];
  let active = -1;
  let asked = 0;
  let timer = null;

  const list = h("div", { class: "options", role: "listbox", id: listId, popover: "manual", "aria-label": words.legend ?? words.label });
  const say = h("div", { class: "unseen", role: "status" });
  const detail = h("span", { class: "picked-detail" });
  const chips = h("ul", { class: "chips", "aria-label": "Chosen" });
  const input = h("input", {
    ...control(block, element, words),
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": listId,
    placeholder: element.placeholder?.text ?? "Choose…",
    onclick: () => open(),
    oninput: () => look(),
    onblur: () => setTimeout(() => box.contains(document.activeElement) || close(), 0),
    onkeydown: (event) => key(event),
  });
  const clear = h(
    "button",
    { type: "button", class: "clear", "aria-label": "Clear", title: "Clear", hidden: true, onclick: () => empty() },
    icon("close"),
  );
  const box = h("div", { class: "select" }, many ? chips : null, h("div", { class: "select-line" }, input, detail, clear, say), list);

  const isOpen = () => list.matches(":popover-open");
  const open = () => {
    if (isOpen()) return;
    if (!many) input.select();
    list.showPopover();
    input.setAttribute("aria-expanded", "true");
    detail.hidden = true;
    look("");
  };
  const close = () => {
    if (!isOpen()) return;
    asked += 1;
    clearTimeout(timer);
    shown = [];
    list.removeAttribute("aria-busy");
    list.replaceChildren();
    list.hidePopover();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    face();
  };

  const look = (query = input.value) => {
    if (!isOpen()) {
      open();
      return;
    }
    clearTimeout(timer);
    const mine = (asked += 1);
    const fetch = async () => {
      if (source.asks && !shown.length) message("Loading…", "loading");
      const found = await source.find(query.trim(), keeping.at);
      if (mine === asked && isOpen()) show(found);
    };
    if (source.asks) outdate();
    if (source.asks && query) timer = setTimeout(fetch, QUIET);
    else fetch();
  };

  // What is shown answers older words: nobody picks from it, least of all by an Enter that was meant for the new ones.
  const outdate = () => {
    list.setAttribute("aria-busy", "true");
    activate(-1);
  };

  const show = ({ groups, error, note }) => {
    shown = [];
    list.removeAttribute("aria-busy");
    if (error || note || !groups.some((one) => one.options.length)) {
      message(error ?? note ?? (input.value && !held.length ? "Nothing fits." : "Nothing to choose from yet. Type a name."), error ? "error" : "none");
      return;
    }
    const nodes = groups.map((group) => {
      const rows = group.options.map(row);
      if (!group.label) return rows;
      const id = newId("group");
      return h("div", { role: "group", "aria-labelledby": id }, h("div", { class: "group", id }, group.label), rows);
    });
    list.replaceChildren(...nodes.flat());
    say.textContent = `${shown.length} ${shown.length === 1 ? "option" : "options"}`;
    activate(0);
    beside(list, input.parentElement, { wide: true });
  };
  const row = (option) => {
    const chosen = held.some((one) => one.value === option.value);
    const node = h(
      "div",
      {
        role: "option",
        id: newId("option"),
        "aria-selected": String(chosen),
        onmousedown: (event) => event.preventDefault(),
        onclick: () => pick(option),
      },
      h("span", {}, option.text),
      option.description ? h("small", {}, option.description) : null,
    );
    shown.push({ option, node });
    return node;
  };
  const message = (said, kind) => {
    shown = [];
    activate(-1);
    list.replaceChildren(h("div", { class: `list-${kind}`, role: "option", "aria-disabled": "true", "aria-selected": "false" }, said));
    say.textContent = said;
    beside(list, input.parentElement, { wide: true });
  };
  const activate = (to) => {
    shown[active]?.node.classList.remove("active");
    active = to;
    const node = shown[to]?.node;
    if (!node) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    node.classList.add("active");
    node.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", node.id);
  };

  const key = (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + 8, PageUp: active - 8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!isOpen()) open();
      else if (shown.length && !list.hasAttribute("aria-busy")) activate(around(event.key, step));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen() && shown[active]) pick(shown[active].option);
      else if (!isOpen()) open();
    } else if (event.key === "Escape" && isOpen()) {
      // The first Escape closes the list, and only the next one what it stands in.
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") close();
    else if (event.key === "Backspace" && many && !input.value && held.length) drop(held.at(-1));
  };
  const around = (name, step) => {
    if (name.startsWith("Page")) return Math.max(0, Math.min(step, shown.length - 1));
    return (step + shown.length) % shown.length;
  };

  const pick = async (option) => {
    if (element.confirm && !(await confirmed(element.confirm, place.seen))) return;
    const before = held;
    held = many ? [...held.filter((one) => one.value !== option.value), option] : [option];
    if (many && before.some((one) => one.value === option.value)) held = before;
    input.value = "";
    close();
    face();
    const value = many ? held.map((one) => one.value) : option.value;
    const done = await (source.asks ? keeping.send("take", { option: option.value }) : keeping.send("choose", { value }));
    if (!done) undo(before);
  };
  const drop = async (option) => {
    const before = held;
    held = held.filter((one) => one.value !== option.value);
    face();
    input.focus();
    if (!(await keeping.send("choose", { value: held.map((one) => one.value) }))) undo(before);
  };
  const empty = async () => {
    const before = held;
    held = [];
    close();
    face();
    input.focus();
    if (!(await keeping.send("choose", { value: null }))) undo(before);
  };
  const undo = (before) => {
    held = before;
    face();
  };

  const face = () => {
    const [one] = held;
    input.value = many ? "" : (one?.text ?? "");
    detail.textContent = many ? "" : (one?.description ?? "");
    detail.hidden = many || !one?.description;
    clear.hidden = many || !one || Boolean(words.required);
    if (many) {
      chips.hidden = held.length === 0;
      chips.replaceChildren(...held.map(chip));
    }
  };
  const chip = (option) =>
    h(
      "li",
      {},
      option.text,
      h("button", { type: "button", "aria-label": `Remove ${option.text}`, onclick: () => drop(option) }, icon("close")),
    );
  face();

  return {
    node: box,
    control: input,
    flush: () => keeping.settled(),
    take(value) {
      if (!keeping.isNews(value)) return;
      held = [value].flat().filter(Boolean).map(source.named);
      if (!isOpen()) face();
    },
  };
}
