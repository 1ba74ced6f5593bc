// Points of a picture that say what they are and show an image each, if there are any: for figures of one's own.
// `words` are `panel`, `hint` and `about`, a text a point; `data` are `points`, [x, y] each, and `axes`, if not the first.
import { element } from "./controls.mjs";
import { pointMarks } from "./marks.mjs";

export default async function show(figure) {
  const { words, data, panel, sheets } = figure;
  const recalled = figure.recall("point", "");
  let chosen = /^\d+$/.test(recalled) && data.points[recalled] ? Number(recalled) : undefined;
  const picture = element("div", { className: "named-point" });
  const said = element("p");
  if (sheets.images) picture.style.minHeight = `${2 * sheets.images.height}px`; // what is below stays where it is
  panel.append(picture, said);

  function tell(number = chosen) {
    picture.replaceChildren(...(number === undefined || !sheets.images ? [] : [figure.tile("images", number, words.about[number], 2)]));
    said.textContent = number === undefined ? words.hint : words.about[number];
  }
  const { press } = pointMarks(figure, {
    places: data.points.map(([x, y]) => figure.position(data.axes ?? 0, x, y)),
    names: words.about,
    label: words.panel,
    pointed: tell,
    chosen(number) {
      chosen = number;
      figure.remember({ point: number });
      press(number);
      tell();
    },
  });
  press(chosen);
  tell();
}
