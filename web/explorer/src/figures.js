/** Headline figures and the sentence that answers first. A rate or share rests on published cells only. */

import { choose } from "./choose.js";
import { cell, readCube } from "./cube.js";
import { percent, short, whole } from "./format.js";
import { esc } from "./html.js";
import { inside, isPlace, isTime, label, named, residents, TOTAL, words } from "./model.js";
import { instead, MANY, placeIn, placeName, timeCodes } from "./picture.js";
import { common, fill, fillHtml } from "./placeholders.js";
import { overrides, readState } from "./state.js";

export const figureWant = (model, figure, state) => ({ table: figure.table, axes: [], at: figure.at ?? {}, over: overrides(model, state) });

/** A figure in a state: its value now and in other years. */
export function figureIn(model, cubes, figure, state) {
  const choice = choose(model, figureWant(model, figure, state));
  const dataset = choice && cubes[choice.cube.table];
  if (!dataset) return null;
  const cube = readCube(dataset);
  const years = timeCodes(model, cube);
  const year = choice.at[model.time] ?? null;
  const value = (code) => valueOf(model, cube, figure, code === null ? choice.at : { ...choice.at, [model.time]: code });
  const before = year === null ? null : years[years.indexOf(year) - 1];
  return { model, figure, state, choice, cube, years, year, value, now: value(year), before, previous: before ? value(before) : undefined, first: years.length && year ? value(years[0]) : undefined };
}

function valueOf(model, cube, figure, at) {
  const value = cell(cube, at);
  if (typeof value !== "number") return value;
  if (figure.kind === "rate") {
    const people = residents(model, figure.denominator, placeIn(model, at));
    return people ? (value * MANY) / people : undefined;
  }
  if (figure.kind !== "share") return value;
  const all = cell(cube, wholeOf(model, cube, figure, at));
  return typeof all === "number" ? (all > 0 ? value / all : undefined) : all;
}

/**
 * The cell that a share is a share of: where the figure declares a category it is Total there, unless `of`
 * names one; place, time and the reader's choices stay.
 */
function wholeOf(model, cube, figure, at) {
  const kept = { ...at };
  for (const id of Object.keys(figure.at ?? {})) {
    if (id !== model.time && !isPlace(model, id) && cube.index[id]?.has(TOTAL)) kept[id] = TOTAL;
  }
  for (const [id, code] of Object.entries(figure.of ?? {})) {
    if (id !== model.time && !isPlace(model, id) && cube.index[id]) kept[id] = code;
  }
  return kept;
}

/** A value as readers see it. */
export function figureText(model, figure, value) {
  if (value === null) return words(model).withheld;
  if (value === undefined) return "\u2013";
  if (figure.kind === "share") return percent(value);
  return figure.kind === "rate" ? short(value) : whole(value);
}

export function figuresHtml(model, cubes, state) {
  return (model.figures ?? []).map((figure) => one(figureIn(model, cubes, figure, state), model, figure, state)).join("");
}

function one(found, model, figure, state) {
  const said = found ? sentence(found) : words(model).figureMissing;
  const note = fill(figure.note, common(model, state));
  const value = figureText(model, figure, found?.now);
  const body = found?.now === null ? `<span class="c">${esc(value)}</span>` : esc(value);
  return `<div><dt>${esc(labelOf(found, model, figure, state))}</dt><dd class="n num">${body}</dd><dd>${esc([said, note].filter(Boolean).join(" "))}</dd></div>`;
}

/** "Permits issued, 2021"; a place is added where it is not everything. */
function labelOf(found, model, figure, state) {
  const declared = figure.at?.[model.time];
  const now = found?.year ?? declared;
  let name = fill(figure.label, common(model, state));
  if (declared && now && name.includes(declared)) name = name.replace(declared, now);
  else if (now) name = `${name}, ${label(model, model.time, now)}`;
  const narrowed = found && model.place && placeIn(model, found.choice.at) !== TOTAL ? [placeName(model, found.choice)] : [];
  const others = found ? Object.entries(found.choice.chosen).filter(([id, code]) => id !== model.time && !isPlace(model, id) && code !== TOTAL && figure.at?.[id] !== code).map(([id, code]) => label(model, id, code)) : [];
  return [name, ...narrowed, ...others].join(", ");
}

/** What stands beside the number: the comparison asked for, and what could not be met of the choice. */
export function sentence(found) {
  const { figure, model, now } = found;
  const say = words(model);
  if (now === null) return say.figureWithheld;
  if (now === undefined) return say.figureMissing;
  const parts = [figure.compare === "previous" ? previous(found) : figure.compare === "first" ? first(found) : ""];
  if (found.choice.dropped.length) parts.push(unmet(found));
  return parts.filter(Boolean).join(" ");
}

/** Which part of the choice the figure cannot meet, and what it shows instead. */
function unmet({ model, state, choice }) {
  const missed = choice.dropped.map((id) => (isPlace(model, id) ? named(model, id, state.codes[id]) : inside(label(model, id, state.codes[id]))));
  return words(model).figureFor(missed, instead(model, choice));
}

function previous(found) {
  const { figure, model, now, previous: then, before } = found;
  const say = words(model);
  if (typeof then !== "number") return "";
  const year = label(model, model.time, before);
  if (figure.kind === "share") return say.shareWas(percent(then), year);
  if (figure.kind === "rate") return say.rateWas(short(then), year);
  const rank = standing(found);
  return `${difference(say, now - then, year)}${rank ? `, ${say.and} ${rank}` : ""}.`;
}

const difference = (say, by, year) => (by === 0 ? say.same(year) : by > 0 ? say.more(whole(by), year) : say.fewer(whole(-by), year));

function first(found) {
  const { figure, model, now, first: then, years, year } = found;
  const say = words(model);
  if (typeof then !== "number" || year === years[0]) return "";
  const name = label(model, model.time, years[0]);
  if (figure.kind === "share") return say.shareWas(percent(then), name);
  return figure.kind === "rate" ? say.rateWas(short(then), name) : `${difference(say, now - then, name)}.`;
}

/** The most or the fewest of all years, where every year is published. */
function standing({ model, years, year, now, value }) {
  const others = years.filter((code) => code !== year).map(value);
  if (others.length < 2 || others.some((one) => typeof one !== "number")) return "";
  const say = words(model);
  if (others.every((one) => one < now)) return say.mostIn(years.length);
  return others.every((one) => one > now) ? say.leastIn(years.length) : "";
}

/** The sentence follows the reader only where it names the place and its figures can follow; else it stays as it opens. */
function summaryState(model, cubes, asked) {
  const over = Object.keys(overrides(model, asked));
  const follows = /\{place\}/.test(model.summary ?? "") || !over.some((id) => isPlace(model, id));
  const plain = over.every((id) => isPlace(model, id) || isTime(model, id)) && asked.codes[model.time] !== TOTAL;
  const used = new Set((model.summary ?? "").match(/(?<=\{)(\d+|figure|change|since|difference|share|previous|first)(?=[.}])/g)?.map((name) => (/\d/.test(name) ? Number(name) - 1 : 0)));
  const met = () => (model.figures ?? []).every((figure, at) => !used.has(at) || !figureIn(model, cubes, figure, asked)?.choice.dropped.length);
  return follows && plain && met() ? asked : readState(model, null);
}

/** The summary: declared words, filled with the figures of the state. */
export function summaryHtml(model, cubes, asked) {
  const state = summaryState(model, cubes, asked);
  const values = figureValues(model, cubes, state, (value) => (value === words(model).withheld ? `<span class="c">${value}</span>` : `<b>${esc(value)}</b>`));
  for (const name of Object.keys(common(model, state))) values[name] = esc(values[name]);
  return fillHtml(model.summary, values);
}

/** Every placeholder of a page's texts in a state; `mark` dresses what comes from figures. */
export function figureValues(model, cubes, state, mark) {
  const found = {};
  (model.figures ?? []).forEach((figure, at) => Object.assign(found, placeholders(model, figure, figureIn(model, cubes, figure, state), `${at + 1}`)));
  for (const [name, value] of Object.entries(found)) {
    found[name] = mark(value);
    if (name === "1") found.figure = found[name];
    else if (name.startsWith("1.")) found[name.slice(2)] = found[name];
  }
  return { ...found, ...common(model, state) };
}

function placeholders(model, figure, found, key) {
  const say = words(model);
  const { now, previous, first } = found ?? {};
  const shown = (value) => figureText(model, figure, value);
  const known = (then, told) => (typeof now === "number" && typeof then === "number" ? told(then) : say.withheld);
  return {
    [key]: shown(now),
    [`${key}.previous`]: shown(previous),
    [`${key}.first`]: shown(first),
    [`${key}.change`]: known(previous, (then) => changeWords(say, now, then)),
    [`${key}.since`]: known(first, (then) => changeWords(say, now, then)),
    [`${key}.difference`]: known(previous, (then) => gap(say, now - then)),
    [`${key}.share`]: known(now, () => say.tenths(now, percent(now))),
  };
}

function changeWords(say, now, then) {
  if (now === then || then === 0) return now === then ? say.asMany : say.shareMore(whole(now));
  const change = now / then - 1;
  return change > 0 ? say.shareMore(percent(change)) : say.shareFewer(percent(-change));
}

const gap = (say, by) => (by === 0 ? say.asMany : by > 0 ? `${whole(by)} ${say.moreWord}` : `${whole(-by)} ${say.fewerWord}`);

/** "21% more than in 2020": the first figure's change, for a card. */
export function changeSentence(found) {
  const say = words(found.model);
  const { now, previous: then, before, figure } = found;
  if (typeof now !== "number" || typeof then !== "number" || then === 0) return sentence(found);
  const year = label(found.model, found.model.time, before);
  if (figure.kind === "share") return say.shareWas(percent(then), year);
  return now === then ? `${say.sameAs(year)}.` : `${say.asOf(changeWords(say, now, then), year)}.`;
}
