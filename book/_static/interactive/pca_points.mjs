// The ten points to turn: how much of them is left with one, two or three directions, from the mean or from 0.
import { choice, decimal, element, fill, row, slider, status } from "./controls.mjs";
import { placed, typeSize } from "./labels.mjs";
import { inSpace, keep, seen } from "./pca_geometry.mjs";
import { shape } from "./svg.mjs";

const MARGIN = 0.8; // by how much the plane reaches beyond the points, as in the figure
const [WIDE, HIGH] = [560, 380];

export default async function show(figure) {
  const { words, data, panel } = figure;
  const whole = (key, low, high, otherwise) => {
    const found = Number(figure.recall(key, "x"));
    return Number.isInteger(found) && found >= low && found <= high ? found : otherwise;
  };
  const state = { way: whole("way", 0, data.ways.length - 1, 0), k: whole("k", 1, 3, 2), turn: whole("turn", -180, 180, data.turn), tilt: whole("tilt", -90, 90, data.tilt) };
  const set = (key) => (value) => ((state[key] = Number(value)), update());
  const degrees = (value) => fill(words.degrees, { n: decimal(value, 0) });
  const way = choice(words.way, words.ways.map((name, place) => [place, name]), state.way, set("way"));
  const kept = slider(words.kept, { min: 1, max: 3, value: state.k }, String, set("k"));
  const turn = slider(words.turn, { min: -180, max: 180, value: state.turn }, degrees, set("turn"));
  const tilt = slider(words.tilt, { min: -90, max: 90, value: state.tilt }, degrees, set("tilt"));
  const drawing = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, width: WIDE, height: HIGH, role: "img", "aria-label": words.drawing, class: "interactive-plot interactive-space" });
  const said = status();
  const table = element("table", { className: "interactive-numbers" });
  panel.append(row(way, kept), row(turn, tilt), drawing, said, table, element("p", { className: "interactive-note" }, words.legend));
  new ResizeObserver(() => draw(keep(data.points, data.ways[state.way], state.k))).observe(drawing);
  let from = null; // where a drag began, and the view then
  drawing.addEventListener("pointerdown", (event) => {
    drawing.setPointerCapture(event.pointerId);
    from = { x: event.clientX, y: event.clientY, turn: state.turn, tilt: state.tilt };
  });
  drawing.addEventListener("pointermove", (event) => {
    if (!drawing.hasPointerCapture(event.pointerId)) return;
    const turned = Math.round(from.turn - (event.clientX - from.x) / 2);
    state.turn = ((((turned + 180) % 360) + 360) % 360) - 180;
    state.tilt = Math.round(Math.min(90, Math.max(-90, from.tilt + (event.clientY - from.y) / 2)));
    turn.set(state.turn);
    tilt.set(state.tilt);
    update();
  });
  const middle = data.mean.map((value) => 0.75 * value); // so that the points and 0 are about as far away
  const far = Math.max(...[[0, 0, 0], [10, 0, 0], [0, 10, 0], [0, 0, 10], ...data.points].map((point) => Math.hypot(...point.map((value, axis) => value - middle[axis])))) * 1.1;
  update(false);

  function update(remembered = true) {
    const found = keep(data.points, data.ways[state.way], state.k);
    said.textContent = fill(state.k === 3 ? words.no_error : words.error, { k: state.k, error: decimal(found.error, 4) });
    table.replaceChildren(...tabulate(found.squares));
    draw(found);
    if (remembered) figure.remember(state);
  }

  function tabulate(squares) {
    const head = [words.direction, words.squares, words.becomes].map((name) => element("th", { scope: "col" }, name));
    const lines = squares.map((value, i) => {
      const becomes = i < state.k ? words.stays : words.left;
      return element("tr", {}, element("th", { scope: "row" }, `u${"₁₂₃"[i]}`), element("td", {}, decimal(value, 4)), element("td", {}, becomes));
    });
    return [element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...lines)];
  }

  function at(point) {
    const [right, up] = seen(point.map((value, axis) => value - middle[axis]), state.turn, state.tilt);
    const unit = HIGH / 2 / far;
    return [(WIDE / 2 + right * unit).toFixed(1), (HIGH / 2 - up * unit).toFixed(1)];
  }

  function line(from, to, kind) {
    const [[x1, y1], [x2, y2]] = [at(from), at(to)];
    return shape("line", { x1, y1, x2, y2, class: kind });
  }

  function draw({ coordinates, feet }) {
    const ends = [0, 1, 2].map((axis) => [0, 0, 0].map((_, place) => (place === axis ? 10 : 0)));
    const parts = ends.map((end) => line([0, 0, 0], end, "is-axis"));
    parts.push(...subspace(coordinates));
    data.points.forEach((point, place) => parts.push(line(point, feet[place], "is-distance")));
    const taken = data.points.map(at);
    parts.push(...taken.map(([x, y]) => shape("circle", { cx: x, cy: y, r: 4.5, class: "is-point" })));
    const [[x0, y0], [xm, ym]] = [at([0, 0, 0]), at(data.mean)];
    parts.push(shape("rect", { x: x0 - 5, y: y0 - 5, width: 10, height: 10, class: "is-gradient" }), shape("path", { d: `M${xm} ${ym - 7} l7 7 l-7 7 l-7 -7 z`, class: "is-dot" }));
    const named = (text, [x, y]) => ({ text, x, y });
    const names = [...taken.map((one, place) => named(String(place + 1), one)), ...ends.map((end, axis) => named(`x${"₁₂₃"[axis]}`, at(end)))];
    drawing.replaceChildren(...parts, ...placed(names, { size: typeSize(11.5, drawing, WIDE), gap: 6, wide: WIDE, tall: HIGH, taken: [...taken, [x0, y0], [xm, ym]] }));
  }

  /** The line or plane of the kept directions, as far as the points and the origin reach. */
  function subspace(coordinates) {
    const { origin, axes } = data.ways[state.way];
    if (state.k === 3) return [];
    const reach = [0, 1].map((i) => {
      const values = coordinates.map((one) => one[i]);
      return [Math.min(0, ...values) - MARGIN, Math.max(0, ...values) + MARGIN];
    });
    if (state.k === 1) return [line(...reach[0].map((value) => inSpace([value, 0, 0], origin, axes)), "is-kept")];
    const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([i, j]) => inSpace([reach[0][i], reach[1][j], 0], origin, axes));
    return [shape("polygon", { points: corners.map((corner) => at(corner).join()).join(" "), class: "is-kept" })];
  }
}
