// Six numbers to move: what batch normalization makes of them, and the gradient that comes back.
import { layer, normalize } from "./batchnorm_layer.mjs";
import { button, choice, decimal, element, fill, row, scrolling, slider, status } from "./controls.mjs";
import { placed, typeSize } from "./labels.mjs";
import { shape } from "./svg.mjs";

const BELOW = "₀₁₂₃₄₅₆₇₈₉";
const index = (place) => String(place + 1).replace(/\d/g, (digit) => BELOW[digit]);
const WIDE = 640;
const ABOVE = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5].map((right) => [right, -1]); // where a number stands, the best first
const ARRIVING = ["chosen", "first", "equal", "along"];

export default async function show(figure) {
  const { words, data, panel } = figure;
  const { limits, epsilons } = data;
  const state = {
    x: numbers("x"),
    g: numbers("g"),
    gamma: numbers("gamma")[0],
    beta: numbers("beta")[0],
    epsilon: epsilons.find((one) => String(one) === figure.recall("epsilon", "")) ?? data.epsilon,
    arriving: ARRIVING.find((one) => one === figure.recall("arriving", "")) ?? "chosen",
  };

  const one = (key) => (value) => ((state[key] = value), update());
  const each = (key, place) => (value) => ((state[key][place] = value), update());
  const range = (key, value) => ({ min: limits[key][0], max: limits[key][1], step: 0.1, value });
  const short = (value) => decimal(value, 1);
  const sliders = (key) => state[key].map((value, place) => slider(fill(words[key], { i: index(place) }), range(key, value), short, each(key, place)));
  const [xs, gs] = [sliders("x"), sliders("g")];
  const gamma = slider(words.gamma, range("gamma", state.gamma), short, one("gamma"));
  const beta = slider(words.beta, range("beta", state.beta), short, one("beta"));
  const epsilon = choice(words.epsilon, epsilons.map((value) => [value, String(value)]), state.epsilon, (value) => one("epsilon")(Number(value)));
  const arriving = choice(words.arriving, ARRIVING.map((key) => [key, words[key]]), state.arriving, one("arriving"));
  const drawing = element("div", { className: "interactive-drawing" });
  const said = status();
  const layerText = element("p");
  const caption = element("p", { className: "interactive-note", id: `${figure.name}-numbers` }, words.caption);
  const table = element("table", { className: "interactive-numbers", "aria-labelledby": caption.id });
  const [moved, given] = [tight(xs), tight(gs)];
  const reset = button(words.reset, () => {
    Object.assign(state, { x: [...data.x], g: [...data.g], gamma: data.gamma, beta: data.beta, epsilon: data.epsilon, arriving: "chosen" });
    [...xs, ...gs].forEach((control, place) => control.set([...state.x, ...state.g][place]));
    gamma.set(state.gamma);
    beta.set(state.beta);
    epsilon.control.value = state.epsilon;
    arriving.control.value = state.arriving;
    update();
  });
  panel.append(drawing, moved, tight([gamma, beta, epsilon]), row(arriving), given, caption, scrolling(words.table, table), said, layerText, element("p", { className: "interactive-note" }, words.why), row(reset));
  new ResizeObserver(() => drawing.replaceChildren(draw(layer({ ...state, g: gradients() }), gradients()))).observe(drawing);
  update(false);

  function numbers(key) {
    const usual = [data[key]].flat();
    const [low, high] = limits[key];
    const found = figure.recall(key, "").split("_").map(Number);
    const usable = found.length === usual.length && found.every((value) => value >= low && value <= high);
    return usable && figure.recall(key, "") ? found : [...usual];
  }

  function tight(controls) {
    const made = row(...controls);
    made.classList.add("is-tight", "is-three");
    return made;
  }

  function gradients() {
    const { normalized } = normalize(state.x, state.epsilon);
    return { chosen: state.g, first: state.x.map((_, place) => Number(!place)), equal: state.x.map(() => 1), along: normalized }[state.arriving];
  }

  function update(keep = true) {
    const g = gradients();
    const found = layer({ ...state, g });
    given.hidden = state.arriving !== "chosen";
    const { mean, variance, root, scale, shift, total, along } = found;
    const texts = Object.fromEntries(Object.entries({ mean, variance, root, scale, shift, total, along }).map(([key, value]) => [key, fine(value)]));
    said.textContent = fill(words.sums, texts) + fill(isAlmost(along) ? words.almost : words.along_sum, texts);
    layerText.textContent = fill(words.layer, texts);
    const rows = [["x", state.x], ["x̂", found.normalized], ["y", found.outputs], ["g", g], ["∂ℓ/∂x", found.gradient]];
    table.replaceChildren(...tabulate(rows));
    drawing.replaceChildren(draw(found, g));
    if (keep) figure.remember({ ...state, x: state.x.join("_"), g: state.g.join("_") });
  }

  function tabulate(rows) {
    const head = element("tr", {}, element("th", { scope: "col" }, "i"), ...state.x.map((_, place) => element("th", { scope: "col" }, String(place + 1))), element("th", { scope: "col" }, words.sum));
    const lines = rows.map(([name, values]) => {
      const all = [...values, values.reduce((sum, value) => sum + value, 0)];
      return element("tr", {}, element("th", { scope: "row" }, name), ...all.map((value) => element("td", {}, decimal(value))));
    });
    return [element("thead", {}, head), element("tbody", {}, ...lines)];
  }

  function draw({ normalized, outputs, gradient }, g) {
    const svg = shape("svg", { viewBox: `0 0 ${WIDE} 190`, width: WIDE, height: 190, role: "img", "aria-label": words.drawing, class: "interactive-plot" });
    const lines = [["x", state.x], ["x̂", normalized], ["y", outputs]];
    const [small, large] = [11.5, 13].map((pixels) => typeSize(pixels, drawing, WIDE).toFixed(1));
    const far = Math.max(5.5, ...outputs.map(Math.abs));
    const across = (value) => 205 + (170 * value) / far;
    lines.forEach(([name], line) => {
      const y = 30 + 60 * line;
      svg.append(shape("line", { x1: 30, x2: 380, y1: y, y2: y, class: "is-axis" }), shape("line", { x1: across(0), x2: across(0), y1: y - 5, y2: y + 5, class: "is-axis" }), shape("text", { x: 0, y: y + 5, "font-size": large }, name));
    });
    state.x.forEach((_, place) => {
      const at = lines.map(([, values], line) => [across(values[place]), 30 + 60 * line]);
      svg.append(shape("polyline", { points: at.map((one) => one.map((value) => value.toFixed(1)).join()).join(" "), class: "is-way" }));
      svg.append(...at.map(([x, y]) => shape("circle", { cx: x.toFixed(1), cy: y, r: 5, class: "is-dot" })));
    });
    const names = state.x.map((value, place) => ({ text: String(place + 1), x: across(value), y: 30 }));
    svg.append(...placed(names, { size: Number(small), gap: 6, wide: WIDE, tall: 190, sides: ABOVE }));
    const most = Math.max(1, ...g.map(Math.abs), ...gradient.map(Math.abs));
    const zero = 100;
    svg.append(shape("line", { x1: 415, x2: 635, y1: zero, y2: zero, class: "is-axis" }));
    g.forEach((value, place) => {
      const x = 420 + 36 * place;
      [["is-given", value], ["is-gradient", gradient[place]]].forEach(([kind, amount], bar) => {
        const high = (70 * Math.abs(amount)) / most;
        svg.append(shape("rect", { x: x + 14 * bar, y: amount > 0 ? zero - high : zero, width: 13, height: high.toFixed(1), class: kind }));
      });
      svg.append(shape("text", { x: x + 14, y: 186, "text-anchor": "middle", "font-size": small }, String(place + 1)));
    });
    svg.append(shape("rect", { x: 440, y: 11, width: 10, height: 10, class: "is-given" }), shape("text", { x: 454, y: 22, "font-size": large }, "g"), shape("rect", { x: 490, y: 11, width: 10, height: 10, class: "is-gradient" }), shape("text", { x: 504, y: 22, "font-size": large }, "∂ℓ/∂x"));
    return svg;
  }
}

/** Whether it would be printed as 0 but is more than what rounding leaves of 0. */
function isAlmost(value) {
  const size = Math.abs(value);
  return size < 0.001 && size >= 1e-12;
}

/** A number whose small values are not taken for 0. */
function fine(value) {
  if (!isAlmost(value)) return decimal(value, 3);
  const [digits, power] = value.toExponential(1).split("e-");
  return `${digits.replace("-", "−")} × 10⁻${power.replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit])}`;
}
