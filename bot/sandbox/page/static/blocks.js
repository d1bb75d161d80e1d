// Blocks as nodes, for messages, modals and Home alike. Where they stand is a `place`: what it holds and how to act there.
// Source: docs.slack.dev/reference/block-kit/blocks.

import { choice } from "./choices.js";
import { h, keyed, newId } from "./dom.js";
import { button, overflow } from "./buttons.js";
import { missing } from "./missing.js";
import { moment } from "./moments.js";
import { rich } from "./rich.js";
import { select } from "./select.js";
import { typed } from "./typed.js";
import { text } from "./words.js";

/** Show blocks in `parent`; those that did not change stay as they are. */
export function blocks(parent, given, place) {
  keyed(parent, given, {
    key: (block) => block.block_id,
    sign: (block) => `${JSON.stringify(block)} ${place.sign ?? ""}`,
    make: (block) => draw(block, place),
  });
}

function draw(block, place) {
  const how = BLOCKS[block.type];
  return h("div", { class: `block ${block.type}`, "data-block": block.block_id }, (how ?? unknown)(block, place));
}

function unknown(block) {
  return missing("block", block.type, block);
}

const BLOCKS = {
  header: (block, { seen, heading }) => h(heading ?? "h3", { class: "header" }, text(block.text, seen)),
  divider: () => h("hr"),
  section,
  context: (block, place) => h("div", { class: "context-row" }, block.elements.map((one) => context(one, place))),
  actions: (block, place) => h("div", { class: "row" }, block.elements.map((one) => element(block, one, place))),
  input,
  rich_text: (block, { seen }) => rich(block, seen),
  alert: (block, { seen }) =>
    h(
      "div",
      { class: `callout is-${block.level ?? "default"}`, role: "alert" },
      h("span", { class: "sign", "aria-hidden": "true" }, ALERTS[block.level] ?? "•"),
      h("p", {}, text(block.text, seen)),
    ),
  image: (block) => image(block, block.title?.text),
};

const ALERTS = { error: "!", warning: "!", success: "✓", info: "i" };

function section(block, place) {
  const { seen } = place;
  const said = h(
    "div",
    { class: "said" },
    block.text ? h("p", {}, text(block.text, seen)) : null,
    block.fields
      ? h("div", { class: "fields" }, block.fields.map((one) => h("div", { class: "fact" }, text(one, seen))))
      : null,
  );
  return block.accessory
    ? [said, h("div", { class: "accessory" }, element(block, block.accessory, place))]
    : said;
}

function context(one, { seen }) {
  return one.type === "image" ? image(one) : h("span", {}, text(one, seen));
}

// The page asks nothing of other addresses, so an image from elsewhere is told by its words.
function image(one, title) {
  const url = one.image_url && new URL(one.image_url, location.origin);
  const here = url && (url.origin === location.origin || url.protocol === "data:");
  return h(
    "figure",
    {},
    here
      ? h("img", { src: url.href, alt: one.alt_text })
      : h("div", { class: "no-image" }, `Image: ${one.alt_text}`, h("small", {}, one.image_url ?? "a file in Slack")),
    title ? h("figcaption", {}, title) : null,
  );
}

function element(block, one, place) {
  if (one.type === "button") return button(block, one, place);
  if (one.type === "overflow") return overflow(block, one, place);
  if (one.type === "image") return image(one);
  const made = field(block, one, place, { label: one.placeholder?.text ?? one.action_id });
  return made ? made.node : missing("element", one.type, one);
}

const FIELDS = {
  plain_text_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  number_input: typed,
  rich_text_input: typed,
  radio_buttons: choice,
  checkboxes: choice,
  datepicker: moment,
  timepicker: moment,
  datetimepicker: moment,
  static_select: select,
  external_select: select,
  users_select: select,
  channels_select: select,
  conversations_select: select,
  multi_static_select: select,
  multi_external_select: select,
  multi_users_select: select,
  multi_channels_select: select,
  multi_conversations_select: select,
};

function field(block, one, place, words) {
  const how = FIELDS[one.type];
  if (!how) return null;
  const made = how(block, one, place, words);
  made.held = () => value(place.values?.[block.block_id]?.[one.action_id]);
  made.take(made.held());
  place.fields?.add(made);
  return made;
}

/** Give what an entry of `state.values` holds, whatever its element calls it. */
export function value(entry) {
  return Object.entries(entry ?? {}).find(([name]) => name !== "type")?.[1] ?? null;
}

function input(block, place) {
  const { seen } = place;
  const id = newId("field");
  const hint = block.hint ? h("p", { class: "hint", id: `${id}-hint` }, text(block.hint, seen)) : null;
  const error = h("p", { class: "error", id: `${id}-error` });
  const words = {
    id,
    required: !block.optional,
    describedby: [hint?.id, error.id].filter(Boolean).join(" "),
    legend: block.label.text,
  };
  const made = field(block, block.element, place, words);
  if (!made) return missing("element", block.element.type, block.element);
  const optional = block.optional ? h("span", { class: "optional" }, " (optional)") : null;
  place.errors?.set(block.block_id, { node: error, field: made });
  const inside = [made.node, hint, error];
  return made.group
    ? h("fieldset", {}, h("legend", {}, text(block.label, seen), optional), inside)
    : [h("label", { for: id, id: `${id}-label` }, text(block.label, seen), optional), inside];
}
