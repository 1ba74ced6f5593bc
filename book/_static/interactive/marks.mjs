// Marks over the points of a picture: the pointer means the nearest, the arrow keys go from one to the next.
import { element, roving } from "./controls.mjs";

const NEAR = 24; // pixels from the pointer within which a point is meant

/**
 * `places` are those of the points in percent of the picture, `names` what each is called, `label` what they are all.
 * `pointed` is told the number of the point that is pointed at, or nothing; `chosen` that of one that is clicked.
 * What comes back has the `layer` over the picture, the `group` of the marks, the `marks`, and
 * `show(numbers)`, which shows those alone; `press(number)`, which shows one as chosen.
 */
export function pointMarks(figure, { places, names, label, pointed, chosen }) {
  const layer = figure.overlay();
  const frame = layer.parentElement;
  const group = element("div", { className: "point-marks", role: "group", "aria-label": label });
  const tip = element("div", { className: "point-tip", hidden: true, "aria-hidden": "true" });
  layer.append(group, tip);
  let shown = [];

  const marks = places.map(([left, top], number) => {
    const mark = element("button", { type: "button", className: "point-mark", "aria-label": names[number], "aria-pressed": "false" });
    Object.assign(mark.style, { left: `${left}%`, top: `${top}%` });
    mark.addEventListener("click", () => chosen(number));
    mark.addEventListener("focus", () => point(number));
    mark.addEventListener("blur", () => point());
    return mark;
  });

  function point(number) {
    marks.forEach((mark, at) => mark.classList.toggle("is-near", at === number));
    tip.hidden = number === undefined;
    if (!tip.hidden) {
      const [left, top] = places[number];
      tip.textContent = names[number];
      Object.assign(tip.style, { left: `${left}%`, top: `${top}%`, translate: `${left < 30 ? -10 : left > 70 ? -90 : -50}% calc(-100% - 10px)` });
    }
    pointed(number);
  }

  // Points may lie closer together than a pointer is exact: the nearest is meant, not the uppermost.
  function nearest({ clientX, clientY }) {
    const box = layer.getBoundingClientRect();
    let [best, least] = [undefined, NEAR];
    for (const number of shown) {
      const [x, y] = places[number];
      const distance = Math.hypot(box.left + (box.width * x) / 100 - clientX, box.top + (box.height * y) / 100 - clientY);
      if (distance <= least) [best, least] = [number, distance];
    }
    return best;
  }
  frame.addEventListener("pointermove", (event) => {
    const number = nearest(event);
    frame.style.cursor = number === undefined ? "" : "pointer";
    point(number);
  });
  frame.addEventListener("pointerleave", () => point());
  frame.addEventListener("click", (event) => {
    const number = event.target.closest(".point-mark") ? undefined : nearest(event);
    if (number !== undefined) chosen(number);
  });
  frame.addEventListener("keydown", (event) => event.key === "Escape" && point());

  function show(numbers) {
    shown = numbers;
    const focused = document.activeElement; // a mark that is put in again has lost the focus
    group.replaceChildren(...shown.map((number) => marks[number]));
    roving(shown.map((number) => marks[number]), 1);
    if (group.contains(focused)) focused.focus();
  }
  const press = (number) => marks.forEach((mark, at) => mark.setAttribute("aria-pressed", String(at === number)));
  show([...places.keys()]);
  return { layer, group, marks, show, press };
}
