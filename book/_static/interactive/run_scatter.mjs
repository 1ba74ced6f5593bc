// Accuracy against cost: each point says which run it is and leads to its learning curves.
import { checkbox, choice, decimal, element, fill, percent, row, status } from "./controls.mjs";
import { lineChart } from "./line_chart.mjs";
import { pointMarks } from "./marks.mjs";
import { shape } from "./svg.mjs";

export default async function show(figure) {
  const { words, data, panel } = figure;
  const { points, joined } = data;
  const networks = [...new Set(points.map(({ network }) => network))];
  const state = { network: figure.recall("network", ""), run: figure.recall("run", ""), join: figure.recall("join", "yes") };
  if (!networks.includes(state.network)) state.network = "";
  const places = points.map(({ x, y }) => figure.position(0, x, y));
  const number = new Map(points.map(({ name }, place) => [name, place]));

  const { layer, group, marks, show: showMarks, press } = pointMarks(figure, {
    places,
    names: words.names,
    label: words.marks,
    pointed: (place) => tell(place),
    chosen: (place) => choose(points[place].name),
  });
  points.forEach(({ color, main }, place) => {
    marks[place].style.setProperty("--color", color);
    marks[place].classList.toggle("is-hollow", !main);
  });
  const lines = shape("svg", { class: "run-lines", viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" });
  const veil = element("div", { className: "run-veil" });
  const [left, top, width, height] = figure.axes[0].box;
  Object.assign(veil.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
  layer.prepend(veil, lines);

  const change = (key) => (value) => {
    state[key] = value;
    draw(); // first: it takes back a run that is not shown
    figure.remember(state);
  };
  const filter = choice(words.network, [["", words.all], ...networks.map((name) => [name, name])], state.network, change("network"));
  const runs = choice(words.run, [], "", (name) => choose(name));
  const join = checkbox(words.join, state.join === "yes", (on) => change("join")(on ? "yes" : "no"));
  const about = element("p", { className: "run-about" });
  const curves = element("div", { className: "run-curves" });
  const said = status();
  said.classList.add("run-chosen");
  panel.append(row(...(networks.length > 1 ? [filter] : []), runs), ...(joined.length ? [join] : []), about, said, curves);

  const isShown = (place) => !state.network || points[place].network === state.network;

  const facts = (place) => [element("strong", {}, points[place].name), " ", words.about[place]];

  /** Says what the point is that is pointed at; the chosen run has a line of its own. */
  function tell(place) {
    about.replaceChildren(...(place === undefined || points[place].name === state.run ? [words.hint] : facts(place)));
  }

  /** All there is to say of the chosen run, in one piece, so that screen readers read it once and whole. */
  function say(place) {
    const { curves: known, kept } = points[place] ?? {};
    const line = !known ? words.unknown : kept ? fill(words.kept, { epoch: kept }) : "";
    const told = place === undefined ? [] : [...facts(place), " ", line];
    if (said.textContent !== element("p", {}, ...told).textContent) said.replaceChildren(...told);
  }

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
    showMarks(shown);
    press(number.get(state.run));
    const groups = state.join === "yes" ? joined.filter((group) => isShown(group[0])) : [];
    lines.replaceChildren(...groups.map((group) => shape("polyline", { points: group.map((place) => places[place].join()).join(" "), stroke: points[group[0]].color })));
    runs.put([["", words.none], ...shown.map((place) => [points[place].name, points[place].name])]);
    runs.control.value = state.run;
    tell();
    say(number.get(state.run));
    await showCurves(number.get(state.run));
  }

  async function showCurves(place) {
    const run = points[place];
    if (!run?.curves) return curves.replaceChildren();
    const history = await figure.part(`run-${place}`);
    if (state.run !== run.name) return; // another was chosen meanwhile
    const chart = (quantity, text) => {
      const series = ["train", "validation"].map((set) => ({ name: words[set], values: history[`${set}_${quantity}`] }));
      const told = series.filter(({ values }) => values.some((value) => value !== null));
      if (!told.length) return [];
      const n = history.epochs.length;
      let label = fill(n > 1 ? words.curves : words.curves_one, { quantity: words[quantity], run: run.name, n });
      for (const { name, values } of told) {
        const known = values.filter((value) => value !== null);
        const [first, last] = [text(known[0]), text(known.at(-1))];
        label += fill(known.length > 1 ? words.curve : words.curve_one, { set: name, first, last, value: first });
      }
      return [lineChart({ label, title: words[quantity], xTitle: words.epoch, x: history.epochs, series, mark: run.kept, text })];
    };
    curves.replaceChildren(...chart("accuracy", (value) => percent(value)), ...chart("loss", (value) => decimal(value)));
  }

  await draw();
}
