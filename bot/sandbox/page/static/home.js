// The app's Home, as the app has published it for this person; opening it tells the app.

import { blocks } from "./blocks.js";
import { fill, h } from "./dom.js";

/** Make the Home. */
export function home({ act }) {
  const body = h("div", { class: "home-body" });
  const empty = h("p", { class: "quiet", hidden: true });
  const node = h("div", { class: "home", tabindex: "0", role: "region", "aria-label": "Home", hidden: true }, body, empty);
  const place = { kind: "view", heading: "h3", fields: new Set(), act: (deed, given, how) => act(deed, { ...given, where: "home" }, how) };
  let shown = null;

  const render = (seen, isOpen, opened) => {
    if (!isOpen) {
      shown = null;
      return;
    }
    if (opened) act("open_home", {}).catch(() => null);
    const view = seen.home;
    empty.hidden = Boolean(view);
    empty.textContent = `${seen.app.name} has published nothing on its Home for you yet.`;
    if (!view) {
      fill(body);
      shown = null;
      return;
    }
    Object.assign(place, { seen, values: view.values, sign: seen.me });
    if (shown !== view.id) fill(body);
    shown = view.id;
    blocks(body, view.blocks, place);
    for (const field of place.fields) {
      if (field.node.isConnected) field.take(field.held());
      else place.fields.delete(field);
    }
  };
  return { node, render };
}
