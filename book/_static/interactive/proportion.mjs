// A share with the interval that belongs to it: the formula of fer_lib/proportion.py.

const Z = 1.959963984540054; // 97.5 % of the normal distribution

/** Wilson's 95 % interval of `successes` of `n`, n ≥ 1. */
export function wilson(successes, n) {
  const middle = successes + Z ** 2 / 2;
  const half = Z * Math.sqrt((successes * (n - successes)) / n + Z ** 2 / 4);
  return [Math.max(0, (middle - half) / (n + Z ** 2)), Math.min(1, (middle + half) / (n + Z ** 2))];
}
