// Shapes over a picture, in its printed points, so that they are as large as matplotlib's.

/** `shape("circle", {r: 3})`, in SVG. */
export function shape(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A drawing over the whole picture, which is `width` points wide; `at(axes, x, y)` is a place in it. */
export async function drawing(figure, width) {
  const layer = figure.overlay();
  await figure.image.decode();
  const height = (width * figure.image.naturalHeight) / figure.image.naturalWidth;
  const board = shape("svg", { viewBox: `0 0 ${width} ${height}`, class: "interactive-drawing", "aria-hidden": "true" });
  layer.append(board);
  const scaled = ([left, top]) => [(left * width) / 100, (top * height) / 100];
  return { layer, board, height, at: (axes, x, y) => scaled(figure.position(axes, x, y)), scaled };
}
