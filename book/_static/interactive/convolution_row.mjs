// A row of cells with the windows below it, as the figure of the chapter has them, for any layer.
import { places } from "./convolution_sizes.mjs";
import { shape } from "./svg.mjs";

const LARGEST = 26; // pixels of a cell
const NUMBERED = 14; // from here on a cell has room for its number
const STAIRS = 14; // windows up to which each has a line of its own

/** The drawing, `across` pixels wide; `label` says what it shows. */
export function drawRow(layer, width, across, label) {
  const { extent, padded, size, starts } = places(layer, width);
  const { kernel, dilation, padding } = layer;
  const cells = Math.max(padded, starts.at(-1) + extent);
  const unit = Math.min(LARGEST, across / (cells + 0.5));
  const high = Math.min(20, Math.max(unit, 8));
  // Windows that do not meet may stand in one line.
  const lines = starts.length <= STAIRS ? starts.length : Math.ceil((extent + 1) / layer.stride);
  const thick = unit < 8 ? 5 : 13;
  const step = thick + 4;
  const height = high + 8 + lines * step;
  const svg = shape("svg", { viewBox: `0 0 ${round(cells * unit + 2)} ${height}`, width: round(cells * unit + 2), height, role: "img", "aria-label": label, class: "interactive-windows" });
  svg.append(hatching());

  const read = new Set(starts.slice(0, size).flatMap((start) => Array.from({ length: kernel }, (_, k) => start + k * dilation)));
  for (let cell = 0; cell < padded; cell += 1) {
    const real = cell >= padding && cell < padding + width;
    const kind = [real ? "is-cell" : "is-padding", read.has(cell) ? "" : "is-unread"].join(" ").trim();
    svg.append(shape("rect", { x: round(cell * unit + 1), y: 1, width: round(unit), height: high, class: kind }));
    if (real && unit >= NUMBERED) svg.append(text(cell * unit + unit / 2 + 1, high / 2 + 5, cell - padding + 1, unit < 20 ? 9 : 11));
  }
  starts.forEach((start, place) => {
    const fits = place < size;
    const top = high + 6 + (place % lines) * step;
    const kind = fits ? "is-window" : "is-outside";
    svg.append(shape("rect", { x: round(start * unit + 1), y: top, width: round(extent * unit), height: thick, class: `${kind} is-frame` }));
    for (let k = 0; fits && k < kernel; k += 1) {
      svg.append(shape("rect", { x: round((start + k * dilation) * unit + 1), y: top, width: round(unit), height: thick, class: kind }));
    }
  });
  const end = round(padded * unit + 1);
  svg.append(shape("line", { x1: end, x2: end, y1: 0, y2: height, class: "is-end" }));
  return svg;
}

function text(x, y, content, size) {
  return shape("text", { x: round(x), y: round(y), "text-anchor": "middle", "font-size": size }, String(content));
}

function hatching() {
  const line = shape("path", { d: "M0 6 L6 0", class: "is-hatch" });
  return shape("defs", {}, shape("pattern", { id: "interactive-hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse" }, line));
}

function round(value) {
  return Math.round(10 * value) / 10;
}
