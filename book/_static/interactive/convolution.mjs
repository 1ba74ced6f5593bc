// A layer as a question: where its window fits, what it costs; and a chain of layers up to a network of one's own.
import { button, checkbox, choice, element, fill, row, scrolling, slider, status, wholeNumber } from "./controls.mjs";
import { drawRow } from "./convolution_row.mjs";
import { pack, places, run, unpack } from "./convolution_sizes.mjs";

const WINDOW = ["kernel", "stride", "padding", "dilation"];
const count = (number) => number.toLocaleString("en");

export default async function show(figure) {
  const { words, data, panel } = figure;
  const { limits, chains, most_layers: most } = data;
  const copy = (chain) => ({ ...chain, layers: chain.layers.map((layer) => ({ ...layer })) });
  let chain = unpack(figure.recall("chain", ""), limits, most) ?? copy(chains[0]);
  let at = Math.min(Math.max(0, Number(figure.recall("layer", 1)) - 1 || 0), chain.layers.length - 1);
  const layer = () => chain.layers[at];
  const changed = (key) => (value) => ((layer()[key] = value), update());

  const starts = [...words.starts.map((name, place) => [place, name]), ["own", words.own]];
  const start = choice(words.start, starts, 0, (place) => {
    if (place !== "own") [chain, at] = [copy(chains[place]), 0];
    update();
  });
  const side = slider(words.side, range("side", chain.side), String, (value) => ((chain.side = value), update()));
  const channels = wholeNumber(words.channels, limits.channels, words.range, (value) => ((chain.channels = value), update()));
  const windows = WINDOW.map((key) => slider(words[key], range(key, layer()[key]), String, changed(key)));
  const sliders = row(...windows);
  sliders.classList.add("is-tight");
  const kind = choice(words.kind, ["convolution", "pooling"].map((one) => [one, words[one]]), layer().kind, changed("kind"));
  const filters = wholeNumber(words.filters, limits.filters, words.range, changed("filters"));
  const bias = checkbox(words.bias, layer().bias, changed("bias"));
  const title = element("p", { className: "interactive-title" });
  const drawing = element("div", { className: "interactive-drawing" });
  const said = status();
  const costs = element("p");
  const caption = element("p", { className: "interactive-note", id: `${figure.name}-layers` }, words.caption);
  const table = scrolling(words.table);
  const add = button(words.add, () => {
    const before = layer();
    const next = { kind: "convolution", kernel: 3, stride: 1, padding: 1, dilation: 1, filters: before.filters, bias: before.bias };
    chain.layers.splice(at + 1, 0, next);
    at += 1;
    update();
  });
  const legend = element("p", { className: "interactive-note" }, words.legend);
  panel.append(row(start, side, channels), title, sliders, drawing, legend, said, row(kind, filters, bias), costs, caption, table, row(add));
  new ResizeObserver(() => draw()).observe(drawing);
  update(false);

  function range(key, value) {
    return { min: limits[key][0], max: limits[key][1], value };
  }

  function update(keep = true) {
    side.set(chain.side);
    channels.put(chain.channels);
    WINDOW.forEach((key, place) => windows[place].set(layer()[key]));
    kind.control.value = layer().kind;
    filters.put(layer().filters);
    bias.control.checked = layer().bias;
    filters.hidden = bias.hidden = layer().kind === "pooling";
    add.disabled = chain.layers.length >= most;
    if (keep) figure.remember({ chain: pack(chain), layer: at + 1 });
    const known = chains.findIndex((one) => pack(one) === pack(chain));
    start.control.querySelector("[value=own]").disabled = known >= 0;
    start.control.value = known < 0 ? "own" : known;
    const ran = run(chain);
    title.textContent = fill(words.chosen, { n: at + 1, name: name(layer()) });
    said.textContent = sizeText(ran.rows[at]);
    costs.hidden = !ran.rows[at].size; // a layer without an output costs nothing, whatever its formulas say
    costs.replaceChildren(...costLines(ran.rows[at]));
    table.replaceChildren(list(ran));
    draw();
  }

  function draw() {
    const { width } = run(chain).rows[at];
    drawing.hidden = legend.hidden = !width;
    drawing.replaceChildren(...(width ? [drawRow(layer(), width, drawing.clientWidth || 640, words.drawing)] : []));
  }

  function name({ kind: what, kernel }) {
    return fill(what === "pooling" ? words.pool : words.one, { k: kernel });
  }

  function sizeText({ width }) {
    if (!width) return words.no_input;
    const found = places(layer(), width);
    const { room, quotient, remainder: r, size, ceiling, extent, padded } = found;
    if (!size) return fill(words.too_large, { extent, padded });
    const { stride, padding, dilation, kernel } = layer();
    const equation = `W + 2p − d(k − 1) − 1 = ${width} + ${2 * padding} − ${dilation * (kernel - 1)} − 1 = ${room} = ${quotient} × ${stride} + ${r}`;
    const text = fill(words.size, { equation, formula: `⌊${room}/${stride}⌋ + 1 = ${size}` });
    const rest = r === 0 ? words.exact : r === 1 ? words.left_one : words.left_many;
    return text + fill(rest, { r, ceiling: `⌈${room}/${stride}⌉ + 1 = ${ceiling}` });
  }

  function costLines({ parameters, multiplications, additions, channels: c, filters: f, size }) {
    if (layer().kind === "pooling") return [words.free];
    const { kernel: k, bias: has } = layer();
    const [products, outputs] = [`${k}² × ${c}`, `${f} × ${size}²`];
    const lines = [
      `${fill(words.cost, { what: words.parameters })}${has ? `(${products} + 1)` : products} × ${f} = ${count(parameters)}`,
      `${fill(words.cost, { what: words.multiplications })}${products} × ${outputs} = ${count(multiplications)}`,
      `${fill(words.cost, { what: words.additions })}${has ? products : `(${products} − 1)`} × ${outputs} = ${count(additions)}`,
    ];
    return lines.flatMap((line, place) => (place ? [element("br"), line] : [line]));
  }

  function list({ rows, sums }) {
    const heads = [words.layer, "", words.sides, words.through, words.parameters, words.operations, words.field];
    const lines = rows.map((one, place) => {
      const values = { n: place + 1, name: name(chain.layers[place]) };
      const choose = button(`${values.n}. ${values.name}`, () => go(place), { "aria-label": fill(words.choose, values), "aria-pressed": String(place === at) });
      const remove = button("×", () => drop(place), { "aria-label": fill(words.remove, values), title: fill(words.remove, values), disabled: rows.length < 2 });
      const cells = one.size
        ? [`${one.width} → ${one.size}`, `${one.channels} → ${one.filters}`, count(one.parameters), count(one.multiplications + one.additions), one.field]
        : [`${one.width || "–"} → –`, "–", "–", "–", "–"];
      return element("tr", {}, element("th", { scope: "row" }, choose), element("td", {}, remove), ...cells.map((cell) => element("td", {}, String(cell))));
    });
    const ends = ["", "", "", count(sums.parameters), count(sums.multiplications + sums.additions), ""];
    const total = element("tr", {}, element("th", { scope: "row" }, words.all), ...ends.map((end) => element("td", {}, end)));
    const head = element("tr", {}, ...heads.map((one) => element(one ? "th" : "td", one ? { scope: "col" } : {}, one)));
    return element("table", { className: "interactive-layers", "aria-labelledby": caption.id }, element("thead", {}, head), element("tbody", {}, ...lines), element("tfoot", {}, total));
  }

  function go(place) {
    at = place;
    update();
    table.querySelectorAll("th[scope=row] button")[at].focus(); // the table is a new one
  }

  function drop(place) {
    chain.layers.splice(place, 1);
    if (at > place || at === chain.layers.length) at -= 1;
    go(at);
  }
}
