// Points in three dimensions: what is left of them with k directions, and how they look from a side; no drawing.

const minus = (point, origin) => point.map((value, axis) => value - origin[axis]);
const dot = (first, second) => first.reduce((sum, value, axis) => sum + value * second[axis], 0);

/** For each direction the sum of squares along it; with the first `kept` the error, and the nearest point of each. */
export function keep(points, { origin, axes }, kept) {
  const coordinates = points.map((point) => axes.map((axis) => dot(minus(point, origin), axis)));
  const squares = axes.map((_, i) => coordinates.reduce((sum, one) => sum + one[i] ** 2, 0));
  const feet = coordinates.map((one) => inSpace(one.map((value, i) => (i < kept ? value : 0)), origin, axes));
  return { coordinates, squares, error: squares.slice(kept).reduce((sum, value) => sum + value, 0), feet };
}

/** The point with these coordinates along the axes. */
export function inSpace(coordinates, origin, axes) {
  return origin.map((value, place) => value + coordinates.reduce((sum, one, i) => sum + one * axes[i][place], 0));
}

/** A point as seen from an eye far away in the direction of `turn` and `tilt` degrees: right, up, towards the eye. */
export function seen([x, y, z], turn, tilt) {
  const [a, e] = [(turn * Math.PI) / 180, (tilt * Math.PI) / 180];
  const along = x * Math.cos(a) + y * Math.sin(a);
  return [-x * Math.sin(a) + y * Math.cos(a), z * Math.cos(e) - along * Math.sin(e), along * Math.cos(e) + z * Math.sin(e)];
}
