// Batch normalization of one channel, forward and backward, by the formulas of the chapter; no drawing.

const sum = (values) => values.reduce((all, value) => all + value, 0);
const dot = (first, second) => sum(first.map((value, place) => value * second[place]));

export function normalize(x, epsilon) {
  const mean = sum(x) / x.length;
  const variance = sum(x.map((value) => (value - mean) ** 2)) / x.length;
  const root = Math.sqrt(variance + epsilon);
  return { mean, variance, root, normalized: x.map((value) => (value - mean) / root) };
}

/** The outputs, the gradients, and the two sums of the gradient by x. */
export function layer({ x, g, gamma, beta, epsilon }) {
  const found = normalize(x, epsilon);
  const { root, normalized } = found;
  const [scale, shift] = [dot(g, normalized), sum(g)]; // ∂ℓ/∂γ, ∂ℓ/∂β
  const m = x.length;
  const gradient = g.map((value, place) => (gamma / (m * root)) * (m * value - shift - normalized[place] * scale));
  return { ...found, outputs: normalized.map((value) => gamma * value + beta), gradient, scale, shift, total: sum(gradient), along: dot(gradient, normalized) };
}
