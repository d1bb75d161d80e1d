// Where the person is, in the address: reloading, going back and opening a second window find it again.

const listeners = [];

/** Give who acts, where, and in which thread: names, as the address has them. */
export function where() {
  const query = new URLSearchParams(location.search);
  return { as: query.get("as"), at: query.get("at"), thread: query.get("thread"), behind: query.get("behind") };
}

/** Give the address of a place; what is not said stays as it is, null takes it away. */
export function addressOf(change) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...where(), ...change })) if (value) query.set(name, value);
  return `/?${query}`;
}

/** Go somewhere. */
export function go(change, { replace = false } = {}) {
  const address = addressOf(change);
  if (address === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
  for (const one of listeners) one();
}

/** Call `changed` when the place changes. */
export function onRoute(changed) {
  listeners.push(changed);
  addEventListener("popstate", changed);
}

/** Make clicks on a link change the place without a reload; other windows and tabs open as usual. */
export function follow(link, change) {
  link.href = addressOf(change);
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(change);
  });
  return link;
}
