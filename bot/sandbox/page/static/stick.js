// A list that grows at its end stays there, unless the person has scrolled up to read.

/** Keep `scroll` at its end while its content or its own height changes; gives a function that goes there. */
export function stick(scroll) {
  let atEnd = true;
  let sizes = "";
  const measured = () => `${scroll.clientHeight} ${scroll.scrollHeight}`;
  const end = () => {
    scroll.scrollTop = scroll.scrollHeight;
    sizes = measured();
    atEnd = true;
  };
  scroll.addEventListener("scroll", () => {
    // Only a person's own scrolling counts, not what a change of sizes did to the place.
    if (measured() === sizes) atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
  });
  const watcher = new ResizeObserver(() => {
    if (atEnd) end();
    sizes = measured();
  });
  watcher.observe(scroll);
  for (const child of scroll.children) watcher.observe(child);
  return end;
}
