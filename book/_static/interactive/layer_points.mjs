// Points of pictures of layers: each is an image; one that is chosen is ringed in all pictures, with its neighbours.
import { choice, counted, element, fill, row, slider, status } from "./controls.mjs";
import { drawing } from "./drawing.mjs";
import { shape } from "./svg.mjs";

const REACH = 14; // points of print within which a mark is meant

export default async function show(figure) {
  const { words, data, panel } = figure;
  const { classes } = words;
  const { layer, board, at, scaled } = await drawing(figure, data.width);
  const places = data.pictures.map(({ points }, axes) => points.map(([x, y]) => at(axes, x, y)));
  const recalled = data.ids.indexOf(Number(figure.recall("image", NaN)));
  const number = (key) => Number(figure.recall(key, 0));
  const state = {
    chosen: Math.max(recalled, 0),
    colour: figure.recall("colour", "label"),
    picture: places[number("picture")] ? number("picture") : 0,
  };
  if (!words[`by_${state.colour}`]) state.colour = "label";

  const about = (place) => ({ id: data.ids[place], label: classes[data.labels[place]], answer: classes[data.answers[place]], share: `${data.percent[place]}%` });
  const told = (place) => fill(words.chosen, about(place));
  const isWrong = (place) => data.answers[place] !== data.labels[place];
  const tile = (place, scale) => figure.tile("images", place, told(place), scale);

  const colours = choice(words.colour, ["label", "answer", "error"].map((key) => [key, words[key]]), state.colour, (value) => ((state.colour = value), keep(), paint()));
  const pictures = choice(words.picture, words.pictures.map((name, place) => [place, name]), state.picture, (value) => ((state.picture = Number(value)), keep(), tell()));
  const images = slider(words.image, { min: 1, max: data.ids.length, value: state.chosen + 1 }, (n) => fill(words.place, { n, all: data.ids.length, id: data.ids[n - 1] }), (n) => choose(n - 1));
  const legend = element("p");
  const said = status();
  const chosen = element("div", { className: "interactive-chosen" });
  const heading = element("p", {}, words.neighbours);
  const near = element("ul", { className: "interactive-tiles interactive-neighbours" });
  panel.append(element("p", {}, words.hint), row(colours, ...(places.length > 1 ? [pictures] : [])), legend, images, element("div", { className: "interactive-beside" }, chosen, said), heading, near);

  const marks = shape("g", {});
  const rings = shape("g", {});
  board.append(marks, rings);
  const card = element("div", { className: "interactive-card", hidden: true, "aria-hidden": "true" });
  layer.append(card);

  function paint() {
    const { colour } = state;
    const wrong = data.ids.filter((_, place) => isWrong(place)).length;
    legend.textContent = fill(words[`by_${colour}`], { wrong: counted(words.wrong, wrong, data.ids.length) });
    if (colour === "label") return marks.replaceChildren(); // as the picture is
    marks.replaceChildren(
      ...places.flatMap((points, axes) => [ground(axes), ...order(colour).map((place) => mark(place, points[place], colour))]),
    );
  }

  // Over the marks of the picture, inside its frame.
  function ground(axes) {
    const [left, top, width, height] = figure.axes[axes].box;
    const [[x, y], [w, h]] = [scaled([left, top]), scaled([width, height])];
    return shape("rect", { x: x + 0.5, y: y + 0.5, width: w - 1, height: h - 1, fill: "white" });
  }

  // Wrong answers are drawn last, so that none is hidden.
  const order = (colour) => [...data.ids.keys()].sort((one, other) => (colour === "error" ? isWrong(one) - isWrong(other) : 0));

  function mark(place, [x, y], colour) {
    const { path, color, filled, scale } = data.marks[colour === "answer" ? data.answers[place] : data.labels[place]];
    const [paint, size] = colour === "error" ? (isWrong(place) ? [data.wrong, scale * 1.4] : [data.right, scale * 0.8]) : [color, scale];
    const drawn = filled ? { fill: paint, stroke: "white", "stroke-width": 0.3 / size } : { fill: "none", stroke: paint, "stroke-width": 0.9 / size };
    return shape("path", { d: path, transform: `translate(${x} ${y}) scale(${size})`, ...drawn });
  }

  function tell() {
    const { chosen: place, picture } = state;
    const { near: neighbours, layer: of } = data.pictures[picture];
    const [mine, own] = [neighbours[place], new Set(data.nearest[of][place])];
    const count = (forms, holds) => counted(forms, mine.filter(holds).length, mine.length);
    const same = count(words.same, (other) => data.labels[other] === data.labels[place]);
    const kept = count(words.kept, (other) => own.has(other));
    said.textContent = told(place) + fill(words.among, { k: mine.length, picture: words.pictures[picture], same, kept });
    chosen.replaceChildren(tile(place, 2));
    near.replaceChildren(...mine.map((other) => item(other, own.has(other))));
    const ring = (axes, one, r, name) => shape("circle", { cx: places[axes][one][0], cy: places[axes][one][1], r, class: name });
    rings.replaceChildren(
      ...mine.map((other) => ring(picture, other, 4, "interactive-near")),
      ...places.flatMap((_, axes) => [ring(axes, place, 6, "interactive-halo"), ring(axes, place, 6, "interactive-ring")]),
    );
  }

  function item(place, also) {
    const { id, label, answer, share } = about(place);
    const lines = [`#${id}`, label, ...(isWrong(place) ? [`→ ${answer} ${share}`] : []), ...(also ? [words.also] : [])];
    const leads = element("button", { type: "button", className: "interactive-point" }, tile(place, 1));
    leads.addEventListener("click", () => {
      choose(place);
      near.querySelector("button").focus({ preventScroll: true });
    });
    return element("li", {}, leads, ...lines.map((line) => element("span", {}, line)));
  }

  function choose(place) {
    state.chosen = place;
    images.set(place + 1);
    keep();
    tell();
  }

  function keep() {
    figure.remember({ image: data.ids[state.chosen], colour: state.colour, picture: state.picture });
  }

  /** The mark that the pointer is at: [axes, place], or nothing. */
  function meant(event) {
    const { left, top, width, height } = board.getBoundingClientRect();
    const [x, y] = scaled([(100 * (event.clientX - left)) / width, (100 * (event.clientY - top)) / height]);
    let best = [REACH];
    places.forEach((points, axes) => {
      points.forEach(([a, b], place) => {
        const distance = Math.hypot(a - x, b - y);
        if (distance < best[0]) best = [distance, axes, place];
      });
    });
    return best.length > 1 ? best.slice(1) : undefined;
  }

  function point(event) {
    const found = meant(event);
    card.hidden = !found;
    if (!found) return;
    const [axes, place] = found;
    const [x, y] = figure.position(axes, ...data.pictures[axes].points[place]);
    const { label, answer, share } = about(place);
    card.replaceChildren(tile(place, 1.5), element("span", {}, `${words.label}: ${label}`), element("span", {}, `${words.short}: ${answer} ${share}`));
    Object.assign(card.style, { left: `${Math.min(Math.max(x, 15), 85)}%`, top: `${y}%` });
    card.classList.toggle("is-below", y < 45);
  }

  board.addEventListener("pointermove", point);
  board.addEventListener("pointerleave", () => (card.hidden = true));
  board.addEventListener("click", (event) => {
    const found = meant(event);
    if (!found) return;
    [state.picture] = found;
    pictures.control.value = state.picture;
    choose(found[1]);
  });
  paint();
  tell();
}
