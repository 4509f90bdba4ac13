/** Headings that say what the numbers say. Only published numbers are compared. */

import { percent } from "./format.js";
import { capital, isPlace, pluralOf as plural, TOTAL, variable } from "./model.js";
import { measureOf, nameOf, unitOf } from "./picture.js";

const LEVEL = 0.005;
const ALIKE = 1.04;
const FEW = 20;
export const plainFinding = (shown) => capital(measureOf(shown));

/** "Permits rose by a fifth in 2021, to the highest in ten years". */
export function lineFinding(shown, lines) {
  const whole = lines.find((line) => line.code === TOTAL);
  if (lines.length > 1 && !whole) return sharpest(shown, lines);
  const { values } = whole ?? lines[0];
  const at = values.length - 1;
  const [before, now] = [values[at - 1], values[at]];
  if (typeof now !== "number" || typeof before !== "number" || before === 0) return plainFinding(shown);
  const say = shown.words;
  return say.changedBy(capital(unitOf(shown)), moved(say, now / before - 1), nameOf(shown, shown.along.codes[at]), standing(shown, values, now));
}

function moved(say, change) {
  if (Math.abs(change) < LEVEL) return say.level;
  if (change >= 0.95) return say.roseTo(change + 1);
  return change > 0 ? say.rose(say.part(change, percent(change))) : say.fell(say.part(-change, percent(-change)));
}

/** Highest or lowest of all, said only where every year is published and there are three at least. */
function standing({ words: say }, values, now) {
  if (values.length < 3 || values.some((value) => typeof value !== "number")) return "";
  const others = values.slice(0, -1);
  if (others.every((value) => value < now)) return say.highestIn(values.length);
  return others.every((value) => value > now) ? say.lowestIn(values.length) : "";
}

function sharpest(shown, lines) {
  const grown = lines
    .filter((line) => line.values[0] > 0 && typeof line.values.at(-1) === "number")
    .map((line) => ({ name: line.name, times: line.values.at(-1) / line.values[0] }))
    .sort((a, b) => b.times - a.times);
  if (!grown.length) return plainFinding(shown);
  const rise = grown[0].times > 1 + LEVEL;
  if (grown.length === lines.length && grown[0].times < grown.at(-1).times * ALIKE) return alike(shown, lines, grown);
  const found = rise ? grown[0] : grown.at(-1);
  if (Math.abs(found.times - 1) <= LEVEL) return plainFinding(shown);
  return shown.words.sharpest(rise, nameOf(shown, shown.along.codes[0]), found.name);
}

/** All moved much the same: say so, and which is the largest. */
function alike(shown, lines, grown) {
  const since = nameOf(shown, shown.along.codes[0]);
  const largest = [...lines].sort((a, b) => b.values.at(-1) - a.values.at(-1))[0].name;
  if (grown.every((one) => one.times > 1 + LEVEL)) return shown.words.allRose(since, largest);
  return grown.every((one) => one.times < 1 - LEVEL) ? shown.words.allFell(since, largest) : plainFinding(shown);
}

/** How many of the first bars make the finding, and their share of the total. */
export function leaders(shown, bars) {
  const total = shown.denominator ? undefined : shown.raw(TOTAL);
  if (!(total > 0)) return { number: 0, share: 0 };
  const ranked = bars.filter((bar) => typeof bar.value === "number").sort((a, b) => b.value - a.value);
  let sum = 0;
  for (let at = 0; at < ranked.length; at++) {
    sum += ranked[at].value;
    const step = at + 1 === ranked.length || ranked[at + 1].value < ranked[at].value * 0.6;
    if (sum / total >= 0.5 && (step || at >= 4)) return { number: at + 1, share: sum / total, codes: ranked.slice(0, at + 1).map((bar) => bar.code) };
  }
  return { number: 0, share: 0 };
}

/** "Four counties account for 8 in 10 permits". */
export function barFinding(shown, bars, lead) {
  const say = shown.words;
  if (!lead.number || lead.number === bars.length) return topBar(shown, bars);
  const { model, along } = shown;
  const share = say.shareOf(lead.share, percent(lead.share), unitOf(shown));
  const many = isPlace(model, along.id) ? plural(model, along.id) : variable(model, along.id).plural;
  if (lead.number > 2 && many) return say.topPlaces(lead.number, many, share);
  if (lead.number > 3) return topBar(shown, bars);
  return say.accounts(lead.codes.map((code) => nameOf(shown, code)), share);
}

/** Highest and lowest by name; a rate that rests on few is left out, as on the map. */
function topBar(shown, bars) {
  const sound = bars.filter((bar) => typeof bar.value === "number" && (!shown.denominator || shown.raw(bar.code) > FEW)).sort((a, b) => b.value - a.value);
  if (sound.length < 3 || sound[0].value === sound[1].value) return plainFinding(shown);
  const say = shown.words;
  if (!isPlace(shown.model, shown.along.id)) return say.largestIs(sound[0].name);
  return sound.at(-1).value === sound.at(-2).value ? say.highIn([sound[0].name]) : say.highLow([sound[0].name], sound.at(-1).name);
}

/** "Highest in Sacramento and Fresno, lowest in Los Angeles": places with sound counts only, and lowest only where none is lower. */
export function mapFinding(shown, places) {
  const known = places.filter((place) => typeof place.value === "number");
  const sound = known.filter((place) => place.count > FEW).sort((a, b) => b.value - a.value);
  if (sound.length < 3 || sound[0].value === sound.at(-1).value) return plainFinding(shown);
  const [say, highest] = [shown.words, sound.slice(0, 2).map((place) => place.name)];
  const none = known.filter((place) => place.value === 0).length;
  if (none) return say.highNone(highest, none, pluralOf(shown, none));
  const isLowest = known.every((place) => place === sound.at(-1) || place.value > sound.at(-1).value);
  return isLowest ? say.highLow(highest, sound.at(-1).name) : say.highIn(highest);
}

const pluralOf = ({ model, along }, number) => (number === 1 ? variable(model, along.id).label.toLowerCase() : plural(model, along.id));

/** "Pistol accounts for 7 in 10 models": the part with the largest published total. */
function largestPart(shown, parts) {
  const all = shown.raw(TOTAL, TOTAL);
  const known = parts.filter((part) => part.code !== undefined).map((part) => ({ name: part.name, total: shown.raw(TOTAL, part.code) })).filter((part) => typeof part.total === "number");
  if (!(all > 0) || known.length < parts.length) return plainFinding(shown);
  return leading(shown, known.reduce((a, b) => (b.total > a.total ? b : a)).name, Math.max(...known.map((part) => part.total)) / all);
}

function leading(shown, name, size) {
  const say = shown.words;
  return say.accounts([name], say.shareOf(size, percent(size), unitOf(shown)));
}

/** Dots with two moments or groups: the row that moved most between the first and the last. */
export function dotFinding(shown, lines) {
  const { along, series } = shown;
  if (!series || series.dimension !== shown.model.time || lines.length < 2) return plainFinding(shown);
  const rows = along.codes.map((code, at) => ({ code, name: nameOf(shown, code), values: [lines[0].values[at], lines.at(-1).values[at]] }));
  const since = lines[0].name;
  const grown = rows.filter((row) => row.values[0] > 0 && typeof row.values[1] === "number").map((row) => ({ name: row.name, times: row.values[1] / row.values[0] })).sort((a, b) => b.times - a.times);
  if (grown.length < 2) return plainFinding(shown);
  const rise = grown[0].times > 1 + LEVEL;
  return shown.words.sharpest(rise, since, (rise ? grown[0] : grown.at(-1)).name);
}

/** The part whose share of the total moved most between the first and the last category. */
export function stackedFinding(shown, parts) {
  const codes = shown.along.codes;
  const [first, last] = [shown.value(codes[0], TOTAL), shown.value(codes.at(-1), TOTAL)];
  if (shown.along.dimension !== shown.model.time) return largestPart(shown, parts);
  if (!(first > 0) || !(last > 0)) return plainFinding(shown);
  const moves = parts
    .filter((part) => typeof part.values[0] === "number" && typeof part.values.at(-1) === "number")
    .map((part) => ({ name: part.name, from: part.values[0] / first, to: part.values.at(-1) / last }))
    .sort((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from));
  if (!moves.length) return plainFinding(shown);
  const [most] = moves;
  return shown.words.shareMoved(most.name, percent(most.from), percent(most.to), nameOf(shown, codes[0]));
}

