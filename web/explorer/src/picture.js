/** What one chart shows for a state: its categories, its values, its words. The drawings only draw it. */

import { choose } from "./choose.js";
import { cell, merged, readCube } from "./cube.js";
import { short, whole } from "./format.js";
import { capital, categories, finest, inside, isPlace, isTime, label, named, residents, TOTAL, variable, words } from "./model.js";
import { isDefault, overrides } from "./state.js";

export const MANY = 100000;

/** The want of a declared chart in a state. */
export function wantOf(model, chart, state) {
  const axes = [chart.along, chart.series].filter(Boolean);
  return { table: chart.table, axes, at: chart.at ?? {}, over: overrides(model, state) };
}

export function picture(model, cubes, chart, state) {
  const choice = choose(model, wantOf(model, chart, state));
  if (!choice || !cubes[choice.cube.table]) return null;
  const cube = readCube(cubes[choice.cube.table]);
  const [along, series] = axesOf(model, cube, choice, chart);
  const base = { model, chart, state, choice, cube, along, series: series ?? null, words: words(model) };
  const shown = { ...base, denominator: denominatorOf(base) };
  return {
    ...shown,
    raw: (a, s) => rawValue(shown, a, s),
    value: (a, s) => shownValue(shown, a, s),
    rate: (a, count) => (shown.denominator ? rateOf(shown, count, addressOf(shown, a)) : count),
  };
}

/** The axes with their categories; `codes` of a chart are the series' where the series has them all. */
function axesOf(model, cube, choice, { codes = [] }) {
  const [along, series] = choice.axes.map(({ dimension, variable: id }) => ({ dimension, id, held: new Set(cube.index[dimension].keys()) }));
  const known = (axis) => axis && codes.length > 0 && codes.every((code) => variable(model, axis.id).codes.includes(code));
  const asked = known(series) ? series : known(along) ? along : null;
  return [along, series].map((axis) => axis && withCodes(model, cube, axis, axis === asked ? codes.filter((code) => axis.held.has(code)) : []));
}

function withCodes(model, cube, { dimension, id, held }, asked) {
  const alone = merged(cube, dimension);
  return { dimension, id, codes: asked.length ? asked : categories(model, id, { only: held, alone }), asked: asked.length > 0 };
}

/** Which denominator makes a rate here, if any: the chart's own, or the reader's "per 100,000". */
function denominatorOf({ model, chart, state, choice }) {
  if (chart.denominator) return chart.denominator;
  if (state.show !== "rate" || !model.rate) return null;
  const timeless = model.time && choice.cube.by.includes(model.time) && !choice.at[model.time] && !choice.axes.some((axis) => axis.dimension === model.time);
  return timeless ? null : model.rate;
}

const addressOf = ({ choice, along, series }, a, s) => ({
  ...choice.at,
  [along.dimension]: a,
  ...(series ? { [series.dimension]: s ?? TOTAL } : {}),
});

const rawValue = (shown, a, s) => cell(shown.cube, addressOf(shown, a, s));

function shownValue(shown, a, s) {
  const value = rawValue(shown, a, s);
  return shown.denominator ? rateOf(shown, value, addressOf(shown, a, s)) : value;
}

function rateOf({ model, denominator }, value, address) {
  if (value === null || value === undefined) return value;
  const people = residents(model, denominator, placeIn(model, address));
  return people ? (value * MANY) / people : undefined;
}

/** The place of a cell. */
export function placeIn(model, address) {
  const id = Object.keys(address).find((one) => isPlace(model, one));
  return id ? address[id] : TOTAL;
}

/** A value as text: a number, [c], or a word for what is not there. */
export function shownText(shown, value) {
  if (value === null) return shown.words.withheld;
  if (value === undefined) return shown.words.saidMissing;
  return shown.denominator ? short(value) : whole(value);
}

export const saidText = (shown, value) => (value === null ? shown.words.saidWithheld : shownText(shown, value));

export const nameOf = ({ model, along }, code) => label(model, along.id, code);
export const seriesName = ({ model, series }, code) => label(model, series.id, code);

/** The thing counted, for axes and findings: "permits issued", "applications". */
export function unitOf({ model, chart, state, choice }) {
  const declared = asDeclared({ model, chart, state, choice }) ? (chart.measure ?? "").split(/ by |, /)[0].trim() : "";
  return declared ? inside(declared) : (model.unit?.many ?? inside(choice.cube.measure.label));
}

/** Is what the chart declares still what it shows, but for place and time? */
const asDeclared = ({ model, chart, choice }) =>
  !Object.keys(choice.chosen).some((id) => !isPlace(model, id) && !isTime(model, id) && Object.keys(chart.at ?? {}).includes(id));

/** What is measured, without place and time. */
export function measureOf(shown) {
  const { model, chart, choice, along, series, words: say, denominator } = shown;
  const by = [along, series].filter((axis) => axis && !isTime(model, axis.id)).map((axis) => inside(variable(model, axis.id).label));
  const plain = asDeclared(shown) && chart.measure ? chart.measure : choice.cube.measure.label;
  const what = plain === chart.measure || !by.length ? plain : say.shows(plain, say.andBy(by));
  return denominator && !/per 100,000/.test(what) ? `${what} ${say.perResidents}` : what;
}

/** Place, years and every other choice, as words. */
export function scopeOf(shown) {
  const { model, choice, chart } = shown;
  const axes = new Set(choice.axes.map((axis) => finest(model, axis.variable)));
  const others = Object.entries(choice.at)
    .filter(([id]) => !isPlace(model, id) && !isTime(model, id) && (!(id in (chart.at ?? {})) || id in choice.chosen))
    .map(([id, code]) => inside(label(model, id, code)));
  const place = [...axes].some((id) => isPlace(model, id)) ? [] : [placeName(model, choice)];
  return [...place, ...others, yearsOf(shown)].filter(Boolean);
}

export function placeName(model, choice) {
  if (!model.place) return "";
  const code = placeIn(model, choice.at);
  return named(model, model.place.variable, code);
}

export function yearsOf({ model, choice, cube, along, words: say }) {
  if (!model.time) return "";
  if (choice.at[model.time]) return label(model, model.time, choice.at[model.time]);
  const codes = along?.dimension === model.time ? along.codes : timeCodes(model, cube);
  return codes.length ? say.to(label(model, model.time, codes[0]), label(model, model.time, codes.at(-1))) : "";
}

export function timeCodes(model, cube) {
  const held = cube.index[model.time];
  return held ? variable(model, model.time).codes.filter((code) => code !== TOTAL && held.has(code)) : [];
}

export const subOf = (shown, more = []) => [capital(measureOf(shown)), ...scopeOf(shown), ...more].join(", ");

export function titleOf(shown) {
  const { model, along } = shown;
  const what = measureOf(shown);
  const by = / by /.test(what) || isTime(model, along.id) ? what : shown.words.shows(what, inside(variable(model, along.id).label));
  return [capital(by), ...scopeOf(shown)].join(", ");
}

/** The note that says which part of the reader's choice this card cannot show. */
export function choiceNote(shown) {
  const { model, choice, words: say } = shown;
  const call = (id) => inside(variable(model, id).label);
  const kept = [...new Set([...choice.axes.map((axis) => axis.variable), ...choice.kept, ...(choice.at[model.time] ? [model.time] : [])])];
  const notes = [];
  if (choice.coarsened.length) {
    const fine = choice.coarsened[0];
    const coarse = choice.axes.find((axis) => finest(model, axis.variable) === finest(model, fine)).variable;
    notes.push(say.byRegionInstead(call(fine), call(coarse), kept.filter((id) => finest(model, id) !== finest(model, fine)).map(call)));
  }
  if (choice.dropped.length) {
    const held = kept.filter((id) => !choice.dropped.includes(id)).map(call);
    notes.push(say.notTogether(choice.dropped.map(call), held, instead(model, choice)));
  }
  return notes.join(" ");
}

/** What is shown instead of the part of the choice that could not be met: "Southern California, every gender". */
export function instead(model, choice) {
  const every = (id) => words(model).every(inside(variable(model, id).label));
  const now = (id) => (choice.at[id] === undefined || choice.at[id] === TOTAL ? every(id) : inside(label(model, id, choice.at[id])));
  return choice.dropped.map((id) => (isPlace(model, id) ? placeName(model, choice) : now(id))).join(", ");
}

export const declaredHeading = ({ model, chart, state }) => (chart.heading && isDefault(model, state) ? chart.heading : "");
