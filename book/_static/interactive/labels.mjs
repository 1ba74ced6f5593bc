// Labels of a drawing: as large on a narrow screen as on a wide one, and none on another.
import { shape } from "./svg.mjs";

const BROAD = 0.62; // of a letter, in sizes of the type
const AROUND = [[1, -1], [-1, -1], [1, 1], [-1, 1], [0, -1], [0, 1], [1, 0], [-1, 0]]; // right and down of the place
const FARTHER = [1, 1.6, 2.2, 2.8].flatMap((times) => AROUND.map((side) => side.map((way) => times * way)));

/** A size of type in units of a drawing `wide` units wide, so that it is no smaller than so many pixels in `box`. */
export function typeSize(pixels, box, wide) {
  return pixels * Math.max(1, wide / (box.clientWidth || wide));
}

/**
 * Texts beside their places. `names` are {text, x, y}; `gap` is how far from its place a text begins, `taken` are
 * places, [x, y], that no text may cover, `sides` where it may stand, the best first, `wide` and `tall` the drawing.
 */
export function placed(names, { size, gap, wide, tall, taken = [], sides = FARTHER }) {
  const boxes = taken.map(([x, y]) => [x - gap / 2, y - gap / 2, x + gap / 2, y + gap / 2].map(Number));
  return names.map(({ text, x, y }) => {
    const [across, high] = [BROAD * size * text.length, 1.2 * size];
    const room = size / 4; // between two texts, or two numbers would be read as one
    const possible = sides.map(([right, down]) => {
      const [left, top] = [Number(x) - across / 2 + right * (across / 2 + gap), Number(y) - high / 2 + down * (high / 2 + gap / 2)];
      return [left, top, left + across, top + high];
    });
    const covered = (one) => boxes.reduce((sum, other) => sum + common([one[0] - room, one[1], one[2] + room, one[3]], other), 0) + high * Math.max(0, -one[0], one[2] - wide, -one[1], one[3] - tall);
    const best = possible.reduce((least, one) => (covered(one) < covered(least) - 1e-9 ? one : least));
    boxes.push(best);
    return shape("text", { x: best[0].toFixed(1), y: (best[3] - 0.3 * size).toFixed(1), "font-size": size.toFixed(1) }, text);
  });
}

/** The area that two boxes share. */
function common([left, top, right, bottom], [l, t, r, b]) {
  return Math.max(0, Math.min(right, r) - Math.max(left, l)) * Math.max(0, Math.min(bottom, b) - Math.max(top, t));
}
