// What every interactive figure has: its data, its panel below the picture, a place in the page's address.

export class Figure {
  /** Loads `<files>.json`. `words` and `axes` are those of the page's language. */
  static async load(element, name, files, { words, axes }) {
    const { data, sheets } = await json(`${files}.json`);
    return Object.assign(new Figure(), { element, name, files, words, axes, data, sheets }).prepare();
  }

  prepare() {
    this.image = this.element.querySelector("img");
    this.panel = document.createElement("div");
    this.panel.className = "interactive-panel";
    this.panel.setAttribute("role", "group");
    this.panel.setAttribute("aria-label", this.words.panel);
    return this;
  }

  /** The panel comes below the picture; called when the module has filled it. */
  appear() {
    this.element.querySelector("figcaption").before(this.panel);
  }

  /** Further data, loaded once. */
  part(name) {
    this.parts ??= new Map();
    if (!this.parts.has(name)) this.parts.set(name, json(`${this.files}.${name}.json`));
    return this.parts.get(name);
  }

  /** An element that shows one image of a sheet, `scale` times as large; `label` says what it shows. */
  tile(sheet, place, label, scale = 1) {
    const { width, height, columns, count } = this.sheets[sheet];
    const tile = document.createElement("span");
    tile.className = "interactive-tile";
    tile.setAttribute("role", "img");
    tile.setAttribute("aria-label", label);
    const [column, row] = [place % columns, Math.floor(place / columns)];
    Object.assign(tile.style, {
      width: `${width * scale}px`,
      height: `${height * scale}px`,
      backgroundImage: `url("${this.files}.${sheet}.webp")`,
      backgroundSize: `${columns * width * scale}px ${Math.ceil(count / columns) * height * scale}px`,
      backgroundPosition: `${-column * width * scale}px ${-row * height * scale}px`,
    });
    return tile;
  }

  /** What the address says of this figure, or `otherwise`. */
  recall(key, otherwise) {
    return new URLSearchParams(location.search).get(`${this.name}.${key}`) ?? otherwise;
  }

  /** Keeps the figure's state in the address, so that it can be linked to. */
  remember(state) {
    const address = new URL(location.href);
    for (const [key, value] of Object.entries(state)) {
      if (value === undefined || value === "") address.searchParams.delete(`${this.name}.${key}`);
      else address.searchParams.set(`${this.name}.${key}`, value);
    }
    address.hash = `fig-${this.name}`;
    history.replaceState(history.state, "", address);
  }

  /** Where a point of an axes' data is, in percent of the picture from left and top. */
  position(axes, x, y) {
    const { box, x: xs, y: ys, scales } = this.axes[axes];
    return [box[0] + box[2] * share(x, xs, scales[0]), box[1] + box[3] * (1 - share(y, ys, scales[1]))];
  }

  /** A layer over the picture, for marks that are placed with `position`. */
  overlay() {
    const layer = document.createElement("div");
    layer.className = "interactive-overlay";
    const frame = document.createElement("div");
    frame.className = "interactive-frame";
    // Sphinx makes the picture a link to itself: a click on a mark would leave the page.
    (this.image.closest("a") ?? this.image).replaceWith(frame);
    frame.append(this.image, layer);
    return layer;
  }
}

async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function share(value, [low, high], scale) {
  const along = scale === "log" ? Math.log : (number) => number;
  return (along(value) - along(low)) / (along(high) - along(low));
}
