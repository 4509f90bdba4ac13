/** What line and stacked charts share: scales, grid, the years below. */

import { steps, tick } from "../format.js";
import { esc, measured, px, text } from "../html.js";
import { nameOf, unitOf } from "../picture.js";

/** Sizes of the two drawings. */
export const WIDE = { kind: "wide", size: 14, gap: 46 };
export const NARROW = { kind: "narrow", size: 14, gap: 62 };

/** A vertical scale from zero with its grid; `right` is where the grid ends. */
export function vertical(shown, most, { top, bottom }) {
  const scale = steps(most, !shown.denominator);
  const y = (value) => bottom - ((bottom - top) * value) / scale.top;
  return { ...scale, y, bottom };
}

/** How much room the tick labels take on the left; the top one, with its unit, stands above the lines. */
export const tickRoom = (scale) => Math.max(...scale.ticks.slice(1, -1).concat(scale.ticks[1]).map((one) => measured(tick(one, scale.step)))) + 10;

export function grid(shown, scale, right) {
  const unit = shown.denominator ? shown.words.per : unitOf(shown);
  return scale.ticks.map((one) => {
    const y = scale.y(one);
    const line = `<line${one === 0 ? ' class="zero"' : ""} x1="0" x2="${px(right)}" y1="${px(y)}" y2="${px(y)}"/>`;
    if (one === 0) return line;
    const words = one === scale.top ? shown.words.unitTop(tick(one, scale.step), unit) : tick(one, scale.step);
    return line + text(esc(words), 0, y - 6);
  }).join("");
}

/** Categories below the axis: every one where there is room, else every second, third ..., the last always. */
export function below(shown, codes, x, y, gap) {
  const room = codes.length > 1 ? x(1) - x(0) : gap;
  const widest = Math.max(gap - 8, ...codes.map((code) => measured(nameOf(shown, code)) + 8));
  const step = codes.length > 1 ? evenStep(codes.length, Math.max(1, Math.ceil(widest / room))) : 1;
  return codes.map((code, at) => ((codes.length - 1 - at) % step === 0 ? text(esc(nameOf(shown, code)), x(at), y, "mid") : "")).join("");
}

/** The smallest step at or above `least` that also shows the first, if one is near. */
function evenStep(number, least) {
  for (let step = least; step <= least + 2; step++) if ((number - 1) % step === 0) return step;
  return least;
}

/** Keep labels apart: move each down, then all up from the bottom, until none overlap. */
export function apart(wanted, gap, low, high) {
  const order = wanted.map((y, at) => ({ y, at })).sort((a, b) => a.y - b.y);
  for (let at = 1; at < order.length; at++) order[at].y = Math.max(order[at].y, order[at - 1].y + gap);
  let limit = high;
  for (let at = order.length - 1; at >= 0; at--) {
    order[at].y = Math.max(low, Math.min(order[at].y, limit));
    limit = order[at].y - gap;
  }
  const placed = [];
  for (const one of order) placed[one.at] = one.y;
  return placed;
}

/** Marker shapes, so that colour is never alone. */
export function marker(shape, x, y, size, kind) {
  const r = size;
  if (shape === 1 || shape === 6) return `<circle class="${kind}" cx="${px(x)}" cy="${px(y)}" r="${px(r)}"/>`;
  if (shape === 2) return `<rect class="${kind}" x="${px(x - r * 0.9)}" y="${px(y - r * 0.9)}" width="${px(r * 1.8)}" height="${px(r * 1.8)}"/>`;
  if (shape === 3) return `<path class="${kind}" d="M${px(x)} ${px(y - r * 1.25)}l${px(r * 1.25)} ${px(r * 2.18)}h${px(-r * 2.5)}z"/>`;
  if (shape === 4) return `<path class="${kind}" d="M${px(x)} ${px(y - r * 1.3)}l${px(r * 1.3)} ${px(r * 1.3)}l${px(-r * 1.3)} ${px(r * 1.3)}l${px(-r * 1.3)} ${px(-r * 1.3)}z"/>`;
  return `<path class="${kind}" d="M${px(x)} ${px(y + r * 1.25)}l${px(r * 1.25)} ${px(-r * 2.18)}h${px(-r * 2.5)}z"/>`;
}
