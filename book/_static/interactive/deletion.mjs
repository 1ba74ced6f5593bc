// Pixels of one image are deleted in the order of a map: what is left of it, and what the network says to that.
import { choice, element, fill, percent, row, slider, status } from "./controls.mjs";
import { drawing, enlarged, pixels } from "./drawing.mjs";
import { shape } from "./svg.mjs";

const DELETION = 0; // the axes of the picture in which pixels disappear

export default async function show(figure) {
  const { words, data, panel } = figure;
  const { classes, orders } = words;
  const random = orders.length - 1; // the last order
  const steps = data.curves[0][0].length - 1;
  const { board, at } = await drawing(figure, data.width);
  const recalled = data.ids.indexOf(Number(figure.recall("image", NaN)));
  const within = (key, limit, otherwise) => {
    const number = Number(figure.recall(key, otherwise));
    return Number.isInteger(number) && number >= 0 && number < limit ? number : otherwise;
  };
  const state = { image: Math.max(recalled, 0), order: within("order", random, 0), step: within("step", steps + 1, Math.round(steps / 4)) };
  const scale = enlarged(figure, "images", 144);

  const share = (step) => percent(step / steps, 1).replace(".0%", "%");
  const named = (place) => fill(words.choice, { label: classes[data.labels[place]], id: data.ids[place] });
  const images = choice(words.image, data.ids.map((_, place) => [place, named(place)]), state.image, (value) => change("image", Number(value)));
  const methods = choice(words.order, orders.slice(0, random).map((name, place) => [place, name]), state.order, (value) => change("order", Number(value)));
  const deleted = slider(words.deleted, { min: 0, max: steps, value: state.step }, share, (step) => change("step", step));
  const said = status();
  const tiles = element("ul", { className: "interactive-tiles interactive-maps" });
  panel.append(row(images, methods, deleted), said, tiles);

  function change(key, value) {
    state[key] = value;
    figure.remember({ image: data.ids[state.image], order: state.order, step: state.step });
    return draw();
  }

  /** What rounding would make 0 or 1 is said to be near it. */
  function probability(order) {
    const p = data.curves[order][state.image][state.step];
    if (p < 0.0005) return "<0.1%";
    return p >= 0.9995 ? ">99.9%" : percent(p, 1);
  }

  let turn = 0;
  async function draw() {
    const { image, order, step } = state;
    const mine = ++turn;
    const values = { share: share(step), label: classes[data.labels[image]], order: orders[order], p: probability(order), q: probability(random) };
    const empty = data.empty[order][image];
    said.textContent = fill(words[told(step, values)], values) + (empty ? words.empty : "") + words.curves;
    curves();
    const [so, other] = await Promise.all([left(order), left(random)]);
    if (mine !== turn) return; // the slider has moved on
    const map = figure.tile("maps", order * data.ids.length + image, fill(words.map, values), scale);
    map.classList.toggle("is-empty", Boolean(empty));
    tiles.replaceChildren(
      item(figure.tile("images", image, named(image), scale), words.whole),
      item(map, fill(words.map, values)),
      item(so(fill(words.seen, values)), fill(words.left, values)),
      item(other(fill(words.seen_random, values)), fill(words.left, { order: words.random, p: values.q })),
    );
  }

  /** Before the first pixel and after the last, the order makes no difference. */
  function told(step, { p, q }) {
    if (step === 0) return "none_gone";
    if (p !== q) return "differ";
    return step === steps ? "all_gone" : "equal";
  }

  function item(picture, text) {
    return element("li", {}, picture, element("span", {}, text));
  }

  /** What is left of the image: gone pixels have the image's mean, as the network was shown them. */
  async function left(order) {
    const { image, step } = state;
    const whole = await pixels(figure, "images", image);
    const gone = await pixels(figure, "gone", order * data.ids.length + image);
    const mean = data.means[image];
    for (let at = 0; at < whole.data.length; at += 4) {
      if (gone.data[at] > step) continue;
      for (let channel = 0; channel < 3; channel += 1) whole.data[at + channel] = mean[channel % mean.length];
    }
    return (label) => {
      const canvas = element("canvas", { width: whole.width, height: whole.height, className: "interactive-pixels", role: "img", "aria-label": label });
      Object.assign(canvas.style, { width: `${whole.width * scale}px`, height: `${whole.height * scale}px` });
      canvas.getContext("2d").putImageData(whole, 0, 0);
      return canvas;
    };
  }

  function curves() {
    const line = (order, name) => {
      const points = data.curves[order][state.image].map((p, step) => at(DELETION, step / steps, p).join(","));
      return shape("polyline", { points: points.join(" "), class: name });
    };
    const [x, y] = at(DELETION, state.step / steps, data.curves[state.order][state.image][state.step]);
    board.replaceChildren(
      line(random, "interactive-ring is-dotted"),
      line(state.order, "interactive-halo"),
      line(state.order, "interactive-ring"),
      shape("circle", { cx: x, cy: y, r: 4, class: "interactive-dot" }),
    );
  }

  await draw();
}
