/** Numbers as readers see them. No locale library: the same characters in every engine. */

const MINUS = "\u2212";

function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** 34,193; −38 with a true minus. */
export function whole(number) {
  const rounded = Math.round(number);
  return (rounded < 0 ? MINUS : "") + grouped(String(Math.abs(rounded)));
}

/** One decimal under 10, none from there on. */
export function short(number) {
  const size = Math.abs(number);
  if (size === 0 || size >= 9.95) return whole(number);
  if (size < 0.05) return "0.0";
  return (number < 0 ? MINUS : "") + size.toFixed(1);
}

/** A share of one as 22% or 4.5%. */
export const percent = (share) => `${short(share * 100)}%`;

/** A tick of an axis: as many decimals as its step needs. */
export function tick(number, step) {
  if (step >= 1 || number === 0) return whole(number);
  return number.toFixed(step >= 0.1 ? 1 : 2);
}

const STEPS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** Steps from zero, four at most, that reach over `most`. */
export function steps(most, whole_numbers) {
  if (!(most > 0)) return { step: 1, top: 1, ticks: [0, 1] };
  const power = 10 ** Math.floor(Math.log10(most / 4));
  let step = STEPS.map((size) => size * power).find((size) => size * 4 >= most * 0.999999);
  if (whole_numbers) step = Math.max(1, Math.ceil(step));
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  return { step, top: count * step, ticks: Array.from({ length: count + 1 }, (_, at) => at * step) };
}

/** A break between classes: 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten. */
export function nice(number) {
  if (!(number > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(number));
  const sizes = STEPS.map((size) => size * power);
  const best = sizes.reduce((a, b) => (Math.abs(b - number) < Math.abs(a - number) ? b : a));
  return Number(best.toPrecision(2));
}
