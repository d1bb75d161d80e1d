// Channels, and the app with its Home and its direct messages. What is new since the person last looked stands out.

import { h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { follow, where } from "./route.js";

/** Make the sidebar. */
export function sidebar() {
  const team = h("h1", {});
  const channels = h("ul", { "aria-labelledby": "side-channels" });
  const appName = h("h2", { id: "side-apps" });
  const apps = h("ul", { "aria-labelledby": "side-apps" });
  const node = h(
    "nav",
    { class: "sidebar", id: "sidebar", "aria-label": "Channels and apps" },
    h("header", {}, team),
    h("h2", { id: "side-channels" }, "Channels"),
    channels,
    appName,
    apps,
  );
  node.addEventListener("click", (event) => {
    if (event.target.closest("a")) document.body.classList.remove("with-sidebar");
  });

  const render = (seen, here) => {
    team.textContent = seen.app.team.name;
    appName.textContent = seen.app.name;
    read(seen, here);
    keyed(channels, seen.channels.map((one) => channel(one, seen, here)), rows());
    keyed(apps, app(seen, here), rows());
  };
  return { node, render };
}

function channel(one, seen, here) {
  const sign = one.kind === "private" ? "lock" : "hash";
  const notes = [
    one.kind === "private" ? "private" : null,
    one.is_ext_shared ? "shared with another organisation" : null,
    one.is_archived ? "archived" : null,
  ].filter(Boolean);
  return { id: one.id, at: one.name, sign, name: one.name, notes, on: here.id === one.id, fresh: fresh(seen, one.id) };
}

function app(seen, here) {
  return [
    { sign: "home", notes: [], id: "home", at: "home", name: "Home", on: here.kind === "home", fresh: 0 },
    {
      sign: "mail",
      notes: [],
      id: seen.direct,
      at: "messages",
      name: "Messages",
      on: here.kind === "messages",
      fresh: fresh(seen, seen.direct),
    },
  ];
}

function rows() {
  return {
    key: (one) => one.id,
    sign: (one) => JSON.stringify([one, where().as]),
    make: (one) =>
      h(
        "li",
        {},
        follow(
          h(
            "a",
            { "aria-current": one.on ? "page" : null, class: one.fresh ? "fresh" : null, "data-at": one.id },
            icon(one.sign),
            h("span", { class: "name" }, one.name, one.notes.length ? h("small", {}, one.notes.join(", ")) : null),
            one.fresh ? h("span", { class: "count" }, String(one.fresh), h("span", { class: "unseen" }, " new")) : null,
          ),
          { at: one.at, thread: null },
        ),
      ),
  };
}

// How far somebody has read is their own affair, not the server's: it is kept in the browser.
const memory = (seen, id) => `read ${seen.me} ${id}`;

function latest(seen, id) {
  const replies = Object.values(seen.channel(id)?.threads ?? {}).flat();
  return [...seen.messages(id), ...replies].filter((one) => one.user !== seen.me).map((one) => Number(one.ts));
}

function fresh(seen, id) {
  const read = Number(localStorage.getItem(memory(seen, id)) ?? 0);
  return latest(seen, id).filter((ts) => ts > read).length;
}

function read(seen, here) {
  if (!here.id || here.kind === "home" || document.hidden) return;
  localStorage.setItem(memory(seen, here.id), String(Math.max(0, ...latest(seen, here.id))));
}
