// Images rebuilt from more and more components: a slider for their number, beside the original.
import { choice, decimal, element, fill, percent, row, slider, status } from "./controls.mjs";

const SIDE = 145; // pixels of a shown image, about: two stand side by side on a telephone

export default async function show(figure) {
  const { words, data, panel } = figure;
  const { numbers } = data;
  const image = Number(figure.recall("image", 1)) - 1;
  const k = numbers.indexOf(Number(figure.recall("k", 15)));
  const state = { image: words.images[image] ? image : 0, at: k < 0 ? numbers.length - 1 : k };
  const held = (place) => fill(numbers[place] ? words.held : words.held_none, { k: numbers[place], share: percent(data.variance[place], 1) });
  const images = choice(words.image, words.images.map((name, place) => [place, name]), state.image, (place) => ((state.image = Number(place)), update()));
  const kept = slider(words.kept, { min: 0, max: numbers.length - 1, value: state.at }, held, (place) => ((state.at = place), update()));
  kept.classList.add("is-long");
  const pictures = element("div", { className: "interactive-pictures" });
  const said = status();
  panel.append(row(images, kept), pictures, said);
  const { width, height } = figure.sheets.rebuilt;
  const scale = Math.max(1, Math.round(SIDE / Math.max(width, height)));
  update(false);

  function update(remembered = true) {
    const name = words.images[state.image];
    const k = numbers[state.at];
    const labels = { rebuilt: fill(words.rebuilt, { name, k }), original: fill(words.original, { name }) };
    const places = { rebuilt: state.image * numbers.length + state.at, original: state.image };
    pictures.replaceChildren(
      ...Object.keys(places).map((sheet) =>
        element("div", {}, figure.tile(sheet, places[sheet], labels[sheet], scale), element("span", { "aria-hidden": "true" }, labels[sheet])),
      ),
    );
    const texts = { error: decimal(data.errors[state.image][state.at]), all: decimal(data.all[state.at]), n: data.count.toLocaleString("en") };
    said.textContent = fill(words.error, texts) + (k ? "" : words.mean);
    if (remembered) figure.remember({ image: state.image + 1, k });
  }
}
