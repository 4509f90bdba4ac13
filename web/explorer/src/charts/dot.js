/** Dots on a line from zero, one row a category; with series, one dot each and the distance between them. */

import { esc, measured, px, text, wrapped } from "../html.js";
import { nameOf, shownText, titleOf } from "../picture.js";
import { marker, vertical } from "./axis.js";
import { frame } from "./card.js";
import { describe, reading } from "./line.js";

const ROW = 40;

export function dotChart(shown, lines) {
  const wide = shown.chart.wide ?? 560;
  const key = lines.length > 1 ? `<ul class="key">${lines.map(keyed).join("")}</ul>` : "";
  return key + drawing(shown, lines, { kind: "wide", width: wide, most: 170 }) + drawing(shown, lines, { kind: "narrow", width: 344, most: 110 });
}

const keyed = (line) => `<li><svg viewBox="0 0 26 16" aria-hidden="true">${marker(line.number, 13, 8, 6, `f${line.number}`)}</svg>${esc(line.name)}</li>`;

function drawing(shown, lines, box) {
  const codes = shown.along.codes;
  const labels = codes.map((code) => wrapped(nameOf(shown, code), box.most));
  const left = Math.min(box.most + 16, Math.max(40, ...labels.flat().map((words) => measured(words)))) + 16;
  const values = lines.flatMap((line) => line.values).filter((value) => typeof value === "number");
  const room = Math.max(30, ...values.map((value) => measured(shownText(shown, value)))) + 16;
  const { top } = vertical(shown, Math.max(0, ...values), { top: 0, bottom: 1 });
  const x = (value) => left + ((box.width - left - room) * value) / top;
  const body = codes.map((code, at) => row(shown, lines, code, at, { x, left, words: labels[at], width: box.width })).join("");
  const said = describe(shown, lines).replace(shown.words.kinds.line, shown.words.kinds.dot).replace(/, [^.]*\./, ".");
  return frame(shown, { ...box, height: codes.length * ROW }, body, titleOf(shown), said, "group");
}

function row(shown, lines, code, at, { x, left, words, width }) {
  const y = at * ROW + ROW / 2;
  const known = lines.filter((line) => typeof line.values[at] === "number");
  const xs = known.map((line) => x(line.values[at]));
  const label = words.map((line, index) => text(esc(line), left - 16, y + 5 + (index - (words.length - 1) / 2) * 15, "end")).join("");
  const from = lines.length > 1 && xs.length ? Math.min(...xs) : left;
  const rule = xs.length ? `<line class="span" x1="${px(from)}" x2="${px(Math.max(...xs))}" y1="${px(y)}" y2="${px(y)}"/>` : "";
  const dots = known.map((line, index) => marker(line.number, xs[index], y, 6.5, `f${line.number}`)).join("");
  const hidden = lines.some((line) => line.values[at] === null) ? `${shown.words.withheld} ` : "";
  const high = known.length ? shownText(shown, Math.max(...known.map((line) => line.values[at]))) : "";
  const end = text(esc(`${high}${high && hidden ? " " : ""}${hidden}`.trim()), Math.max(left, ...xs) + 12, y + 5, "big");
  return `<g class="col keep" tabindex="0" role="img" aria-label="${esc(reading(shown, lines, code, at))}"><rect class="hit" x="0" y="${px(y - ROW / 2)}" width="${px(width)}" height="${ROW}" rx="4"/>` +
    `<line class="rail" x1="${px(left)}" x2="${px(width)}" y1="${px(y)}" y2="${px(y)}"/>${label}${rule}${dots}${end}</g>`;
}

