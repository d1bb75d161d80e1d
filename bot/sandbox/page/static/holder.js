// What every field shares: it tells the server of each change in turn, and takes the server's word when that is news.

/** Keep one field in step with the server; `at` says which it is. */
export function holder(place, block, element) {
  const at = { block_id: block.block_id, action_id: element.action_id };
  let told;
  let under_way = 0;
  let line = Promise.resolve();
  return {
    at,
    /** Tell the server, after all that was told before; gives what came of it, null where it was refused. */
    send(deed, body) {
      under_way += 1;
      line = line
        .then(() => place.act(deed, { ...at, ...body }))
        .catch(() => null)
        .then((done) => {
          under_way -= 1;
          // What was not taken must not stay on the screen.
          if (!done) told = undefined;
          return done;
        });
      return line;
    },
    /** Wait until all is told. */
    settled: () => line,
    /** Say whether what the server holds is news, and nothing that is under way is newer. */
    isNews(value) {
      const words = JSON.stringify(value ?? null);
      if (under_way || words === told) return false;
      told = words;
      return true;
    },
  };
}

/** The attributes by which a control is found, described and refused. */
export function control(block, element, words) {
  return {
    id: words.id ?? null,
    "data-at": `${block.block_id} ${element.action_id}`,
    "aria-label": words.label ?? null,
    "aria-describedby": words.describedby ?? null,
    "aria-required": words.required ? "true" : null,
  };
}
