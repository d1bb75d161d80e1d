// What a newcomer is told in a channel where nothing has happened yet.

import { fill, h } from "./dom.js";
import { ask } from "./server.js";

let lists = null;
let asked = false;

/** Greet in `node`, or not; `put` puts words into the composer. */
export function welcome(node, { seen, here, empty, put }) {
  const command = seen.app.commands[0];
  if (!empty) {
    fill(node);
    node.dataset.words = "";
    return;
  }
  const words = here.id === seen.app.welcome && command ? "command" : here.kind;
  if (words === "command" && seen.app.octopush && !asked) {
    asked = true;
    ask("octopush/state").then((found) => {
      lists = found.account.lists;
      node.dataset.words = "";
      welcome(node, { seen, here, empty, put });
    }, () => null);
  }
  const sign = `${words} ${here.id} ${seen.me}`;
  if (node.dataset.words === sign) return;
  node.dataset.words = sign;
  fill(node, words === "command" ? greeting(seen, here, command, put) : nothing(seen, here));
}

function greeting(seen, here, command, put) {
  const known = Object.entries(lists ?? {}).filter(([, people]) => people > 0);
  return h(
    "section",
    { class: "welcome", "aria-labelledby": "welcome" },
    h("h3", { id: "welcome" }, `Welcome to ${here.title}`),
    h(
      "p",
      {},
      "Type ",
      h("code", {}, command.command),
      " below to write an SMS campaign, see it as a phone will show it, and get its ticket number posted here. ",
      "Then act as somebody who approves it, at the top of the page. Everything is local: nothing is sent.",
    ),
    known.length
      ? h(
          "p",
          {},
          "Your Octopush knows these lists: ",
          known.map(([name, people], place) => [
            place ? ", " : "",
            h("strong", {}, name),
            ` (${people.toLocaleString("en")} people)`,
          ]),
          ".",
        )
      : null,
    h(
      "button",
      { type: "button", class: "button primary", onclick: () => put(`${command.command} `) },
      h("span", {}, `Start with ${command.command}`),
    ),
  );
}

function nothing(seen, { kind, title }) {
  const words = kind === "messages" ? `${seen.app.name} has not written to you yet.` : `Nothing has been said in ${title} yet.`;
  return h("p", { class: "quiet" }, words);
}
