// Date and time pickers, as the browser has them. A moment is picked in the person's own zone, which is said.

import { h } from "./dom.js";
import { control, holder } from "./holder.js";
import { instantOf, wallTime } from "./seen.js";

const KINDS = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

/** Make a picker. */
export function moment(block, element, place, words) {
  const keeping = holder(place, block, element);
  const zone = place.seen.zone;
  const whole = element.type === "datetimepicker";
  const input = h("input", {
    ...control(block, element, words),
    type: KINDS[element.type],
    onchange: () => keeping.send("choose", { value: read() }),
  });
  const read = () => {
    if (!input.value) return null;
    if (!whole) return input.value;
    const [day, time] = input.value.split("T");
    return Math.floor(instantOf(day, time, zone).getTime() / 1000);
  };
  return {
    node: h("div", { class: "moment" }, input, whole ? h("small", {}, zone.replaceAll("_", " ")) : null),
    control: input,
    flush: () => keeping.settled(),
    take(value) {
      if (!keeping.isNews(value)) return;
      input.value = whole && value ? wallTime(new Date(value * 1000), zone) : (value ?? "");
    },
  };
}
