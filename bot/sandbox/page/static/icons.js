// The page's few signs, drawn here so that they look the same with whatever fonts a machine has.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  app: "M12 3 21 12 12 21 3 12Z",
  back: "M19 12H5M11 6l-6 6 6 6",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5l3.5 2",
  close: "M6 6l12 12M18 6 6 18",
  contrast: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 3v18M12 8h6M12 12h8M12 16h6",
  down: "M6 9l6 6 6-6",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M4 15h16",
  home: "M4 11l8-7 8 7M6 10v10h12V10M10 20v-6h4v6",
  lock: "M6 11h12v9H6ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M12 5v.01M12 12v.01M12 19v.01",
  mail: "M3 6h18v12H3ZM3 7l9 7 9-7",
  plus: "M12 5v14M5 12h14",
  pulse: "M3 12h4l3-7 4 14 3-7h4",
  send: "M4 4l17 8-17 8 3-8ZM7 12h14",
  window: "M4 8h12v12H4ZM8 8V4h12v12h-4",
};

/** Draw a sign; it says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `sign-${name} sign-drawn`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
