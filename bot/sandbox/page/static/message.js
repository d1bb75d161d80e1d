// One message: who, when, what; its menu; and how many replies lie under it.

import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { hint } from "./hint.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";
import { dateOf } from "./seen.js";
import { mrkdwn } from "./words.js";

/** How long after a message the next one of the same person goes without a heading, in seconds. */
const TOGETHER = 300;

/**
 * Give how to list messages for `keyed`. `act` acts; `open(ts)` opens a thread, null where one is looked at already;
 * `shortcut(one, message)` uses a message shortcut.
 */
export function listed({ seen, channel, act, open, shortcut }) {
  const today = seen.day(seen.instant());
  return {
    key: (one) => one.message?.ts ?? one.day ?? one.note,
    sign: (one) => JSON.stringify([one, seen.me, today, seen.byId.size]),
    make: (one) => {
      if (one.day) return h("li", { class: "day" }, h("span", {}, one.day));
      if (one.note) return h("li", { class: "note" }, h("span", {}, one.note));
      return row(one, { seen, channel, act, open, shortcut });
    },
  };
}

/** Put messages in order with the days between them; `under` says whether this is a thread. */
export function ordered(messages, seen, { under = false } = {}) {
  const rows = [];
  let before = null;
  messages.forEach((message, place) => {
    const at = dateOf(message.ts);
    const day = seen.dayWords(at);
    if (!under && (!before || seen.day(dateOf(before.ts)) !== seen.day(at))) rows.push({ day });
    const replies = under ? 0 : (seen.channel(message.channel)?.threads[message.ts]?.length ?? 1) - 1;
    rows.push({ message, replies, compact: goesOn(before, message) && rows.at(-1)?.message === before, last: lastReply(seen, message) });
    if (under && place === 0 && messages.length > 1) {
      rows.push({ note: messages.length === 2 ? "1 reply" : `${messages.length - 1} replies` });
    }
    before = message;
  });
  return rows;
}

function goesOn(before, message) {
  return before?.user === message.user && !message.ephemeral && !before.ephemeral && message.ts - before.ts < TOGETHER && !message.from_app;
}

function lastReply(seen, message) {
  const at = seen.channel(message.channel)?.threads[message.ts]?.at(-1)?.ts;
  return at === message.ts ? null : at;
}

function row({ message, replies, compact, last }, { seen, channel, act, open, shortcut }) {
  const at = dateOf(message.ts);
  const name = message.from_app ? seen.app.name : seen.called(message.user);
  const clock = seen.format(at, { hour: "2-digit", minute: "2-digit" });
  const body = h("div", { class: "content" });
  const where = { channel: message.channel, ts: message.ts };
  const place = { kind: "message", seen, act: (deed, given, how) => act(deed, { ...given, where }, how) };
  if (message.blocks.length) blocks(body, message.blocks, place);
  else body.append(h("p", { class: "plain" }, mrkdwn(message.text, seen)));
  return h(
    "li",
    { class: ["message", compact ? "compact" : "", message.ephemeral ? "ephemeral" : ""].join(" "), "data-ts": message.ts },
    h(
      "article",
      { "aria-label": `${name}, ${clock}${message.ephemeral ? ", only visible to you" : ""}` },
      message.ephemeral ? h("p", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
      h("div", { class: "face", "aria-hidden": "true" }, avatar(message.user, name, message.from_app)),
      h(
        "div",
        { class: "line" },
        h(
          "p",
          { class: "who" },
          h("strong", {}, name),
          message.from_app ? h("span", { class: "badge" }, "APP") : null,
          h("time", { datetime: at.toISOString(), title: seen.format(at, { dateStyle: "full", timeStyle: "medium" }) }, clock),
        ),
        body,
        hint(message, seen),
        message.edited ? h("small", { class: "edited" }, "(edited)") : null,
        replies && open ? thread(message, replies, last, seen, open) : null,
      ),
      tools(message, { seen, channel, open, shortcut }),
    ),
  );
}

function thread(message, replies, last, seen, open) {
  const words = replies === 1 ? "1 reply" : `${replies} replies`;
  const at = dateOf(last);
  const when = `${seen.dayWords(at)} at ${seen.format(at, { hour: "2-digit", minute: "2-digit" })}`;
  return h(
    "button",
    { type: "button", class: "replies", "data-at": "replies", onclick: () => open(message.ts) },
    h("strong", {}, words),
    h("span", {}, `Last: ${when}`),
    h("span", { class: "view" }, "View thread ›"),
  );
}

function tools(message, { seen, open, shortcut }) {
  const items = () => [
    ...(open && !message.ephemeral ? [{ label: "Reply in thread", run: () => open(message.ts) }] : []),
    ...seen.app.shortcuts
      .filter((one) => one.type === "message" && !message.ephemeral)
      .map((one) => ({ label: one.name, detail: `${seen.app.name} · ${one.description}`, run: () => shortcut(one, message) })),
    { label: "Copy text", run: () => navigator.clipboard?.writeText(message.text) },
  ];
  return h("div", { class: "tools" }, menu({ label: "More actions", face: icon("more"), items, at: "more" }));
}

let order = [];

/** Say who there is, so that each of the first six has a colour of their own. */
export function cast(ids) {
  order = ids;
}

/** Draw somebody as their initials, in their colour. */
export function avatar(id, name, isApp = false) {
  if (isApp) return h("span", { class: "avatar app", "aria-hidden": "true" }, icon("app"));
  const initials = name.split(" ").map((one) => one[0]).slice(0, 2).join("");
  const tone = Math.max(0, order.indexOf(id)) % 6;
  return h("span", { class: `avatar tone-${tone}`, "aria-hidden": "true" }, initials);
}
