// Maps of one image by every method while the network forgets layer by layer.
import { checkbox, choice, counted, decimal, element, fill, row, slider, status } from "./controls.mjs";
import { enlarged } from "./drawing.mjs";

export default async function show(figure) {
  const { words, data, panel } = figure;
  const { classes, methods } = words;
  const last = data.steps.length - 1;
  const of = data.layers;
  const stepText = (step) => counted(words.step, data.steps[step], of);
  const recalled = data.ids.indexOf(Number(figure.recall("image", NaN)));
  const step = data.steps.indexOf(Number(figure.recall("layers", 0)));
  const state = { image: Math.max(recalled, 0), step: Math.max(step, 0), outline: figure.recall("outline", "") === "1" };
  const scale = enlarged(figure, "images", 96);

  const named = (place) => fill(words.choice, { label: classes[data.labels[place]], id: data.ids[place] });
  const images = choice(words.image, data.ids.map((_, place) => [place, named(place)]), state.image, (value) => change("image", Number(value)));
  const layers = slider(words.layers, { min: 0, max: last, value: state.step }, stepText, (k) => change("step", k));
  const outline = checkbox(words.outline, state.outline, (value) => change("outline", value));
  const said = status();
  const tiles = element("ul", { className: "interactive-tiles interactive-maps" });
  panel.append(row(images, layers, outline), said, tiles);

  function change(key, value) {
    state[key] = value;
    figure.remember({ image: data.ids[state.image], layers: data.steps[state.step], outline: state.outline ? 1 : "" });
    draw();
  }

  const correlation = (method) => (state.step ? data.correlations[method][state.step - 1][state.image] : 1);

  function draw() {
    const { image, step } = state;
    said.textContent = told();
    const first = element("li", {}, figure.tile("images", image, named(image), scale), element("span", {}, named(image)));
    tiles.replaceChildren(first, ...methods.map((name, method) => item(name, method, image, step)));
  }

  function item(name, method, image, step) {
    const label = fill(words.map, { method: name, step: stepText(step) });
    const map = figure.tile(`maps-${image}`, method * data.steps.length + step, label, scale);
    const empty = data.empty[method][step][image];
    map.classList.toggle("is-empty", Boolean(empty));
    if (state.outline && !empty) {
      const over = figure.tile("outlines", image, "", scale);
      over.removeAttribute("role");
      over.removeAttribute("aria-label");
      over.classList.add("interactive-outline");
      map.append(over);
    }
    const value = correlation(method);
    const text = empty ? words.empty : value === null ? words.even : step ? decimal(value) : "";
    return element("li", {}, map, element("span", {}, name), element("span", {}, text));
  }

  function told() {
    if (!state.step) return words.trained;
    const known = methods.map((name, method) => [correlation(method), name]).filter(([value]) => value !== null);
    known.sort(([one], [other]) => other - one);
    const begun = (of === 1 ? words.single : counted(words.forgotten, data.steps[state.step], of)) + words.below;
    if (known.length < 2) return begun;
    const [[highest, most], [lowest, least]] = [known[0], known.at(-1)];
    const [high, low] = [decimal(highest), decimal(lowest)];
    return begun + fill(high === low ? words.equal : words.differ, { most, least, high, low });
  }

  draw();
}
