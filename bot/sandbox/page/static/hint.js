// A word of the sandbox's own under a message that waits for people one does not act as: who they are, a click away.

import { h } from "./dom.js";
import { go } from "./route.js";

/** Give the hint for a message, or null where nothing waits or the person may answer. */
export function hint(message, seen) {
  const asks = message.blocks.some((block) => block.type === "actions");
  if (!message.from_app || !asks) return null;
  const named = [...JSON.stringify(message.blocks).matchAll(/<!subteam\^(\w+)/g)].map(([, id]) => seen.group(id));
  const groups = named.filter(Boolean);
  if (!groups.length || groups.some((one) => one.users.includes(seen.me))) return null;
  const people = groups[0].users.filter((id) => id in seen.app.parts).map((id) => seen.byId.get(id));
  return h(
    "p",
    { class: "sandbox-hint" },
    `This waits for @${groups[0].handle}. Act as `,
    people.map((one, place) => [
      place ? " or " : "",
      h("button", { type: "button", "data-at": `hint ${one.id}`, onclick: () => go({ as: one.name }) }, one.real_name),
    ]),
  );
}
