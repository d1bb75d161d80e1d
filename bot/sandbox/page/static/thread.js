// A thread beside the channel: the message, the replies, and a place to answer.

import { composer } from "./composer.js";
import { announce, fill, h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { listed, ordered } from "./message.js";
import { go } from "./route.js";
import { stick } from "./stick.js";

/** Make the pane. */
export function thread({ act, store }) {
  const title = h("h2", { id: "thread-title", tabindex: "-1" }, "Thread");
  const where = h("p", { class: "about" });
  const list = h("ol", { class: "messages" });
  const scroll = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Thread" }, list);
  const toEnd = stick(scroll);
  const writing = composer({ act, label: "Reply", store });
  const foot = h("footer", { class: "foot" });
  const close = () => {
    const ts = shown?.split(" ").at(-1);
    go({ thread: null });
    document.querySelector(`main [data-ts="${ts}"] .replies`)?.focus();
  };
  const cross = h("button", { type: "button", class: "icon", "aria-label": "Close thread", title: "Close thread", onclick: close }, icon("close"));
  const node = h(
    "aside",
    { class: "thread", "aria-labelledby": "thread-title", hidden: true },
    h("header", { class: "head" }, title, where, cross),
    scroll,
    foot,
  );
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
  let shown = null;
  let newest = null;

  const render = (seen, here) => {
    node.hidden = !here.thread;
    if (!here.thread) {
      shown = null;
      return;
    }
    const key = `${seen.me} ${here.id} ${here.thread}`;
    const moved = key !== shown;
    shown = key;
    const messages = seen.thread(here.id, here.thread);
    where.textContent = here.title;
    const shortcut = (one, message) =>
      act("message_shortcut", { callback_id: one.callback_id, channel: message.channel, ts: message.ts }).catch(() => null);
    const rows = messages.length ? ordered(messages, seen, { under: true }) : [{ note: "This message is not there." }];
    keyed(list, rows, listed({ seen, channel: here.channel, act, open: null, shortcut }));
    list.setAttribute("aria-label", `Thread in ${here.title}`);
    if (moved) {
      toEnd();
      title.focus({ preventScroll: true });
    }
    const last = messages.at(-1);
    if (!moved && last && last.ts !== newest && last.user !== seen.me) announce(`In the thread: ${last.text}`);
    newest = last?.ts;
    if (!seen.canWrite(here.channel)) fill(foot, h("p", { class: "cannot" }, "You cannot write here."));
    else if (!foot.contains(writing.node)) fill(foot, writing.node);
    writing.render(seen, { channel: here.id, thread: here.thread, name: "the thread" });
  };
  return { node, render };
}
