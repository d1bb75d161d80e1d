// rich_text blocks: sections, lists, quotes and code, with every span Slack documents.
// Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block.

import { h } from "./dom.js";
import { missing } from "./missing.js";
import { channel, dated, emoji, group, link, person } from "./words.js";

/** Draw a rich_text block, or the value of a rich_text_input. */
export function rich(block, seen) {
  return h("div", { class: "rich" }, block.elements.map((one) => part(one, seen)));
}

function part(one, seen) {
  switch (one.type) {
    case "rich_text_section":
      return h("p", {}, spans(one, seen));
    case "rich_text_preformatted":
      return h("pre", {}, spans(one, seen));
    case "rich_text_quote":
      return h("blockquote", {}, spans(one, seen));
    case "rich_text_list":
      return h(
        one.style === "ordered" ? "ol" : "ul",
        { "data-indent": one.indent ?? 0, start: one.offset ? one.offset + 1 : null },
        one.elements.map((item) => h("li", {}, spans(item, seen))),
      );
    default:
      return missing("rich text", one.type);
  }
}

function spans(one, seen) {
  return one.elements.map((item) => styled(span(item, seen), item.style));
}

function span(item, seen) {
  switch (item.type) {
    case "text":
      return item.text;
    case "link":
      return link(item.url, item.text || item.url, seen);
    case "emoji":
      return item.unicode ? fromCodes(item.unicode) : emoji(`:${item.name}:`);
    case "user":
      return person(item.user_id, seen);
    case "usergroup":
      return group(item.usergroup_id, seen);
    case "channel":
      return channel(item.channel_id, seen);
    case "broadcast":
      return h("span", { class: "mention" }, `@${item.range}`);
    case "date":
      return h("time", {}, dated(item.format, new Date(item.timestamp * 1000), seen));
    case "color":
      return h("code", {}, item.value);
    case "team":
      return h("span", { class: "mention" }, item.team_id);
    default:
      return missing("span", item.type);
  }
}

function fromCodes(codes) {
  return String.fromCodePoint(...codes.split("-").map((one) => Number.parseInt(one, 16)));
}

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u", highlight: "mark" };

function styled(node, style) {
  return Object.entries(STYLES).reduce((inner, [name, tag]) => (style?.[name] ? h(tag, {}, inner) : inner), node);
}
