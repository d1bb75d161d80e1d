// Fields one types into: texts of one line or several, addresses, numbers. A rich_text_input takes plain words here.

import { h } from "./dom.js";
import { control, holder } from "./holder.js";

/** Milliseconds of quiet after which what was typed is told. */
const QUIET = 250;

const MODES = { email_text_input: "email", url_text_input: "url", number_input: "decimal" };

/** Make a text field. */
export function typed(block, element, place, words) {
  const is_rich = element.type === "rich_text_input";
  const many = element.multiline || is_rich;
  const keeping = holder(place, block, element);
  let timer = null;
  let sent = "";

  const input = h(many ? "textarea" : "input", {
    ...control(block, element, words),
    type: many ? null : "text",
    rows: many ? 3 : null,
    inputmode: MODES[element.type] ?? null,
    placeholder: element.placeholder?.text ?? null,
    autocomplete: "off",
    spellcheck: many ? "true" : "false",
    oninput: () => {
      count();
      clearTimeout(timer);
      timer = setTimeout(tell, QUIET);
    },
    onchange: () => tell(),
    onkeydown: (event) => {
      if (event.key !== "Enter" || many || event.isComposing) return;
      event.preventDefault();
      if (block.dispatch_action) tell(true);
      else place.submit?.();
    },
  });
  const tell = (enter = false) => {
    clearTimeout(timer);
    timer = null;
    if (input.value === sent && !enter) return keeping.settled();
    sent = input.value;
    if (is_rich) return keeping.send("choose", { value: asRich(sent) });
    return keeping.send("type", { text: sent, enter });
  };

  const counter = h("span", { class: "counter", "aria-hidden": "true" });
  const count = () => {
    const { max_length: most, min_length: least } = element;
    const length = [...input.value].length;
    counter.classList.toggle("over", Boolean(most) && length > most);
    counter.textContent = most ? `${length.toLocaleString("en")} / ${most.toLocaleString("en")}` : "";
    if (!most && least) counter.textContent = `${length} of at least ${least}`;
  };
  count();
  return {
    node: h("div", { class: "typed" }, input, element.max_length || element.min_length ? counter : null),
    control: input,
    flush: () => tell(),
    take(value) {
      const words = is_rich ? fromRich(value) : (value ?? "");
      if (!keeping.isNews(value) || timer || words === input.value) return;
      sent = input.value = words;
      count();
    },
  };
}

function asRich(words) {
  if (!words) return null;
  const section = { type: "rich_text_section", elements: [{ type: "text", text: words }] };
  return { type: "rich_text", elements: [section] };
}

function fromRich(value) {
  const parts = value?.elements?.flatMap((one) => one.elements ?? []) ?? [];
  return parts.map((one) => one.text ?? "").join("");
}
