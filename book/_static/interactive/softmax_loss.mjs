// Softmax with a temperature and cross entropy, by the formulas of the chapter; no drawing.

/** Outputs, loss, ŷ − y and the gradient by the scores; `label` is a class, counted from 0. */
export function crossEntropy({ z, temperature, label }) {
  const scores = z.map((score) => score / temperature);
  const largest = Math.max(...scores); // so that no exponential overflows
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((all, power) => all + power, 0);
  const outputs = powers.map((power) => power / sum);
  const difference = outputs.map((output, k) => output - Number(k === label));
  return {
    outputs,
    loss: Math.log(sum) + largest - scores[label],
    difference,
    gradient: difference.map((value) => value / temperature),
  };
}

/** Where outputs lie in the plane of the corners. */
export function inPlane(outputs, corners) {
  return [0, 1].map((axis) => outputs.reduce((sum, output, k) => sum + output * corners[k][axis], 0));
}

/** The outputs at a point of the plane, or at the nearest one inside of which each is at least `least`. */
export function fromPlane([x, y], [[x1, y1], [x2, y2], [x3, y3]], least) {
  const area = (y2 - y3) * (x1 - x3) + (x3 - x2) * (y1 - y3);
  const first = ((y2 - y3) * (x - x3) + (x3 - x2) * (y - y3)) / area;
  const second = ((y3 - y1) * (x - x3) + (x1 - x3) * (y - y3)) / area;
  const inside = [first, second, 1 - first - second].map((output) => Math.max(output, least));
  const sum = inside.reduce((all, output) => all + output, 0);
  return inside.map((output) => output / sum);
}

/** Scores of these outputs, those whose mean is 0. */
export function scoresOf(outputs, temperature) {
  const logs = outputs.map((output) => temperature * Math.log(output));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return logs.map((log) => log - mean);
}
