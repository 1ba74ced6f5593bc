// Shapes over a picture, in its printed points, so that they are as large as matplotlib's; and the pixels of a sheet.
import { shape } from "./svg.mjs";

/** A drawing over the whole picture, which is `width` points wide; `at(axes, x, y)` is a place in it. */
export async function drawing(figure, width) {
  const layer = figure.overlay();
  await figure.image.decode();
  const height = (width * figure.image.naturalHeight) / figure.image.naturalWidth;
  const board = shape("svg", { viewBox: `0 0 ${width} ${height}`, class: "interactive-board", "aria-hidden": "true" });
  layer.append(board);
  const scaled = ([left, top]) => [(left * width) / 100, (top * height) / 100];
  return { layer, board, height, at: (axes, x, y) => scaled(figure.position(axes, x, y)), scaled };
}

/** The pixels of an image of a sheet, as they are in the file: a canvas' ImageData. */
export async function pixels(figure, sheet, place) {
  const { width, height, columns } = figure.sheets[sheet];
  figure.loaded ??= new Map();
  if (!figure.loaded.has(sheet)) {
    const image = new Image();
    image.src = `${figure.files}.${sheet}.webp`;
    figure.loaded.set(sheet, image.decode().then(() => image));
  }
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(await figure.loaded.get(sheet), -(place % columns) * width, -Math.floor(place / columns) * height);
  return context.getImageData(0, 0, width, height);
}

/** How many times as large a tile of a sheet is shown, so that it is about `wanted` pixels wide. */
export function enlarged(figure, sheet, wanted) {
  const { width, height } = figure.sheets[sheet];
  return Math.max(1, Math.round(wanted / Math.max(width, height)));
}
