/** Stacked columns over time, or stacked rows: parts of a whole. A withheld part is hatched, never sized alone. */

import { esc, measured, px, text, wrapped } from "../html.js";
import { isTime, TOTAL } from "../model.js";
import { nameOf, shownText, titleOf } from "../picture.js";
import { apart, below, grid, NARROW, tickRoom, vertical, WIDE } from "./axis.js";
import { frame } from "./card.js";
import { describe, reading } from "./line.js";

const STUB = 0.02;

/** At most five parts by size; the rest becomes one part, withheld where any of it is. */
export function partsOf(shown, lines) {
  if (lines.length <= 6) return lines.map((line, at) => ({ ...line, number: Math.min(at + 1, 6) }));
  const size = (line) => line.values.reduce((sum, value) => sum + (value ?? 0), 0);
  const ranked = [...lines].sort((a, b) => size(b) - size(a));
  const rest = ranked.slice(5);
  const values = shown.along.codes.map((_, at) => {
    const some = rest.map((line) => line.values[at]);
    return some.includes(null) ? null : some.reduce((sum, value) => sum + (value ?? 0), 0);
  });
  return [...ranked.slice(0, 5).map((line, at) => ({ ...line, number: at + 1 })), { name: shown.words.other(rest.length), number: 6, values }];
}

export function stackedChart(shown, lines) {
  const parts = partsOf(shown, lines);
  const wide = shown.chart.wide ?? 760;
  if (!isTime(shown.model, shown.along.id)) return rows(shown, parts, wide);
  return columns(shown, parts, { ...WIDE, width: wide, height: 390, bottom: 360 }) + columns(shown, parts, { ...NARROW, width: 344, height: 330, bottom: 302 });
}

/** Where each part of one stack begins and ends; a withheld part shares what is left of the published total. */
function stack(shown, parts, code, at) {
  let from = 0;
  const found = [];
  for (const part of parts) {
    const value = part.values[at];
    if (typeof value === "number") found.push({ part, from, to: (from += value), value });
  }
  const hidden = parts.filter((part) => part.values[at] === null);
  if (!hidden.length) return found;
  const total = shown.value(code, TOTAL);
  const left = shown.denominator || typeof total !== "number" ? 0 : total - from;
  const whole = hidden.length > 1 && left >= (shown.model.minimum ?? 11);
  return [...found, { part: null, from, to: whole ? total : from, stub: !whole, value: null }];
}

const most = (shown, parts) => Math.max(0, ...shown.along.codes.flatMap((code, at) => stack(shown, parts, code, at).map((piece) => piece.to)));

function columns(shown, parts, box) {
  const codes = shown.along.codes;
  const scale = vertical(shown, most(shown, parts), { top: 40, bottom: box.bottom });
  const narrow = box.kind === "narrow";
  const labels = parts.map((part) => wrapped(part.name, narrow ? 84 : 140));
  const room = Math.max(...labels.flat().map((line) => measured(line)), ...parts.map((part) => measured(shownText(shown, part.values.at(-1))))) + 16;
  const left = tickRoom(scale) + 4;
  const step = (box.width - room - left) / codes.length;
  const x = (at) => left + step * (at + 0.5);
  const bars = codes.map((code, at) => column(shown, parts, code, at, { x, step, scale, box })).join("");
  const body =
    `<g class="g" aria-hidden="true">${grid(shown, scale, box.width - room)}${below(shown, codes, x, box.bottom + 23, box.gap)}</g>${bars}` +
    `<g aria-hidden="true">${ends(shown, parts, labels, { left: box.width - room + 8, scale, box })}</g>`;
  return frame(shown, box, body, titleOf(shown), kindOf(shown, parts), "group");
}

const kindOf = (shown, parts) => describe(shown, parts).replace(shown.words.kinds.line, shown.words.kinds.stacked).replace(/, [^.]*\./, ".");

function column(shown, parts, code, at, { x, step, scale, box }) {
  const width = step * 0.72;
  const pieces = stack(shown, parts, code, at).map((piece) => {
    const to = piece.stub ? piece.from + scale.top * STUB : piece.to;
    const kind = piece.part ? `f${piece.part.number} part` : "qc part";
    return `<rect class="${kind}" x="${px(x(at) - width / 2)}" y="${px(scale.y(to))}" width="${px(width)}" height="${px(scale.y(piece.from) - scale.y(to))}"/>` +
      (piece.part ? "" : text(shown.words.withheld, x(at), scale.y(to) - 5, "lb mid"));
  });
  return `<g class="col keep" tabindex="0" role="img" aria-label="${esc(reading(shown, parts, code, at))}">` +
    `<rect class="hit" x="${px(x(at) - step / 2)}" y="26" width="${px(step)}" height="${px(box.bottom + 2)}" rx="4"/>${pieces.join("")}</g>`;
}

function ends(shown, parts, labels, { left, scale, box }) {
  const at = shown.along.codes.length - 1;
  const pieces = stack(shown, parts, shown.along.codes[at], at);
  const middle = (part) => {
    const piece = pieces.find((one) => one.part === part) ?? pieces.at(-1);
    return scale.y((piece.from + piece.to) / 2);
  };
  const rows = labels.map((lines) => lines.length + 1);
  const ys = apart(parts.map(middle), Math.max(...rows) * 15 + 4, 44, box.bottom - 8);
  return parts.map((part, index) => {
    const spans = labels[index].map((line, row) => (row ? `<tspan x="${px(left)}" dy="15">${esc(line)}</tspan>` : esc(line))).join("");
    const value = `<tspan class="big" x="${px(left)}" dy="15">${esc(shownText(shown, part.values[at]))}</tspan>`;
    return text(spans + value, left, ys[index] + 5 - ((rows[index] - 1) * 15) / 2, `lb f${part.number}`);
  }).join("");
}

/** Rows, each one hundred per cent wide at most, with a key above. */
function rows(shown, parts, wide) {
  const key = `<ul class="key">${parts.map((part) => `<li><svg aria-hidden="true"><rect class="f${part.number}" x="1" y="1" width="24" height="14"/></svg>${esc(part.name)}</li>`).join("")}</ul>`;
  return key + rowDrawing(shown, parts, { kind: "wide", width: wide, most: 170 }) + rowDrawing(shown, parts, { kind: "narrow", width: 344, most: 110 });
}

function rowDrawing(shown, parts, box) {
  const codes = shown.along.codes;
  const labels = codes.map((code) => wrapped(nameOf(shown, code), box.most));
  const left = Math.min(box.most + 16, Math.max(40, ...labels.flat().map((line) => measured(line)))) + 10;
  const totals = codes.map((code) => shown.value(code, TOTAL));
  const room = Math.max(...totals.map((value) => measured(shownText(shown, value)))) + 12;
  const top = most(shown, parts) || 1;
  const x = (value) => left + ((box.width - left - room) * value) / top;
  const body = codes.map((code, at) => row(shown, parts, code, at, { x, left, lines: labels[at], total: totals[at] })).join("");
  return frame(shown, { ...box, height: codes.length * 40 }, body, titleOf(shown), kindOf(shown, parts), "group");
}

function row(shown, parts, code, at, { x, left, lines, total }) {
  const y = at * 40;
  const pieces = stack(shown, parts, code, at).map((piece) => {
    const to = piece.stub ? x(piece.from) + 30 : x(piece.to);
    const kind = piece.part ? `f${piece.part.number} part` : "qc part";
    return { end: to, markup: `<rect class="${kind}" x="${px(x(piece.from))}" y="${px(y + 2)}" width="${px(to - x(piece.from))}" height="26"/>` };
  });
  const end = Math.max(left, ...pieces.map((piece) => piece.end));
  const label = lines.map((line, index) => text(esc(line), left - 10, y + 20 + (index - (lines.length - 1) / 2) * 15, "end")).join("");
  return `<g class="col keep" tabindex="0" role="img" aria-label="${esc(reading(shown, parts, code, at))}"><rect class="hit" x="0" y="${px(y - 3)}" width="${px(end)}" height="37" rx="4"/>` +
    `${label}${pieces.map((piece) => piece.markup).join("")}${text(esc(shownText(shown, total)), end + 7, y + 20, "big")}</g>`;
}
