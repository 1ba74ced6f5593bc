// Accuracy against cost: each point says which run it is and leads to its learning curves.
import { checkbox, choice, decimal, element, fill, percent, roving, row, status } from "./controls.mjs";
import { drawn, lineChart } from "./line_chart.mjs";

const NEAR = 24; // pixels from the pointer within which a point is meant

export default async function show(figure) {
  const { words, data, panel } = figure;
  const { points, joined } = data;
  const networks = [...new Set(points.map(({ network }) => network))];
  const state = { network: figure.recall("network", ""), run: figure.recall("run", ""), join: figure.recall("join", "yes") };
  if (!networks.includes(state.network)) state.network = "";
  const places = points.map(({ x, y }) => figure.position(0, x, y));
  const number = new Map(points.map(({ name }, place) => [name, place]));

  const layer = figure.overlay();
  const frame = layer.parentElement;
  const marks = points.map(mark);
  const lines = drawn("svg", { class: "run-lines", viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" });
  const veil = element("div", { className: "run-veil" });
  const [left, top, width, height] = figure.axes[0].box;
  Object.assign(veil.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
  const group = element("div", { className: "run-marks", role: "group", "aria-label": words.marks });
  const tip = element("div", { className: "run-tip", hidden: true, "aria-hidden": "true" });
  layer.append(veil, lines, group, tip);

  const change = (key) => (value) => ((state[key] = value), figure.remember(state), draw());
  const filter = choice(words.network, [["", words.all], ...networks.map((name) => [name, name])], state.network, change("network"));
  const runs = choice(words.run, [], "", (name) => choose(name));
  const join = checkbox(words.join, state.join === "yes", (on) => change("join")(on ? "yes" : "no"));
  const about = element("p", { className: "run-about" });
  const curves = element("div", { className: "run-curves" });
  const said = status();
  panel.append(row(...(networks.length > 1 ? [filter] : []), runs), ...(joined.length ? [join] : []), about, curves, said);

  const isShown = (place) => !state.network || points[place].network === state.network;

  function mark({ color, main, name }, place) {
    const made = element("button", { type: "button", className: "run-mark", "aria-label": words.names[place], "aria-pressed": "false" });
    made.classList.toggle("is-hollow", !main);
    [made.style.left, made.style.top] = places[place].map((value) => `${value}%`);
    made.style.setProperty("--color", color);
    made.addEventListener("click", () => choose(name));
    made.addEventListener("focus", () => point(place));
    made.addEventListener("blur", () => point());
    return made;
  }

  /** Says what a point is; without one, what the chosen run is. */
  function point(place) {
    marks.forEach((one, at) => one.classList.toggle("is-near", at === place));
    const told = place ?? number.get(state.run);
    about.replaceChildren(...(told === undefined ? [words.hint] : [element("strong", {}, points[told].name), " ", words.about[told]]));
    tip.hidden = place === undefined;
    if (tip.hidden) return;
    const [x, y] = places[place];
    tip.textContent = words.names[place];
    Object.assign(tip.style, { left: `${x}%`, top: `${y}%`, translate: `${x < 30 ? -10 : x > 70 ? -90 : -50}% calc(-100% - 10px)` });
  }

  function nearest({ clientX, clientY }) {
    const box = layer.getBoundingClientRect();
    const distance = ([x, y]) => Math.hypot(box.left + (box.width * x) / 100 - clientX, box.top + (box.height * y) / 100 - clientY);
    const found = places.map((at, place) => [isShown(place) ? distance(at) : Infinity, place]).sort((a, b) => a[0] - b[0])[0];
    return found[0] <= NEAR ? found[1] : undefined;
  }
  // Points may lie closer together than a pointer is exact: the nearest is meant, not the uppermost.
  frame.addEventListener("pointermove", (event) => {
    const place = nearest(event);
    frame.style.cursor = place === undefined ? "" : "pointer";
    point(place);
  });
  frame.addEventListener("pointerleave", () => point());
  frame.addEventListener("click", (event) => {
    const place = event.target.closest(".run-mark") ? undefined : nearest(event);
    if (place !== undefined) choose(points[place].name);
  });
  frame.addEventListener("keydown", (event) => event.key === "Escape" && point());

  function choose(name) {
    state.run = name;
    figure.remember(state);
    draw();
  }

  async function draw() {
    const shown = points.map((_, place) => place).filter(isShown);
    if (!shown.includes(number.get(state.run))) state.run = "";
    veil.hidden = !state.network;
    group.classList.toggle("is-filtered", Boolean(state.network));
    const kept = document.activeElement; // taking a mark out and in again would lose the focus
    group.replaceChildren(...shown.map((place) => marks[place]));
    roving(shown.map((place) => marks[place]), 1);
    if (group.contains(kept)) kept.focus();
    marks.forEach((one, place) => one.setAttribute("aria-pressed", String(points[place].name === state.run)));
    const groups = state.join === "yes" ? joined.filter((group) => isShown(group[0])) : [];
    lines.replaceChildren(...groups.map((group) => drawn("polyline", { points: group.map((place) => places[place].join()).join(" "), stroke: points[group[0]].color })));
    runs.put([["", words.none], ...shown.map((place) => [points[place].name, points[place].name])]);
    runs.control.value = state.run;
    point();
    await showCurves(number.get(state.run));
  }

  async function showCurves(place) {
    const run = points[place];
    if (!run?.curves) {
      curves.replaceChildren();
      said.textContent = run ? words.unknown : "";
      return;
    }
    const history = await figure.part(`run-${place}`);
    if (state.run !== run.name) return; // another was chosen meanwhile
    const chart = (quantity, text) => {
      const series = ["train", "validation"].map((set) => ({ name: words[set], values: history[`${set}_${quantity}`] }));
      const told = series.filter(({ values }) => values.some((value) => value !== null));
      if (!told.length) return [];
      let label = fill(words.curves, { quantity: words[quantity], run: run.name, n: history.epochs.length });
      for (const { name, values } of told) {
        const known = values.filter((value) => value !== null);
        label += fill(words.curve, { set: name, first: text(known[0]), last: text(known.at(-1)) });
      }
      return [lineChart({ label, title: words[quantity], xTitle: words.epoch, x: history.epochs, series, mark: run.kept, text })];
    };
    curves.replaceChildren(...chart("accuracy", (value) => percent(value)), ...chart("loss", (value) => decimal(value)));
    said.textContent = run.kept ? fill(words.kept, { epoch: run.kept }) : "";
  }

  await draw();
}
