// The sandbox's clock: what it shows, and the ways to move it forward. The bot and both servers live by it.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { beside } from "./menu.js";
import { ask } from "./server.js";
import { instantOf, wallTime } from "./seen.js";

const HOUR = 3600;

/** Make the clock. */
export function clock({ store, say }) {
  const day = h("span", { class: "wide" });
  const hour = h("span", {});
  const face = h("time", {}, day, hour);
  const open = h(
    "button",
    { type: "button", class: "strip-button clock", popovertarget: "clock", title: "Move the clock forward" },
    icon("clock"),
    face,
  );
  const list = h("div", { class: "pop clock-list", popover: "auto", id: "clock", role: "dialog", "aria-label": "Move the clock" });
  const zone = h("p", { class: "pop-note" });
  const moments = h("div", { class: "column" });
  const exact = h("input", { type: "datetime-local", id: "clock-exact" });
  list.append(
    h("p", { class: "pop-title" }, "Move the clock forward"),
    h(
      "div",
      { class: "row" },
      jump("+5 min", () => ({ seconds: 300 })),
      jump("+1 hour", () => ({ seconds: HOUR })),
      jump("+1 day", () => ({ seconds: 24 * HOUR })),
      jump("Tomorrow 09:00", () => ({ at: tomorrow(store.seen).toISOString() })),
    ),
    moments,
    h(
      "div",
      { class: "row exact" },
      h("label", { for: "clock-exact" }, "To"),
      exact,
      jump("Move", () => ({ at: instantOf(...exact.value.split("T"), store.seen.zone).toISOString() })),
    ),
    zone,
  );

  function jump(words, body) {
    return h("button", { type: "button", class: "button small", onclick: () => move(body) }, words);
  }

  async function move(body) {
    try {
      const given = body();
      if (given.at && new Date(given.at) < store.seen.instant()) {
        say("The clock only moves forward: what has happened stays so.");
        return;
      }
      await ask("clock", given);
      list.hidePopover();
    } catch (no) {
      say(no.message);
    }
  }

  list.addEventListener("toggle", async (event) => {
    if (event.newState !== "open") return;
    beside(list, open);
    exact.value = wallTime(store.seen.instant(), store.seen.zone);
    zone.textContent = `Times are in ${store.seen.zone.replaceAll("_", " ")}, where ${store.seen.person.real_name} is.`;
    moments.replaceChildren(...(await waiting(store)).flatMap((one) => around(one)));
    beside(list, open);
  });

  function around({ send_at, ticket }) {
    const at = new Date(send_at);
    const words = store.seen.own(at, TIME);
    return [
      h("p", { class: "pop-note" }, `Campaign ${ticket}, for ${words}`),
      h(
        "div",
        { class: "row" },
        jump("5 minutes before it", () => ({ at: new Date(at - 300_000).toISOString() })),
        jump("1 minute after it", () => ({ at: new Date(+at + 60_000).toISOString() })),
      ),
    ];
  }

  const tick = () => {
    if (!store.seen) return;
    const now = store.seen.instant();
    const words = store.seen.own(now, { ...TIME, day: "numeric", month: "short" });
    if (open.dataset.words === words) return;
    open.dataset.words = words;
    [day.textContent, hour.textContent] = [words.slice(0, -5), words.slice(-5)];
    face.setAttribute("datetime", now.toISOString());
    open.setAttribute("aria-label", `The sandbox's clock: ${words}. Move it forward`);
  };
  setInterval(tick, 1000);
  return { node: h("div", { class: "clock-holder" }, open, list), render: tick };
}

const TIME = { weekday: "short", hour: "2-digit", minute: "2-digit" };

function tomorrow(seen) {
  const day = new Date(Date.parse(seen.day(seen.instant())) + 86_400_000).toISOString().slice(0, 10);
  return instantOf(day, "09:00", seen.zone);
}

async function waiting(store) {
  if (!store.app.octopush) return [];
  const found = await ask("octopush/state").catch(() => ({ campaigns: [] }));
  const left = new Set(["sent", "cancelled", "failed", "forgotten"]);
  const now = store.seen.instant();
  return found.campaigns
    .filter((one) => !one.simulated && !left.has(one.state) && one.send_at && new Date(one.send_at) > now)
    .slice(-3);
}
