// The strip above Slack: that nothing here reaches a phone, what time it is here, whom one acts as, and what is going on behind.

import { clock } from "./clock.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./message.js";
import { beside } from "./menu.js";
import { addressOf, go, where } from "./route.js";

/** Make the strip. */
export function strip({ store, behind, say }) {
  const time = clock({ store, say });
  const whom = acting(store);
  const rooms = h(
    "button",
    {
      type: "button",
      class: "icon rooms",
      "aria-label": "Channels and apps",
      "aria-controls": "sidebar",
      onclick: () => document.body.classList.toggle("with-sidebar"),
    },
    icon("menu"),
  );
  const toggle = h(
    "button",
    { type: "button", class: "strip-button", "aria-expanded": "false", "aria-controls": "drawer", onclick: () => behind.toggle() },
    h("span", { class: "wide" }, "What is going on"),
    icon("pulse"),
  );
  toggle.setAttribute("aria-label", "What is going on");
  behind.onToggle((open) => toggle.setAttribute("aria-expanded", String(open)));
  const node = h(
    "header",
    { class: "strip", "aria-label": "Sandbox" },
    rooms,
    h("p", { class: "sandbox" }, h("strong", {}, "SANDBOX"), h("span", {}, " nothing here reaches a real phone")),
    time.node,
    h("span", { class: "spacer" }),
    whom.node,
    toggle,
    theme(),
  );
  return {
    node,
    start: async () => recall(),
    render(seen) {
      time.render(seen);
      whom.render(seen);
    },
  };
}

function acting(store) {
  const face = h("span", {});
  const name = h("strong", {});
  const list = h("div", { class: "pop acting-list", popover: "auto", id: "acting", role: "dialog", "aria-label": "Act as" });
  const open = h(
    "button",
    { type: "button", class: "strip-button acting", popovertarget: "acting" },
    face,
    h("span", { class: "wide" }, "Acting as "),
    name,
    icon("down"),
  );
  list.addEventListener("toggle", (event) => {
    if (event.newState !== "open") return;
    beside(list, open);
    list.querySelector("[aria-pressed=true]")?.focus();
  });
  let shown = "";
  return {
    node: h("div", { class: "acting-holder" }, open, list),
    render(seen) {
      const sign = JSON.stringify([seen.me, seen.people]);
      if (sign === shown) return;
      shown = sign;
      face.replaceChildren(avatar(seen.me, seen.person.real_name));
      name.textContent = seen.person.real_name.split(" ")[0];
      open.setAttribute("aria-label", `Acting as ${seen.person.real_name}. Act as somebody else`);
      list.replaceChildren(
        h("p", { class: "pop-title" }, "Act as"),
        ...Object.entries(store.app.parts).map(([id, part]) => row(seen, id, part, list)),
        h("p", { class: "pop-note" }, "A second window shows what somebody else sees at the same time."),
      );
    },
  };
}

function row(seen, id, part, list) {
  const person = seen.byId.get(id);
  const become = () => {
    list.hidePopover();
    go({ as: person.name });
  };
  return h(
    "div",
    { class: "person" },
    h(
      "button",
      { type: "button", "aria-pressed": String(id === seen.me), onclick: become },
      avatar(id, person.real_name),
      h("span", {}, h("strong", {}, person.real_name), h("small", {}, part)),
    ),
    h(
      "a",
      {
        href: addressOf({ as: person.name, thread: where().thread }),
        target: "_blank",
        rel: "opener",
        class: "icon",
        "aria-label": `Open a window as ${person.real_name}`,
        title: `Open a window as ${person.real_name}`,
      },
      icon("window"),
    ),
  );
}

const THEMES = { auto: "As the system", light: "Light", dark: "Dark" };

function recall() {
  const kept = localStorage.getItem("theme");
  if (kept in THEMES) document.documentElement.dataset.theme = kept;
}

function theme() {
  const button = h("button", { type: "button", class: "icon theme", onclick: () => turn() }, icon("contrast"));
  const say = () => {
    const words = `Colours: ${THEMES[document.documentElement.dataset.theme] ?? THEMES.auto}`;
    button.setAttribute("aria-label", words);
    button.title = words;
  };
  const turn = () => {
    const names = Object.keys(THEMES);
    const next = names[(names.indexOf(document.documentElement.dataset.theme ?? "auto") + 1) % names.length];
    document.documentElement.dataset.theme = next;
    localStorage.setItem("theme", next);
    say();
  };
  say();
  return button;
}
