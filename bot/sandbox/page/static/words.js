// Slack's text objects as nodes: plain text to the letter, mrkdwn with its own notation, dates in the viewer's zone.
// Sources: docs.slack.dev/messaging/formatting-message-text, docs.slack.dev/reference/block-kit/composition-objects.

import { h } from "./dom.js";
import { toMessage } from "./permalinks.js";
import { near } from "./seen.js";

/** Draw a text object. */
export function text(given, seen) {
  if (given.type === "plain_text") return [given.emoji === false ? given.text : emoji(given.text)];
  return mrkdwn(given.text, seen);
}

/** Draw Slack's own notation; lines that start with > stand as a quote. */
export function mrkdwn(source, seen) {
  const nodes = [];
  let quoted = [];
  const flush = () => {
    if (quoted.length) nodes.push(h("blockquote", {}, inline(quoted.join("\n"), seen)));
    quoted = [];
  };
  const parts = source.split(/(```[\s\S]+?```)/);
  for (const part of parts) {
    if (part.startsWith("```") && part.length > 6) {
      flush();
      nodes.push(h("pre", {}, unescaped(part.slice(3, -3).replace(/^\n/, ""))));
      continue;
    }
    const plain = [];
    for (const line of part.split("\n")) {
      const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
      if (quote) {
        if (plain.length) nodes.push(...inline(plain.splice(0).join("\n"), seen));
        quoted.push(quote[1]);
      } else {
        flush();
        plain.push(line);
      }
    }
    if (plain.length) nodes.push(...inline(plain.join("\n"), seen));
  }
  flush();
  return nodes;
}

const MARKS = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<special>[^<>\\n]+)>",
    "(?<![\\w*])\\*(?<bold>[^\\s*](?:[^*\\n]*[^\\s*])?)\\*(?![\\w*])",
    "(?<![\\w_])_(?<italic>[^\\s_](?:[^_\\n]*[^\\s_])?)_(?![\\w_])",
    "(?<![\\w~])~(?<strike>[^\\s~](?:[^~\\n]*[^\\s~])?)~(?![\\w~])",
  ].join("|"),
  "g",
);

function inline(source, seen) {
  const nodes = [];
  let end = 0;
  for (const found of source.matchAll(MARKS)) {
    if (found.index > end) nodes.push(emoji(unescaped(source.slice(end, found.index))));
    end = found.index + found[0].length;
    const { code, special, bold, italic, strike } = found.groups;
    if (code !== undefined) nodes.push(h("code", {}, unescaped(code)));
    else if (special !== undefined) nodes.push(marked(special, seen));
    else if (bold !== undefined) nodes.push(h("strong", {}, inline(bold, seen)));
    else if (italic !== undefined) nodes.push(h("em", {}, inline(italic, seen)));
    else nodes.push(h("s", {}, inline(strike, seen)));
  }
  if (end < source.length) nodes.push(emoji(unescaped(source.slice(end))));
  return nodes;
}

function marked(special, seen) {
  const [what, label] = cut(special, "|");
  if (what.startsWith("@")) return person(what.slice(1), seen);
  if (what.startsWith("#")) return channel(what.slice(1), seen, label);
  if (what.startsWith("!subteam^")) return group(what.slice(9), seen, label);
  if (what.startsWith("!date^")) return date(what.slice(6), label, seen);
  if (what.startsWith("!")) return h("span", { class: "mention" }, `@${what.slice(1)}`);
  return link(unescaped(what), unescaped(label ?? what), seen);
}

function cut(words, sign) {
  const place = words.indexOf(sign);
  return place < 0 ? [words, null] : [words.slice(0, place), words.slice(place + 1)];
}

/** Name a person. */
export function person(id, seen) {
  return h("span", { class: id === seen.me ? "mention me" : "mention" }, `@${seen.called(id)}`);
}

/** Name a user group. */
export function group(id, seen, label) {
  const found = seen.group(id);
  const mine = found?.users.includes(seen.me);
  return h("span", { class: mine ? "mention me" : "mention" }, `@${found?.handle ?? label?.replace(/^@/, "") ?? id}`);
}

/** Name a channel. */
export function channel(id, seen, label) {
  return h("span", { class: "mention" }, `#${seen.channel(id)?.name ?? label ?? id}`);
}

/** Draw a link that opens elsewhere, and only when a person follows it. */
export function link(url, label, seen) {
  if (!/^(https?|mailto|tel):/i.test(url)) return label;
  return toMessage(h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label), url, seen);
}

function date(special, fallback, seen) {
  const [seconds, format, url] = special.split("^");
  const at = new Date(Number(seconds) * 1000);
  if (Number.isNaN(at.getTime()) || !format) return unescaped(fallback ?? special);
  const words = dated(unescaped(format), at, seen);
  const time = h("time", { datetime: at.toISOString(), title: `${seen.zone}` }, words);
  return url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, time) : time;
}

/** Write a date by Slack's format, in the viewer's zone. */
export function dated(format, at, seen) {
  const pretty = (options) => {
    return near(seen.daysAhead(at), seen.locale)?.toLocaleLowerCase(seen.locale) ?? seen.format(at, options);
  };
  const full = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const medium = { day: "numeric", month: "long", year: "numeric" };
  const short = { day: "numeric", month: "short", year: "numeric" };
  const written = {
    date_num: () => seen.day(at),
    date: () => seen.format(at, medium),
    date_short: () => seen.format(at, short),
    date_long: () => seen.format(at, full),
    date_pretty: () => pretty(medium),
    date_short_pretty: () => pretty(short),
    date_long_pretty: () => pretty(full),
    day_divider_pretty: () => pretty(full),
    time: () => seen.format(at, { hour: "2-digit", minute: "2-digit" }),
    time_secs: () => seen.format(at, { timeStyle: "medium" }),
    ago: () => ago(at, seen),
  };
  return format.replace(/\{(\w+)\}/g, (whole, name) => written[name]?.() ?? whole);
}

function ago(at, seen) {
  const minutes = Math.round((at - seen.instant()) / 60_000);
  const words = new Intl.RelativeTimeFormat(seen.locale, { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  if (Math.abs(minutes) < 48 * 60) return words.format(Math.round(minutes / 60), "hour");
  return words.format(Math.round(minutes / 1440), "day");
}

function unescaped(words) {
  return words.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

const EMOJI = {
  bell: "🔔",
  hourglass_flowing_sand: "⏳",
  iphone: "📱",
  no_entry: "⛔",
  pencil2: "✏️",
  rocket: "🚀",
  tada: "🎉",
  thumbsup: "👍",
  warning: "⚠️",
  wave: "👋",
  white_check_mark: "✅",
  x: "❌",
};

/** Put the few emoji the page knows in place of their names; others stay as they were written. */
export function emoji(words) {
  return words.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI[name] ?? whole);
}
