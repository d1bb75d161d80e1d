// Addresses of messages in this workspace lead to where the message is on this page, as Slack's own windows do.
// Source: docs.slack.dev/reference/methods/chat.getPermalink.

import { follow } from "./route.js";

const ADDRESS = /^https:\/\/[a-z0-9-]+\.slack\.com\/archives\/([CG][A-Z0-9]+)\/p(\d{10})(\d{6})$/;

/** Let a link lead to its message, where this person sees it; any other stays as it is. */
export function toMessage(node, url, seen) {
  const [, id, seconds, rest] = ADDRESS.exec(url) ?? [];
  const channel = id && seen.channels.find((one) => one.id === id);
  if (!channel) return node;
  node.removeAttribute("target");
  return follow(node, { at: channel.name, thread: `${seconds}.${rest}` });
}
