// Make elements, and keep those whose content did not change: what a person is looking at, typing in or pointing at
// stays the same element. Words always go in as text, never as markup.

/** Make an element: `on…` are listeners, `class`, `aria-…`, `data-…` and other names attributes; null leaves one out. */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else if (name === "checked") node.checked = true;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...flat(children));
  return node;
}

function flat(children) {
  return children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false);
}

/** Put children in place of all that a node holds. */
export function fill(node, ...children) {
  node.replaceChildren(...flat(children));
}

const lists = new WeakMap();

/**
 * Show `items` as the children of `parent`. An item keeps its node while `sign` gives the same words for it; a node that
 * is made anew gets the focus that was in the old one, at the same `data-at`.
 */
export function keyed(parent, items, { key, sign, make }) {
  const before = lists.get(parent) ?? new Map();
  const now = new Map();
  const replaced = [];
  for (const item of items) {
    const id = key(item);
    const signature = sign(item);
    const known = before.get(id);
    if (known?.signature === signature) {
      now.set(id, known);
      continue;
    }
    const node = make(item);
    now.set(id, { node, signature });
    if (known) replaced.push([focusIn(known.node), node]);
  }
  for (const [id, { node }] of before) if (now.get(id)?.node !== node) node.remove();
  let place = parent.firstChild;
  for (const { node } of now.values()) {
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
  lists.set(parent, now);
  for (const [focus, node] of replaced) if (focus) refocus(focus, node);
  return [...now.values()].map((one) => one.node);
}

function focusIn(node) {
  const active = document.activeElement;
  if (!active || active === document.body || !node.contains(active)) return null;
  const range = "selectionStart" in active ? selection(active) : null;
  return { at: active.dataset.at ?? null, range };
}

function selection(input) {
  try {
    return [input.selectionStart, input.selectionEnd];
  } catch {
    return null;
  }
}

function refocus({ at, range }, node) {
  const found = at && [...node.querySelectorAll("[data-at]")].find((one) => one.dataset.at === at);
  if (!found) {
    if (!node.hasAttribute("tabindex")) node.setAttribute("tabindex", "-1");
    node.focus({ preventScroll: true });
    return;
  }
  found.focus({ preventScroll: true });
  if (range && range[0] !== null && found.setSelectionRange) found.setSelectionRange(...range);
}

let count = 0;

/** Make an id that nothing in the document has. */
export function newId(word) {
  count += 1;
  return `${word}-${count}`;
}

const live = h("div", { class: "unseen", role: "status", "aria-live": "polite" });
document.body.append(live);

/** Have a screen reader say something. */
export function announce(words) {
  fill(live, words);
}
