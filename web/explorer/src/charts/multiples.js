/** Small charts side by side: names and values in HTML, lines in SVG, each from zero on its own scale. */

import { esc, px } from "../html.js";
import { nameOf, saidText, shownText } from "../picture.js";

export const MOST_PANELS = 9;

export const multiplesOf = (lines) => (lines.length > MOST_PANELS ? [...lines].sort((a, b) => weight(b) - weight(a)).slice(0, MOST_PANELS) : lines);

const weight = (line) => line.values.reduce((sum, value) => sum + (value ?? 0), 0);

export const multiples = (shown, lines) => `<div class="multi">${multiplesOf(lines).map((line) => panel(shown, line)).join("")}</div>`;

function panel(shown, line) {
  const { along, words: say } = shown;
  const first = nameOf(shown, along.codes[0]);
  const last = nameOf(shown, along.codes.at(-1));
  const hidden = along.codes.filter((_, at) => line.values[at] === null).map((code) => nameOf(shown, code));
  const told = say.goes(line.name, first, last, saidText(shown, line.values[0]), saidText(shown, line.values.at(-1)));
  const ends = [[first, line.values[0]], [last, line.values.at(-1)]];
  return (
    `<div><h3 class="mini">${esc(line.name)}</h3>${spark(line.values, `${told}${hidden.length ? `. ${say.withheldAt(hidden)}` : ""}`)}` +
    `<p class="ends num">${ends.map(([year, value]) => `<span>${esc(year)} <b>${esc(shownText(shown, value))}</b></span>`).join("")}</p></div>`
  );
}

/** A line over years in a box of 100 by 40, with its area; gaps stay gaps. */
export function spark(values, told) {
  const most = Math.max(0, ...values.filter((value) => typeof value === "number"));
  const x = (at) => (values.length > 1 ? (100 * at) / (values.length - 1) : 50);
  const y = (value) => (most > 0 ? 40 - (36 * value) / most : 40);
  const runs = [];
  values.forEach((value, at) => {
    if (typeof value !== "number") return;
    if (at === 0 || typeof values[at - 1] !== "number") runs.push([]);
    runs.at(-1).push(`${px(x(at))} ${px(y(value))}`);
  });
  const ends = (run) => [run[0].split(" ")[0], run.at(-1).split(" ")[0]];
  const area = runs.map((run) => `M${ends(run)[0]} 40L${run.join("L")}L${ends(run)[1]} 40z`).join("");
  const line = runs.map((run) => `M${run.join("L")}${run.length < 2 ? "h0" : ""}`).join("");
  const name = told ? `role="img" aria-label="${esc(told)}"` : 'aria-hidden="true"';
  return `<svg class="spark" viewBox="0 0 100 40" preserveAspectRatio="none" ${name}><path class="area" d="${area}"/><path class="base" d="M0 40H100"/><path d="${line}"/></svg>`;
}

/** Columns of categories in the same box. */
export function sparkColumns(values) {
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  const step = 100 / values.length;
  const column = (value, at) => (value > 0 ? `M${px(at * step + step * 0.12)} 40V${px(40 - (36 * value) / most)}h${px(step * 0.76)}V40z` : "");
  return `<svg class="spark columns" viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden="true"><path class="bars" d="${values.map(column).join("")}"/><path class="base" d="M0 40H100"/></svg>`;
}
