/** Lines from zero with their names and last values at the end; a gap with [c] where a number is withheld. */

import { esc, measured, px, text, wrapped } from "../html.js";
import { nameOf, saidText, seriesName, shownText, titleOf } from "../picture.js";
import { frame } from "./card.js";
import { apart, below, grid, marker, NARROW, tickRoom, vertical, WIDE } from "./axis.js";

export const MOST_LINES = 5;

/** The lines of a picture: one without series, else one for each category. */
export function linesOf(shown) {
  const codes = shown.series ? shown.series.codes : [undefined];
  return codes.map((code, at) => ({
    code,
    number: at + 1,
    name: code === undefined ? "" : seriesName(shown, code),
    values: shown.along.codes.map((a) => shown.value(a, code)),
  }));
}

export function lineChart(shown) {
  const lines = linesOf(shown);
  const wide = shown.chart.wide ?? 760;
  const drawings = [
    drawing(shown, lines, { ...WIDE, width: wide, height: wide > 600 ? 390 : 400, bottom: wide > 600 ? 360 : 370 }),
    drawing(shown, lines, { ...NARROW, width: 344, height: 330, bottom: 302 }),
  ];
  return drawings.join("");
}

const numbers = (lines) => lines.flatMap((line) => line.values).filter((value) => typeof value === "number");

function drawing(shown, lines, box) {
  const scale = vertical(shown, Math.max(0, ...numbers(lines)), { top: 40, bottom: box.bottom });
  const ends = endLabels(shown, lines, box);
  const left = Math.max(14, tickRoom(scale) + 6);
  const right = box.width - ends.room;
  const codes = shown.along.codes;
  const x = (at) => left + (codes.length > 1 ? ((right - left) * at) / (codes.length - 1) : 0);
  const place = { x, scale, box, left, right };
  const body =
    `<g class="g" aria-hidden="true">${grid(shown, scale, right + 8)}${below(shown, codes, x, box.bottom + 23, box.gap)}</g>` +
    `<g aria-hidden="true">${lines.map((line) => drawn(line, place)).join("")}${gaps(shown, lines, place)}${ends.draw(place)}</g>` +
    codes.map((code, at) => column(shown, lines, code, at, place)).join("");
  return frame(shown, box, body, titleOf(shown), describe(shown, lines), "group");
}

/** A line in pieces: a withheld number ends one piece and the next begins after it. */
function drawn(line, { x, scale }) {
  let d = "";
  let pen = false;
  line.values.forEach((value, at) => {
    if (typeof value !== "number") return void (pen = false);
    d += `${pen ? "L" : "M"}${px(x(at))} ${px(scale.y(value))}`;
    if (!pen && typeof line.values[at + 1] !== "number") d += "h0";
    pen = true;
  });
  return d ? `<path class="ln k${line.number}" d="${d}"/>` : "";
}

/** [c] above the axis at every withheld number; one below the other where several lines have one. */
function gaps(shown, lines, { x, scale }) {
  return shown.along.codes.map((_, at) => {
    const withheld = lines.filter((line) => line.values[at] === null);
    return withheld.map((line, row) => text(shown.words.withheld, x(at), scale.bottom - 7 - row * 16, `lb mid f${line.number}`)).join("");
  }).join("");
}

function endLabels(shown, lines, box) {
  const last = shown.along.codes.length - 1;
  const stacked = box.kind === "narrow" || !lines[0].name;
  const labels = lines.map((line) => {
    const value = shownText(shown, line.values[last]);
    const names = line.name ? wrapped(line.name, box.kind === "narrow" ? 84 : 150) : [];
    const rows = stacked ? [...names, value] : [...names.slice(0, -1), `${names.at(-1)}  ${value}`];
    return { line, value, names, rows: rows.length, width: Math.max(...rows.map((row) => measured(row))) };
  });
  const room = Math.max(...labels.map((label) => label.width)) + 22;
  return { room, draw: (place) => drawEnds(labels, last, stacked, place) };
}

function drawEnds(labels, last, stacked, { x, scale }) {
  const known = (label) => (typeof label.line.values[last] === "number" ? scale.y(label.line.values[last]) : scale.bottom - 12);
  const rows = Math.max(...labels.map((label) => label.rows));
  const ys = apart(labels.map(known), rows * 15 + 5, 44, scale.bottom - (rows - 1) * 7.5); // clear of the years
  return labels.map((label, at) => {
    const { line, names, value } = label;
    const mark = typeof line.values[last] === "number" ? marker(line.number, x(last), known(label), 5, `f${line.number}`) : "";
    const left = x(last) + 12;
    const top = ys[at] + 5 - ((label.rows - 1) * 15) / 2;
    const spans = names.map((name, row) => (row ? `<tspan x="${px(left)}" dy="15">${esc(name)}</tspan>` : esc(name))).join("");
    const tail = stacked && names.length ? `<tspan class="big" x="${px(left)}" dy="15">${esc(value)}</tspan>` : `<tspan class="big"${names.length ? ' dx="7"' : ""}>${esc(value)}</tspan>`;
    return mark + text(spans + tail, left, top, `lb f${line.number}`);
  }).join("");
}

/** One year: a group that can have the focus and reads every line. */
function column(shown, lines, code, at, { x, scale, box, left, right }) {
  const codes = shown.along.codes;
  const half = codes.length > 1 ? (right - left) / (codes.length - 1) / 2 : 20;
  const near = lines.filter((line) => typeof line.values[at] === "number");
  const last = at === codes.length - 1;
  const end = x(at) > (left + right) / 2;
  const ys = apart(near.map((line) => scale.y(line.values[at]) + 5), 18, 44, box.bottom - 4);
  const points = near.map((line, row) => {
    const value = last ? "" : text(esc(shownText(shown, line.values[at])), x(at) + (end ? -11 : 11), ys[row], `lb halo f${line.number}${end ? " end" : ""}`);
    return marker(line.number, x(at), scale.y(line.values[at]), 5.5, `pt f${line.number}`) + value;
  }).join("");
  return (
    `<g class="col" tabindex="0" role="img" aria-label="${esc(reading(shown, lines, code, at))}">` +
    `<rect class="hit" x="${px(x(at) - half)}" y="26" width="${px(half * 2)}" height="${px(box.bottom + 2)}" rx="4"/>` +
    `<line class="guide" x1="${px(x(at))}" x2="${px(x(at))}" y1="32" y2="${px(box.bottom)}"/>${points}` +
    `${text(esc(nameOf(shown, code)), x(at), box.bottom + 23, "big mid halo")}</g>`
  );
}

export function reading(shown, lines, code, at) {
  const parts = lines.map((line) => (line.name ? shown.words.pair(line.name, saidText(shown, line.values[at])) : saidText(shown, line.values[at])));
  return shown.words.atYear(nameOf(shown, code), parts);
}

/** Kind, first and last values, extremes, what is withheld, where the table is. */
export function describe(shown, lines) {
  const { words: say, along } = shown;
  const codes = along.codes;
  const name = (at) => nameOf(shown, codes[at]);
  const spans = lines.map((line) => say.goes(line.name || titleOf(shown), name(0), name(codes.length - 1), saidText(shown, line.values[0]), saidText(shown, line.values.at(-1))));
  const ends = lines.map((line) => extremes(shown, line, name)).filter(Boolean);
  const hidden = lines.flatMap((line) => codes.filter((_, at) => line.values[at] === null).map((code) => say.pair(line.name, nameOf(shown, code)).trim()));
  return [`${say.kinds.line}, ${say.lines(lines.length)}.`, `${spans.join("; ")}.`, ends.length ? `${ends.join("; ")}.` : "", hidden.length ? say.withheldAt(hidden) : "", say.sameTable].filter(Boolean).join(" ");
}

function extremes(shown, line, name) {
  const known = line.values.map((value, at) => ({ value, at })).filter(({ value }) => typeof value === "number");
  if (known.length < 3) return "";
  const high = known.reduce((a, b) => (b.value > a.value ? b : a));
  const low = known.reduce((a, b) => (b.value < a.value ? b : a));
  return shown.words.extremes(line.name, shownText(shown, high.value), name(high.at), shownText(shown, low.value), name(low.at));
}
