// The image of a filter after each step of an ascent, with regularizers on and off, beside the patches that it likes.
import { checkbox, choice, counted, decimal, element, fill, row, slider, status } from "./controls.mjs";
import { enlarged } from "./drawing.mjs";

const SWITCHES = ["fourier", "moves", "smooth"]; // as bits of a choice, the first the highest
const ALL = 2 ** SWITCHES.length - 1;
const PATCH = 96; // pixels of the longer side of what a filter sees

export default async function show(figure) {
  const { words, data, panel } = figure;
  const last = data.steps.length - 1;
  const scale = enlarged(figure, "steps-0", 144);
  const of = data.steps[last];
  const step = data.steps.indexOf(Number(figure.recall("steps", of)));
  const on = Number(figure.recall("on", ALL));
  const state = {
    filter: Math.max(data.filters.indexOf(figure.recall("filter", "")), 0),
    step: step < 0 ? last : step,
    on: Number.isInteger(on) && on >= 0 && on <= ALL ? on : ALL,
  };

  const filters = choice(words.filter, words.filters.map((name, place) => [place, name]), state.filter, (value) => change({ filter: Number(value) }));
  const steps = slider(words.steps, { min: 0, max: last, value: state.step }, (k) => counted(words.step, data.steps[k], of), (k) => change({ step: k }));
  const switches = SWITCHES.map((name, place) => {
    const bit = 2 ** (SWITCHES.length - 1 - place);
    return checkbox(words[name], (state.on & bit) > 0, (value) => change({ on: value ? state.on | bit : state.on & ~bit }));
  });
  const said = status();
  const images = element("ul", { className: "interactive-tiles interactive-maps" });
  const heading = element("p");
  const patches = element("ul", { className: "interactive-tiles interactive-maps interactive-patches" });
  panel.append(row(filters, steps), row(...switches), element("p", {}, words.how), said, images, heading, patches);

  function change(chosen) {
    Object.assign(state, chosen);
    figure.remember({ filter: data.filters[state.filter], steps: data.steps[state.step], on: state.on });
    draw();
  }

  function draw() {
    const { filter, step, on } = state;
    const value = (choice) => decimal(data.values[choice][step][filter]);
    const about = { filter: words.filters[filter], when: counted(words.when, data.steps[step], of) };
    const values = { value: value(on), plain: value(0), full: value(ALL) };
    said.textContent = fill(words[told(values)], { ...about, ...values });
    images.replaceChildren(
      ...[["chosen", on], ["none", 0], ["all", ALL]].map(([name, choice]) => {
        const how = fill(words[name], { value: value(choice) });
        const place = choice * data.steps.length + step;
        const image = figure.tile(`steps-${filter}`, place, fill(words.image, { ...about, how }), scale);
        return element("li", {}, image, element("span", {}, how));
      }),
    );
    heading.textContent = fill(words.patches, about);
    patches.replaceChildren(...data.patches[filter].map((place, k) => patch(place, data.windows[filter][k])));
  }

  /** No value is said twice. */
  function told({ value, plain, full }) {
    if (plain === full && value === plain) return "told_equal";
    return { [plain]: "told_none", [full]: "told_all" }[value] ?? "told";
  }

  /** A training image with a frame around what the filter sees of it, and that alone. */
  function patch(place, [top, bottom, left, right]) {
    const { width, height } = figure.sheets.images;
    const [id, label] = [data.ids[place], words.classes[data.labels[place]]];
    const named = fill(words.patch, { id, label });
    const whole = figure.tile("images", place, named, enlarged(figure, "images", PATCH));
    const frame = element("span", { className: "interactive-window", "aria-hidden": "true" });
    const share = (value) => `${100 * value}%`;
    Object.assign(frame.style, { top: share(top), left: share(left), width: share(right - left), height: share(bottom - top) });
    whole.append(frame);
    const zoom = PATCH / Math.max((right - left) * width, (bottom - top) * height);
    const seen = figure.tile("images", place, fill(words.seen, { id }), zoom);
    // Of the tile only the window is shown: it is that large, and its sheet is moved there.
    const [x, y] = seen.style.backgroundPosition.split(" ").map(parseFloat);
    Object.assign(seen.style, {
      width: `${(right - left) * width * zoom}px`,
      height: `${(bottom - top) * height * zoom}px`,
      backgroundPosition: `${x - left * width * zoom}px ${y - top * height * zoom}px`,
    });
    return element("li", {}, element("span", { className: "interactive-pair" }, whole, seen), element("span", {}, named));
  }

  draw();
}
