// What is in the middle: a channel, the app's messages to one person, or the app's Home.

import { composer } from "./composer.js";
import { announce, fill, h, keyed } from "./dom.js";
import { home } from "./home.js";
import { listed, ordered } from "./message.js";
import { follow, go } from "./route.js";
import { stick } from "./stick.js";
import { welcome } from "./welcome.js";

/** Make the middle. */
export function conversation({ act, store }) {
  const title = h("h2", { id: "place" });
  const about = h("p", { class: "about" });
  const tabs = h("nav", { class: "tabs", "aria-label": "The app" });
  const list = h("ol", { class: "messages" });
  const greeting = h("div", {});
  const scroll = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Messages" }, greeting, list);
  const toEnd = stick(scroll);
  const writing = composer({ act, label: "Message", store });
  const front = home({ act });
  const foot = h("footer", { class: "foot" });
  const node = h("main", { class: "main", "aria-labelledby": "place" }, h("header", { class: "head" }, title, about, tabs), scroll, front.node, foot);
  let shown = null;
  let newest = null;

  const render = (seen, here) => {
    const key = `${seen.me} ${here.kind} ${here.id}`;
    const moved = key !== shown;
    shown = key;
    const isHome = here.kind === "home";
    title.textContent = here.kind === "channel" ? here.title : seen.app.name;
    fill(tabs, here.kind === "channel" ? null : appTabs(here));
    tabs.hidden = here.kind === "channel";
    about.textContent = aboutWords(seen, here);
    scroll.hidden = isHome;
    front.node.hidden = !isHome;
    front.render(seen, isHome, moved);
    if (isHome) {
      foot.hidden = true;
      return;
    }
    const messages = here.id ? seen.messages(here.id) : [];
    const open = here.kind === "channel" ? (ts) => go({ at: here.channel.name, thread: ts }) : null;
    const shortcut = (one, message) =>
      act("message_shortcut", { callback_id: one.callback_id, channel: message.channel, ts: message.ts }).catch(() => null);
    keyed(list, ordered(messages, seen), listed({ seen, channel: here.channel, act, open, shortcut }));
    list.setAttribute("aria-label", `Messages in ${here.title}`);
    welcome(greeting, { seen, here, empty: messages.length === 0, put: (words) => writing.put(words) });
    if (moved) toEnd();
    tellNew(messages, seen, moved);
    foot.hidden = false;
    footer(seen, here);
  };

  const tellNew = (messages, seen, moved) => {
    const last = messages.at(-1);
    if (!moved && last && last.ts !== newest && last.user !== seen.me) {
      announce(`${last.from_app ? seen.app.name : seen.called(last.user)}: ${last.text}`);
    }
    newest = last?.ts ?? null;
  };

  const footer = (seen, here) => {
    const why = whyNot(seen, here);
    if (why) fill(foot, h("p", { class: "cannot" }, why));
    else if (!foot.contains(writing.node)) fill(foot, writing.node);
    if (!why) writing.render(seen, { channel: here.id, name: here.title });
  };
  return { node, render };
}

function appTabs(here) {
  const tab = (at, words) => follow(h("a", { "aria-current": here.kind === at ? "page" : null }, words), { at, thread: null });
  return [tab("home", "Home"), tab("messages", "Messages")];
}

function aboutWords(seen, { kind, channel }) {
  if (kind !== "channel") return seen.app.description;
  const count = channel.members.length;
  const words = [`${count} ${count === 1 ? "member" : "members"}`];
  if (channel.members.includes(seen.app.user)) words.push(`${seen.app.name} is in it`);
  if (channel.is_ext_shared) words.push("shared with another organisation");
  return words.join(" · ");
}

function whyNot(seen, { kind, channel }) {
  if (kind === "messages") return "Sending messages to this app has been turned off.";
  if (kind === "none") return "You see no channel here.";
  if (channel.is_archived) return `#${channel.name} is archived: it can be read, not written in.`;
  return seen.canWrite(channel) ? null : `You look at #${channel.name} from outside: only its members write here.`;
}
