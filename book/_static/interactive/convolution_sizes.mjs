// Sizes and costs of convolutions and poolings, by the formulas of the chapter; no drawing.

/** Where the window of a layer fits in a row of `width` cells. */
export function places({ kernel, stride, padding, dilation }, width) {
  const extent = dilation * (kernel - 1) + 1;
  const padded = width + 2 * padding;
  const room = padded - extent;
  if (room < 0) return { extent, padded, room, quotient: -1, remainder: 0, size: 0, ceiling: 0, starts: [0] };
  const quotient = Math.floor(room / stride);
  const starts = Array.from({ length: quotient + 2 }, (_, place) => place * stride); // the last one sticks out
  return { extent, padded, room, quotient, remainder: room % stride, size: quotient + 1, ceiling: Math.ceil(room / stride) + 1, starts };
}

/** Parameters and operations of a layer for one square image. */
export function costs({ kind, kernel, filters, bias }, channels, size) {
  if (kind === "pooling") return { parameters: 0, multiplications: 0, additions: 0 };
  const products = kernel * kernel * channels; // of one output value
  const outputs = filters * size * size;
  const more = bias ? 1 : 0;
  return {
    parameters: (products + more) * filters,
    multiplications: products * outputs,
    additions: (products - 1 + more) * outputs,
  };
}

/** Every layer of a chain with what it takes and costs; layers without an input have `width` 0. */
export function run({ side, channels, layers }) {
  const rows = [];
  const sums = { parameters: 0, multiplications: 0, additions: 0 };
  let [width, depth, field, jump] = [side, channels, 1, 1];
  for (const layer of layers) {
    const found = width ? places(layer, width) : { size: 0 };
    const filters = layer.kind === "pooling" ? depth : layer.filters;
    const cost = costs({ ...layer, filters }, depth, found.size);
    if (found.size) {
      field += (found.extent - 1) * jump;
      jump *= layer.stride;
      for (const key of Object.keys(sums)) sums[key] += cost[key];
    }
    rows.push({ ...cost, width, channels: depth, filters, size: found.size, field });
    [width, depth] = [found.size, filters];
  }
  return { rows, sums };
}

const KEYS = ["kernel", "stride", "padding", "dilation", "filters", "bias"];

/** A chain as it stands in the address: `10x1_c4.3.1.1.8.1_p2.2.0.1.8.0`. */
export function pack({ side, channels, layers }) {
  const packed = layers.map((layer) => layer.kind[0] + KEYS.map((key) => Number(layer[key])).join("."));
  return [`${side}x${channels}`, ...packed].join("_");
}

/** The chain of an address, or null where it is none within the limits. */
export function unpack(text, limits, most) {
  const [first, ...rest] = text.split("_");
  const image = /^(\d+)x(\d+)$/.exec(first);
  if (!image || !rest.length || rest.length > most) return null;
  const within = (key, value) => key === "bias" || (value >= limits[key][0] && value <= limits[key][1]);
  const layers = rest.map((part) => {
    const found = /^([cp])(\d+(?:\.\d+){5})$/.exec(part);
    if (!found) return null;
    const values = Object.fromEntries(found[2].split(".").map((value, place) => [KEYS[place], Number(value)]));
    if (!KEYS.every((key) => within(key, values[key]))) return null;
    return { ...values, kind: found[1] === "c" ? "convolution" : "pooling", bias: values.bias > 0 };
  });
  const [side, channels] = [Number(image[1]), Number(image[2])];
  if (layers.includes(null) || !within("side", side) || !within("channels", channels)) return null;
  return { side, channels, layers };
}
