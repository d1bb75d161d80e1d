// The page put together: a strip around Slack, the workspace, modals over it, and what goes on behind.

import { conversation } from "./conversation.js";
import { announce, fill, h } from "./dom.js";
import { drawer } from "./drawer.js";
import { cast } from "./message.js";
import { modals } from "./modal.js";
import { go, onRoute, where } from "./route.js";
import { sidebar } from "./sidebar.js";
import { Store } from "./store.js";
import { strip } from "./strip.js";
import { thread } from "./thread.js";
import { toasts } from "./toasts.js";

const told = toasts();
const store = new Store({
  drawn: () => draw(),
  failed: (words) => told.say(words),
  lost: (is) => document.body.classList.toggle("cut-off", is) || told.line(is),
});
const act = (...given) => store.act(...given);

const behind = drawer({ act, store, say: told.say });
const top = strip({ store, behind, say: told.say });
const side = sidebar();
const main = conversation({ act, store });
const pane = thread({ act, store });
const workspace = h("div", { class: "workspace" }, side.node, main.node, pane.node);
const layer = modals({ behind: workspace, act });

document.body.append(top.node, h("div", { class: "stage" }, workspace, layer.layer), behind.node, told.node);
onRoute(() => settle());

function draw() {
  const { seen } = store;
  if (!seen) return;
  const here = place(seen);
  document.title = `${here.title} · ${seen.person.real_name} · sandbox`;
  document.documentElement.lang = "en";
  workspace.classList.toggle("with-thread", Boolean(here.thread));
  top.render(seen, here);
  side.render(seen, here);
  main.render(seen, here);
  pane.render(seen, here);
  layer.render(seen);
  behind.render(seen);
}

/** Turn the names of the address into what they mean for this person; what they may not see is their first channel. */
function place(seen) {
  const { at, thread: ts } = where();
  if (at === "home" || at === "messages") return { kind: at, id: seen.direct, title: seen.app.name, thread: null };
  const channel = seen.channels.find((one) => one.name === at) ?? first(seen);
  if (!channel) return { kind: "none", id: null, title: "No channels", thread: null };
  return { kind: "channel", id: channel.id, channel, title: `#${channel.name}`, thread: at === channel.name ? ts : null };
}

function first(seen) {
  return seen.channels.find((one) => one.id === seen.app.welcome) ?? seen.channels.find((one) => !one.is_archived);
}

async function settle() {
  const wanted = person(where().as);
  if (wanted !== store.me) {
    await store.become(wanted);
    announce(`You now act as ${store.seen.person.real_name}.`);
  } else draw();
}

function person(name) {
  const found = store.seen?.people.find((one) => one.name === name && one.id in store.app.parts);
  return found?.id ?? Object.keys(store.app.parts)[0];
}

async function start() {
  await top.start();
  const { as } = where();
  const { parts, people } = await names();
  cast(Object.keys(parts));
  const me = people[as] ?? Object.keys(parts)[0];
  await store.start(me);
  if (!as) go({ as: store.seen.person.name }, { replace: true });
}

// Whom a name means is known before the state of anybody is.
async function names() {
  const answer = await fetch("/_control/app");
  const app = await answer.json();
  return { parts: app.parts, people: app.names };
}

start().catch((no) => {
  fill(document.body, h("p", { class: "fatal", role: "alert" }, `The page could not start: ${no.message}`));
});
