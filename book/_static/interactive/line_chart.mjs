// A small line chart as SVG, in the colours of the site's figures.

import { shape } from "./svg.mjs";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [340, 220, 46, 10, 30, 38];

/** Round numbers from at most `low` to at least `high`, about `count` of them. */
export function ticks(low, high, count = 4) {
  const span = high - low || Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => span / one <= count + 1e-9);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, place) => Number(((first + place) * step).toPrecision(12)));
}

/**
 * Lines against `x`. `series` are {name, values}, the first solid, the second dashed; a value that is null is a gap.
 * `label` says what is to be seen to those who cannot; `mark` is an x with a dotted line; `text` writes a value.
 */
export function lineChart({ label, title, xTitle, x, series, mark, text = String }) {
  const known = series.flatMap(({ values }) => values).filter((value) => value !== null);
  const ys = ticks(Math.min(...known), Math.max(...known));
  const xs = ticks(x[0], x.at(-1)).filter((value) => Number.isInteger(value) && value >= x[0] && value <= x.at(-1));
  const across = (value) => LEFT + ((WIDTH - LEFT - RIGHT) * (value - x[0])) / (x.at(-1) - x[0] || 1);
  const up = (value) => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * (value - ys[0])) / (ys.at(-1) - ys[0]);
  const chart = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, class: "line-chart", role: "img", "aria-label": label });
  for (const value of ys) {
    chart.append(shape("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: up(value), y2: up(value) }));
    chart.append(shape("text", { x: LEFT - 6, y: up(value) + 4, "text-anchor": "end" }, text(value)));
  }
  for (const value of xs) chart.append(shape("text", { x: across(value), y: HEIGHT - BOTTOM + 15, "text-anchor": "middle" }, value));
  chart.append(shape("text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, xTitle));
  chart.append(shape("text", { class: "title", x: 4, y: 14 }, title));
  if (mark) chart.append(shape("line", { class: "mark", x1: across(mark), x2: across(mark), y1: TOP, y2: HEIGHT - BOTTOM }));
  series.forEach(({ name, values }, which) => {
    if (values.every((value) => value === null)) return;
    const place = WIDTH - RIGHT - (series.length - which) * 98;
    chart.append(shape("line", { class: `line-${which}`, x1: place, x2: place + 20, y1: 10, y2: 10 }));
    chart.append(shape("text", { x: place + 25, y: 14 }, name));
    for (const run of runsOf(values)) {
      const points = run.map((at) => `${across(x[at]).toFixed(1)},${up(values[at]).toFixed(1)}`).join(" ");
      chart.append(shape("polyline", { class: `line-${which}`, points }));
      if (run.length === 1) chart.append(shape("circle", { class: `dot-${which}`, cx: across(x[run[0]]), cy: up(values[run[0]]), r: 2.5 }));
    }
  });
  return chart;
}

/** Places of values that follow each other without a gap. */
function runsOf(values) {
  const runs = [];
  values.forEach((value, at) => {
    if (value === null) return;
    if (at && values[at - 1] !== null) runs.at(-1).push(at);
    else runs.push([at]);
  });
  return runs;
}
