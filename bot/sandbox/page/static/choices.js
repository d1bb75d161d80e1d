// Radio buttons and check boxes, each with its description.

import { h, newId } from "./dom.js";
import { holder } from "./holder.js";
import { text } from "./words.js";

/** Make a group of choices. */
export function choice(block, element, place, words) {
  const many = element.type === "checkboxes";
  const keeping = holder(place, block, element);
  const name = newId("choice");
  const boxes = new Map();

  const tell = () => {
    const on = [...boxes].filter(([, box]) => box.checked).map(([value]) => value);
    return keeping.send("choose", { value: many ? on : (on[0] ?? null) });
  };
  const rows = element.options.map((option) => {
    const id = newId("option");
    const box = h("input", {
      type: many ? "checkbox" : "radio",
      id,
      name,
      "data-at": `${block.block_id} ${element.action_id} ${option.value}`,
      "aria-describedby": [option.description ? `${id}-more` : null, words.describedby].filter(Boolean).join(" ") || null,
      onchange: tell,
    });
    boxes.set(option.value, box);
    return h(
      "div",
      { class: "choice" },
      box,
      h(
        "div",
        {},
        h("label", { for: id }, text(option.text, place.seen)),
        option.description ? h("small", { id: `${id}-more` }, text(option.description, place.seen)) : null,
      ),
    );
  });
  return {
    node: h("div", { class: "choices", role: words.label ? "group" : null, "aria-label": words.label ?? null }, rows),
    control: [...boxes.values()][0],
    group: true,
    flush: () => keeping.settled(),
    take(value) {
      if (!keeping.isNews(value)) return;
      const on = new Set([value].flat().filter(Boolean).map((one) => one.value));
      for (const [name, box] of boxes) box.checked = on.has(name);
    },
  };
}
