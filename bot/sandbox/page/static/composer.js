// Where one writes: messages, and slash commands with their completion and hints; global shortcuts beside it.

import { h, newId } from "./dom.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";

/** Make a composer. */
export function composer({ act, label, store }) {
  const listId = newId("commands");
  let place = null;
  let active = 0;
  let offered = [];
  const drafts = new Map();

  const input = h("textarea", {
    rows: 1,
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": listId,
    "data-at": "composer",
    oninput: () => changed(),
    onkeydown: (event) => key(event),
    onblur: () => setTimeout(hide, 100),
    onfocus: () => complete(),
  });
  const list = h("div", { class: "commands", role: "listbox", id: listId, "aria-label": "Commands", hidden: true });
  const hint = h("p", { class: "command-hint", hidden: true });
  const refused = h("p", { class: "refused", role: "alert", hidden: true });
  const send = h("button", { type: "button", class: "send", "aria-label": "Send", title: "Send (Enter)", onclick: () => post() }, icon("send"));
  const shortcuts = menu({
    label: "Shortcuts",
    face: icon("plus"),
    items: () =>
      store.app.shortcuts
        .filter((one) => one.type === "global")
        .map((one) => ({
          label: one.name,
          detail: `${store.app.name} · ${one.description}`,
          run: () => act("shortcut", { callback_id: one.callback_id }).catch(() => null),
        })),
  });
  const node = h(
    "div",
    { class: "composer" },
    refused,
    list,
    h("div", { class: "composer-box" }, shortcuts, input, send),
    hint,
  );

  const render = (seen, given) => {
    const key = `${seen.me} ${given.channel} ${given.thread ?? ""}`;
    if (place?.key !== key) {
      if (place) drafts.set(place.key, input.value);
      place = { ...given, key };
      input.value = drafts.get(key) ?? "";
      refuse(null);
      changed();
    }
    const words = given.thread ? "Reply…" : `Message ${given.name}, or / for a command`;
    input.placeholder = words;
    input.setAttribute("aria-label", given.thread ? "Reply in the thread" : `${label} ${given.name}`);
    shortcuts.hidden = Boolean(given.thread);
  };

  const changed = () => {
    send.disabled = !input.value.trim();
    complete();
  };
  const complete = () => {
    const [word] = /^\/\S*/.exec(input.value) ?? [];
    const more = input.value.length > (word?.length ?? 0);
    const all = store.app?.commands ?? [];
    const whole = all.find((one) => one.command === word);
    offered = word && !more && !place?.thread ? all.filter((one) => one.command.startsWith(word)) : [];
    active = 0;
    list.hidden = offered.length === 0 || document.activeElement !== input;
    list.replaceChildren(...offered.map(row));
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark();
    hint.hidden = !whole;
    hint.textContent = whole ? `${whole.command} ${whole.usage_hint}: press Enter to run it` : "";
  };
  const row = (one, place) =>
    h(
      "div",
      {
        role: "option",
        id: `${listId}-${place}`,
        "aria-selected": "false",
        onmousedown: (event) => event.preventDefault(),
        onclick: () => put(`${one.command} `),
      },
      h("strong", {}, one.command),
      h("span", { class: "usage" }, ` ${one.usage_hint} `),
      h("small", {}, `${one.description} · ${store.app.name}`),
    );
  const mark = () => {
    [...list.children].forEach((one, place) => one.setAttribute("aria-selected", String(place === active)));
    if (offered.length && !list.hidden) input.setAttribute("aria-activedescendant", `${listId}-${active}`);
    else input.removeAttribute("aria-activedescendant");
  };
  const hide = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const key = (event) => {
    if (event.isComposing) return;
    const choosing = !list.hidden && offered.length;
    if (choosing && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + offered.length) % offered.length;
      mark();
    } else if (choosing && event.key === "Escape") {
      event.preventDefault();
      hide();
    } else if (choosing && event.key === "Tab" && input.value !== offered[active].command) {
      event.preventDefault();
      put(`${offered[active].command} `);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (choosing && input.value !== offered[active].command) put(`${offered[active].command} `);
      else post();
    }
  };

  /** Put words in, and the cursor behind them. */
  const put = (words) => {
    input.value = words;
    input.focus();
    input.setSelectionRange(words.length, words.length);
    changed();
  };
  const refuse = (words) => {
    refused.hidden = !words;
    refused.textContent = words ?? "";
  };

  const post = async () => {
    const words = input.value.trim();
    if (!words) return;
    hide();
    refuse(null);
    const { channel, thread = null } = place;
    const [command] = /^\/\S*/.exec(words) ?? [];
    if (command && !thread && !store.app.commands.some((one) => one.command === command)) {
      refuse(`${command} is not a valid command. Here you can type: ${store.app.commands.map((one) => one.command).join(", ")}.`);
      return;
    }
    input.value = "";
    changed();
    node.setAttribute("aria-busy", "true");
    const text = words.slice(command?.length ?? 0).trim();
    const given = { channel, thread_ts: thread };
    try {
      const done = command
        ? await act("command", { ...given, command, text }, { quiet: true })
        : await act("say", { ...given, text: words }, { quiet: true });
      if (done.error) again(words, done.error);
    } catch (no) {
      again(words, no.message);
    } finally {
      node.removeAttribute("aria-busy");
    }
  };
  const again = (words, why) => {
    refuse(why);
    if (!input.value) put(words);
    hide();
  };
  return { node, render, put };
}
