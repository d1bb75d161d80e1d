// The sandbox's clock, in the viewer's zone, and ways to move it: what is due by then happens at once.

import { busy } from "./buttons.js";
import { announce, h } from "./dom.js";
import { menu } from "./menu.js";
import { instantOf } from "./seen.js";
import { ask } from "./server.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How often the time shown is looked at again, in milliseconds. */
const OFTEN = 5000;

/** Make the clock. */
export function clock({ say }) {
  let seen = null;
  const face = h("time", { class: "clock-face", role: "timer", "aria-label": "The sandbox's clock" });
  const steps = [
    ["+10 min", "Move the clock 10 minutes forward", 10 * MINUTE],
    ["+1 h", "Move the clock 1 hour forward", HOUR],
    ["+1 day", "Move the clock 1 day forward", DAY],
  ].map(([words, label, seconds]) => {
    const button = h(
      "button",
      { type: "button", class: "button small", "aria-label": label, title: label, onclick: () => busy(button, () => move({ seconds })) },
      words,
    );
    return button;
  });
  const more = menu({
    label: "Move the clock to",
    face: "▾",
    items: () =>
      [8, 9, 12, 18].map((hour) => {
        const at = next(hour, seen);
        return { label: words(at, seen), detail: hour === 9 ? "in time for “tomorrow 9am”" : null, run: () => move({ at: at.toISOString() }) };
      }),
  });
  const node = h("div", { class: "clock", role: "group", "aria-label": "Clock" }, face, steps, more);

  const move = async (body) => {
    try {
      const { now } = await ask("clock", body);
      announce(`It is now ${words(new Date(now), seen)} in the sandbox.`);
    } catch (no) {
      say(no.message);
    }
  };
  const show = () => {
    if (!seen) return;
    const at = seen.instant();
    face.textContent = words(at, seen);
    face.setAttribute("datetime", at.toISOString());
    face.title = `${seen.zone.replaceAll("_", " ")}; the sandbox's own time`;
  };
  setInterval(show, OFTEN);
  return {
    node,
    render(given) {
      seen = given;
      show();
    },
  };
}

function next(hour, seen) {
  const now = seen.instant();
  const time = `${String(hour).padStart(2, "0")}:00`;
  const today = instantOf(seen.day(now), time, seen.zone);
  return today > now ? today : instantOf(seen.day(new Date(now.getTime() + DAY * 1000)), time, seen.zone);
}

function words(at, seen) {
  return seen.format(at, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}
