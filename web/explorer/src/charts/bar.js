/** Ranked bars from zero with values at the ends; "Other 41" last; [c] is an empty outlined bar. */

import { esc, measured, px, text, wrapped } from "../html.js";
import { isOrdered, isTime, TOTAL } from "../model.js";
import { nameOf, saidText, shownText, titleOf } from "../picture.js";
import { frame } from "./card.js";

export const MOST_BARS = 18;

/** The bars of a picture, largest first; those declared keep their order. */
export function barsOf(shown) {
  const { along, model } = shown;
  const bars = along.codes.map((code) => ({ code, name: nameOf(shown, code), value: shown.value(code) })).filter((bar) => bar.value !== undefined);
  const ranked = along.asked || isTime(model, along.id) || isOrdered(model, along.id, along.codes) ? bars : bars.sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
  if (ranked.length <= MOST_BARS) return { bars: ranked, rest: [], other: undefined };
  const rest = ranked.slice(MOST_BARS - 1);
  return { bars: ranked.slice(0, MOST_BARS - 1), rest, other: otherOf(shown, ranked.slice(0, MOST_BARS - 1), rest) };
}

/**
 * The bar for the rest: the published total less the bars shown, so that every number behind it is published.
 * It is withheld where it would be a withheld number itself, or small. Rates do not add up: there is none.
 */
export function otherOf(shown, bars, rest) {
  if (shown.denominator) return undefined;
  const hidden = rest.filter((bar) => bar.value === null).length;
  if (!hidden) return rest.reduce((sum, bar) => sum + bar.value, 0);
  const total = shown.raw(TOTAL);
  if (typeof total !== "number" || bars.some((bar) => typeof bar.value !== "number")) return null;
  const left = total - bars.reduce((sum, bar) => sum + bar.value, 0);
  const published = rest.reduce((sum, bar) => sum + (bar.value ?? 0), 0);
  const minimum = shown.model.minimum ?? 11;
  return hidden < 2 || left - published < minimum ? null : left;
}

export function barChart(shown, { bars, rest, other }, marked) {
  const rows = bars.map((bar) => ({ ...bar, kind: marked.has(bar.code) ? "f1" : "f6" }));
  if (rest.length && !shown.denominator) rows.push({ name: shown.words.other(rest.length), value: other, kind: "f6" });
  const wide = shown.chart.wide ?? 560;
  return drawing(shown, rows, { kind: "wide", width: wide, most: 170 }) + drawing(shown, rows, { kind: "narrow", width: 344, most: 124 });
}

function drawing(shown, rows, box) {
  const labels = rows.map((row) => wrapped(row.name, box.most));
  const tall = Math.max(...labels.map((lines) => lines.length)) > 1 ? 38 : 31;
  const left = Math.min(box.most + 16, Math.max(40, ...labels.flat().map((line) => measured(line)))) + 10;
  const ends = Math.max(...rows.map((row) => measured(shownText(shown, row.value)))) + 12;
  const most = Math.max(0, ...rows.map((row) => row.value ?? 0));
  const width = (value) => (most > 0 ? ((box.width - left - ends) * value) / most : 0);
  const body = rows.map((row, at) => bar(shown, row, labels[at], { y: at * tall, left, width })).join("");
  return frame(shown, { ...box, height: rows.length * tall }, body, titleOf(shown), describe(shown, rows));
}

function bar(shown, row, lines, { y, left, width }) {
  const label = lines.map((line, at) => text(esc(line), left - 10, y + 15 + (at - (lines.length - 1) / 2) * 15, "end")).join("");
  const end = row.value === null ? 44 : Math.max(row.value > 0 ? 1.5 : 0, width(row.value));
  const mark = row.value === null
    ? `<rect class="none" x="${px(left)}" y="${px(y)}" width="44" height="21" rx="2"/>`
    : `<rect class="${row.kind}" x="${px(left)}" y="${px(y)}" width="${px(end)}" height="21" rx="2"/>`;
  return label + mark + text(esc(shownText(shown, row.value)), left + end + 7, y + 15, "big");
}

function describe(shown, rows) {
  const say = shown.words;
  const hidden = rows.filter((row) => row.value === null).map((row) => row.name);
  const known = rows.filter((row) => row.value !== null).map((row) => say.pair(row.name, saidText(shown, row.value)));
  return [`${say.kinds.bar}.`, known.length ? `${known.join(", ")}.` : "", hidden.length ? say.withheldAt(hidden) : "", say.sameTable].filter(Boolean).join(" ");
}
