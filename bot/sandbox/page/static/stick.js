// A list that grows at its end stays there, unless the person has scrolled up to read.

/** Keep `scroll` at its end while its content or its own height changes; gives a function that goes there. */
export function stick(scroll) {
  let atEnd = true;
  const end = () => {
    scroll.scrollTop = scroll.scrollHeight;
    atEnd = true;
  };
  scroll.addEventListener("scroll", () => {
    atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
  });
  const watcher = new ResizeObserver(() => atEnd && end());
  watcher.observe(scroll);
  for (const child of scroll.children) watcher.observe(child);
  return end;
}
