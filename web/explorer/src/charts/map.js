/** A map of rates in five classes that stay the same over the years; hatch for [c]; the notable are named. */

import { nice, short } from "../format.js";
import { esc, measured, px } from "../html.js";
import { finest, pluralOf, variable } from "../model.js";
import { nameOf, saidText, shownText, timeCodes, titleOf } from "../picture.js";
import { cell } from "../cube.js";

const CLASSES = 5;
const APART_CLASSES = 1.1;
const LOW = 20;
const PHONE_SIZE = 18;
const APART = 22;

/** Places with their values; a region or a merged category colours all the leaves below it. */
export function placesOf(shown, map) {
  const known = variable(shown.model, finest(shown.model, shown.along.id));
  return shown.along.codes.map((code) => ({
    code,
    name: nameOf(shown, code),
    value: shown.value(code),
    count: shown.raw(code),
    paths: leaves(known, code).filter((leaf) => map.paths[leaf]),
  }));
}

const leaves = (known, code) => (known.child?.[code] ?? []).flatMap((below) => leaves(known, below)).concat(known.child?.[code]?.length ? [] : [code]);

/** Breaks from the rates of all years, so that a colour means the same in each. */
export function breaksOf(shown) {
  const { model, cube, choice, along } = shown;
  const time = choice.at[model.time] ? model.time : null;
  const years = time ? timeCodes(model, cube) : [null];
  const rates = [];
  for (const year of years) {
    const then = { ...choice, at: year === null ? choice.at : { ...choice.at, [time]: year } };
    for (const code of along.codes) rates.push(rateThen(shown, then, code));
  }
  return quantiles(rates.filter((rate) => typeof rate === "number" && rate > 0).sort((a, b) => a - b));
}

const rateThen = (shown, choice, code) => shown.rate(code, cell(shown.cube, { ...choice.at, [shown.along.dimension]: code }));

function quantiles(sorted) {
  const found = [];
  for (let at = 1; at < CLASSES; at++) {
    const value = sorted[Math.floor((sorted.length * at) / CLASSES)] ?? 0;
    const last = found.at(-1) ?? 0;
    const fitting = [nice(value), Number(value.toPrecision(2))].find((one) => one > last * APART_CLASSES);
    if (fitting !== undefined) found.push(fitting);
  }
  return found;
}

const classOf = (value, breaks) => breaks.filter((one) => value >= one).length;
const colour = (at, breaks) => `q${Math.round((at * (CLASSES - 1)) / Math.max(1, breaks.length)) + 1}`;

export function kindOf(value, breaks) {
  if (value === null) return "qc";
  return value === undefined ? "qn" : colour(classOf(value, breaks), breaks);
}

/** Words of the classes: "Under 10", "10 to 49", "300 or more". */
export function classWords(shown, breaks) {
  const say = shown.words;
  const upper = (one) => (one <= 10 ? short(one - 0.1) : short(one - 1));
  return Array.from({ length: breaks.length + 1 }, (_, at) => {
    if (at === 0) return say.classUnder(short(breaks[0] ?? 0));
    return at === breaks.length ? say.classFrom(short(breaks[at - 1])) : say.classRange(short(breaks[at - 1]), upper(breaks[at]));
  });
}

export function key(shown, places, breaks) {
  const item = (kind, words) => `<li><svg aria-hidden="true"><rect class="${kind}" x="1" y="1" width="24" height="14"/></svg>${esc(words)}</li>`;
  const classes = breaks.length ? classWords(shown, breaks).map((words, at) => item(colour(at, breaks), words)) : [];
  if (places.some((place) => place.value === null)) classes.push(item("qc", shown.words.classWithheld));
  if (places.some((place) => place.value === undefined)) classes.push(item("qn", shown.words.classMissing));
  return `<ul class="key">${classes.join("")}</ul>`;
}

export function mapChart(shown, map, places, breaks, chosen) {
  const id = esc(shown.chart.id);
  const drawn = places.map((place) => area(shown, map, place, breaks, chosen)).join("");
  const [x, y, width, height] = map.viewBox;
  return (
    `<svg class="map" viewBox="${px(x)} ${px(y)} ${px(width)} ${px(height)}" role="group" aria-labelledby="${id}-mt ${id}-md"><title id="${id}-mt">${esc(titleOf(shown))}</title>` +
    `<desc id="${id}-md">${esc(describe(shown, places, breaks))}</desc>` +
    (map.outline ? `<path class="edge" d="${map.outline}"/>` : "") +
    `<g>${drawn}</g><g aria-hidden="true">${callouts(shown, map, places, chosen)}</g></svg><p class="read" aria-hidden="true"></p>`
  );
}

function area(shown, map, place, breaks, chosen) {
  const told = shown.words.valueOf(place.name, place.value === undefined ? shown.words.saidMissing : place.value === null ? shown.words.saidWithheld : `${shownText(shown, place.value)} ${shown.words.per}`);
  const d = place.paths.map((leaf) => map.paths[leaf]).join("");
  const on = chosen.has(place.code) ? " on" : "";
  return d ? `<path class="${kindOf(place.value, breaks)} area${on}" role="img" tabindex="-1" data-code="${esc(place.code)}" d="${d}"><title>${esc(told)}</title></path>` : "";
}

/** The places worth naming: chosen, highest with a sound count, lowest, withheld. */
export function notable(places, chosen) {
  const known = places.filter((place) => typeof place.value === "number" && place.paths.length);
  const sound = known.filter((place) => !(place.count <= LOW)).sort((a, b) => b.value - a.value);
  const hidden = places.filter((place) => place.value === null && place.paths.length);
  const picked = [...places.filter((place) => chosen.has(place.code)), ...sound.slice(0, 4), ...hidden.slice(0, 3), ...sound.slice(-1)];
  return [...new Set(picked)].filter((place) => place.paths.length);
}

function callouts(shown, map, places, chosen) {
  const taken = [];
  return notable(places, chosen).map((place) => {
    const centre = middle(map, place);
    const value = shownText(shown, place.value);
    const spot = room(map, centre, measured(`${place.name} ${value}`, PHONE_SIZE), taken);
    if (!spot) return "";
    taken.push(spot);
    const [[x, y], [toX, toY]] = spot.lead;
    const line = `M${px(x)} ${px(y)}L${px(toX)} ${px(toY)}`;
    return `<path class="lead under" d="${line}"/><path class="lead" d="${line}"/>` +
      `<text class="halo${spot.side === "left" ? " end" : ""}" x="${px(spot.x)}" y="${px(spot.y)}">${esc(place.name)} <tspan class="big">${esc(value)}</tspan></text>`;
  }).join("");
}

function middle(map, place) {
  const centres = place.paths.map((leaf) => map.centres[leaf]);
  return [0, 1].map((axis) => centres.reduce((sum, centre) => sum + centre[axis], 0) / centres.length);
}

/** The nearest free spot beside the land, left or right, where the words fit on a phone, too, and no line is crossed. */
function room(map, centre, width, taken) {
  const [left, top, wide, high] = map.viewBox;
  let best = null;
  for (let shift = -200; shift <= 200; shift += 10) {
    const y = centre[1] + shift;
    if (y < top + 24 || y > top + high - 6) continue;
    const [from, to] = edges(map, y);
    for (const spot of [spotAt(centre, "right", to, y, width), spotAt(centre, "left", from, y, width)]) {
      const fits = spot.span[0] >= left && spot.span[1] <= left + wide;
      if (fits && (!best || spot.away < best.away) && taken.every((one) => clear(one, spot))) best = spot;
    }
  }
  return best;
}

/** Words beside the edge of the land at a height; a line over land counts for more than one over water. */
function spotAt(centre, side, edge, y, width) {
  const right = side === "right";
  const x = right ? edge + 14 : edge - 14;
  const end = right ? x - 5 : x + 5;
  const overland = Math.max(0, right ? edge - centre[0] : centre[0] - edge);
  const away = Math.hypot(end - centre[0], (y - centre[1]) * 1.3) + overland * 0.6;
  return { x, y, side, span: right ? [x, x + width] : [x - width, x], lead: [centre, [end, y - 5]], away };
}

const clear = (one, other) =>
  (Math.abs(one.y - other.y) >= APART || one.span[1] < other.span[0] || one.span[0] > other.span[1]) && !crossing(one.lead, other.lead) && !over(one, other) && !over(other, one);

/** Does the line of one run through the words of the other? */
function over({ lead: [[x0, y0], [x1, y1]] }, { span, y }) {
  for (let at = 0; at <= 1; at += 0.1) {
    const [px0, py0] = [x0 + (x1 - x0) * at, y0 + (y1 - y0) * at];
    if (px0 > span[0] && px0 < span[1] && py0 > y - 16 && py0 < y + 4) return true;
  }
  return false;
}

function crossing([a, b], [c, d]) {
  const turn = (p, q, r) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b);
}

/** How far the land reaches left and right around a height. */
function edges(map, y) {
  const near = (map.bands ?? []).filter(([at]) => Math.abs(at - y) <= 20);
  if (!near.length) return [map.viewBox[0] + map.viewBox[2] / 2, map.viewBox[0] + map.viewBox[2] / 2];
  return [Math.min(...near.map((band) => band[1])), Math.max(...near.map((band) => band[2]))];
}

/** Names with few behind their rate, highest rate first. */
export const lowCounts = (places) => places.filter((place) => place.count > 0 && place.count <= LOW && typeof place.value === "number").sort((a, b) => b.value - a.value);

function describe(shown, places, breaks) {
  const say = shown.words;
  const known = places.filter((place) => typeof place.value === "number").sort((a, b) => b.value - a.value);
  const told = (list) => list.map((place) => say.pair(place.name, saidText(shown, place.value)));
  const hidden = places.filter((place) => place.value === null).map((place) => place.name);
  return [
    say.mapIs(places.length, pluralOf(shown.model, shown.along.id), breaks.length + 1),
    known.length ? say.highest(told(known.slice(0, 6))) : "",
    known.length > 6 ? say.lowest(told(known.slice(-3).reverse())) : "",
    hidden.length ? say.withheldAt(hidden) : "",
    say.sameTable,
  ].filter(Boolean).join(" ");
}

