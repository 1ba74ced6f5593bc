// The triangle as a question: scores, label and temperature can be moved; outputs, loss and gradient follow.
import { button, choice, decimal, element, fill, row, scrolling, slider, status } from "./controls.mjs";
import { crossEntropy, fromPlane, inPlane, scoresOf } from "./softmax_loss.mjs";
import { shape } from "./svg.mjs";

const BELOW = "₀₁₂₃";
const FINE = 4; // steps of the temperature's slider in a doubling
const SMALL = 0.001; // below it three digits would say 0
const LEAST = 0.003; // of an output that is dragged: at a corner the scores would be infinite

export default async function show(figure) {
  const { words, data, panel } = figure;
  const { corners, starts, farthest, doublings } = data;
  const most = doublings * FINE;
  const kept = figure.recall("z", "").split("_").map(Number);
  const usable = figure.recall("z", "") && kept.length === 3 && kept.every((score) => Math.abs(score) <= farthest);
  const whole = (key, low, high, otherwise) => {
    const found = Number(figure.recall(key, "x"));
    return Number.isInteger(found) && found >= low && found <= high ? found : otherwise;
  };
  const state = { z: usable ? kept : [...starts[0]], label: whole("label", 1, 3, 1) - 1, warmth: whole("warmth", -most, most, 0) };
  let path = []; // points of the steps that were taken since the last move by hand

  const moved = () => ((path = []), update());
  const begin = choice(words.start, [...words.starts.map((name, place) => [place, name]), ["own", words.own]], 0, (place) => {
    if (place !== "own") state.z = [...starts[place]];
    moved();
  });
  const label = choice(words.label, [0, 1, 2].map((k) => [k, fill(words.class, { i: k + 1 })]), state.label, (k) => ((state.label = Number(k)), moved()));
  const scores = state.z.map((value, k) =>
    slider(fill(words.score, { i: BELOW[k + 1] }), { min: -farthest, max: farthest, step: 0.05, value }, () => decimal(state.z[k]), (score) => ((state.z[k] = score), moved())),
  );
  const warmth = slider(words.temperature, { min: -most, max: most, value: state.warmth }, (step) => decimal(2 ** (step / FINE)), (step) => ((state.warmth = step), moved()));
  const step = button(words.step, () => {
    const { gradient, outputs } = computed();
    path.push(inPlane(outputs, corners));
    state.z = state.z.map((score, k) => clamp(score - gradient[k]));
    update();
  });
  const said = status();
  const caption = element("p", { className: "interactive-note", id: `${figure.name}-numbers` }, words.caption);
  const table = element("table", { className: "interactive-numbers", "aria-labelledby": caption.id });
  const three = row(...scores);
  three.classList.add("is-tight", "is-three");
  panel.append(row(begin, label, warmth), three, row(step), said, caption, scrolling(words.table, table), element("p", { className: "interactive-note" }, words.handle));

  const layer = shape("svg", { class: "interactive-layer", "aria-hidden": "true" });
  figure.overlay().append(layer);
  const arrow = shape("line", { class: "is-arrow" });
  const trail = shape("g", {});
  const point = shape("circle", { r: 7, class: "is-point" });
  const handle = shape("circle", { r: 18, class: "is-handle" });
  layer.append(arrow, trail, point, handle);
  handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    state.z = scoresOf(fromPlane(inData(event), corners, LEAST), temperature()).map(clamp);
    moved();
  });
  update(false);

  function temperature() {
    return 2 ** (state.warmth / FINE);
  }

  function computed() {
    return crossEntropy({ z: state.z, temperature: temperature(), label: state.label });
  }

  function clamp(score) {
    return Math.min(farthest, Math.max(-farthest, score));
  }

  /** Where the pointer is, in the data of the figure's axes. */
  function inData({ clientX, clientY }) {
    const frame = layer.getBoundingClientRect();
    const { box, x, y } = figure.axes[0];
    const across = ((100 * (clientX - frame.left)) / frame.width - box[0]) / box[2];
    const up = 1 - ((100 * (clientY - frame.top)) / frame.height - box[1]) / box[3];
    return [x[0] + across * (x[1] - x[0]), y[0] + up * (y[1] - y[0])];
  }

  function update(keep = true) {
    const found = computed();
    scores.forEach((control, k) => control.set(state.z[k]));
    const known = starts.findIndex((start) => start.every((score, k) => score === state.z[k]));
    begin.control.querySelector("[value=own]").disabled = known >= 0;
    begin.control.value = known < 0 ? "own" : known;
    const norm = Math.hypot(...found.gradient);
    said.textContent = [
      fill(found.loss < SMALL ? words.small_loss : words.loss, { i: BELOW[state.label + 1], loss: decimal(found.loss, 3), least: SMALL }),
      fill(norm < SMALL ? words.small_norm : words.norm, { norm: decimal(norm, 3), least: SMALL }),
    ].join("");
    table.replaceChildren(...tabulate(found));
    draw(found.outputs);
    if (keep) figure.remember({ z: state.z.map((score) => Number(score.toFixed(4))).join("_"), label: state.label + 1, warmth: state.warmth });
  }

  function draw(outputs) {
    const place = (element, names, [x, y]) => {
      const found = figure.position(0, x, y);
      names.forEach((name, axis) => element.setAttribute(name, `${found[axis].toFixed(2)}%`));
      return element;
    };
    const at = inPlane(outputs, corners);
    place(arrow, ["x1", "y1"], corners[state.label]);
    place(arrow, ["x2", "y2"], at);
    for (const circle of [point, handle]) place(circle, ["cx", "cy"], at);
    trail.replaceChildren(...path.map((one) => place(shape("circle", { r: 3, class: "is-point" }), ["cx", "cy"], one)));
  }

  function tabulate({ outputs, difference, gradient }) {
    const heads = ["", "z", "ŷ", "y", "ŷ − y", "∂L/∂z"];
    const lines = outputs.map((output, k) => [state.z[k], output, Number(k === state.label), difference[k], gradient[k]]);
    const sums = lines[0].map((_, column) => lines.reduce((sum, line) => sum + line[column], 0));
    const cells = (name, values) => element("tr", {}, element("th", { scope: "row" }, name), ...values.map((value) => element("td", {}, decimal(value, 3))));
    const head = element("tr", {}, ...heads.map((one) => element(one ? "th" : "td", one ? { scope: "col" } : {}, one)));
    return [element("thead", {}, head), element("tbody", {}, ...lines.map((line, k) => cells(fill(words.class, { i: k + 1 }), line))), element("tfoot", {}, cells(words.sum, sums))];
  }
}
