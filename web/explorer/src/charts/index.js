/** A declared chart in a state, as the markup of its card. */

import { barFinding, dotFinding, leaders, lineFinding, mapFinding, stackedFinding } from "../findings.js";
import { figureValues } from "../figures.js";
import { fill } from "../placeholders.js";
import { above, finest, isPlace, isTime, pluralOf, TOTAL } from "../model.js";
import { picture, subOf, unitOf } from "../picture.js";
import { barChart, barsOf } from "./bar.js";
import { card, emptyCard } from "./card.js";
import { dotChart } from "./dot.js";
import { lineChart, linesOf, MOST_LINES } from "./line.js";
import { breaksOf, key, lowCounts, mapChart, placesOf } from "./map.js";
import { multiples } from "./multiples.js";
import { partsOf, stackedChart } from "./stacked.js";

export function chartCard(model, cubes, chart, state, map) {
  const shown = picture(model, cubes, told(model, cubes, chart, state), state);
  if (!shown) throw new Error(`chart ${chart.id}: no cube of the page holds it`);
  return (CARDS[kindOf(shown, map)] ?? lineCard)(shown, map);
}

/** The chart with the placeholders of its texts filled. */
function told(model, cubes, chart, state) {
  const texts = ["heading", "measure", "note"].filter((name) => /\{/.test(chart[name] ?? ""));
  if (!texts.length) return chart;
  const values = figureValues(model, cubes, state, (value) => value);
  return { ...chart, ...Object.fromEntries(texts.map((name) => [name, fill(chart[name], values)])) };
}

function kindOf({ chart, denominator, along, model }, map) {
  if (chart.kind === "map") return map && denominator && isPlace(model, along.id) ? "map" : "bar";
  return chart.kind === "bar" && chart.series ? "stacked" : chart.kind;
}

const CARDS = { line: lineCard, multiples: multiplesCard, bar: barCard, stacked: stackedCard, dot: dotCard, map: mapCard };

const nothing = (lines) => !lines.some((line) => line.values.some((value) => value === null || value > 0));

function lineCard(shown) {
  const lines = linesOf(shown);
  if (nothing(lines)) return emptyCard(shown);
  if (lines.length > MOST_LINES) return multiplesCard(shown);
  return card(shown, { finding: lineFinding(shown, lines), body: lineChart(shown) });
}

function multiplesCard(shown) {
  const lines = linesOf(shown);
  if (nothing(lines)) return emptyCard(shown);
  if (lines.length === 1) return lineCard(shown);
  return card(shown, { finding: lineFinding(shown, lines), sub: `${subOf(shown)}. ${shown.words.ownScale}`, body: multiples(shown, lines) });
}

function stackedCard(shown) {
  const lines = linesOf(shown).filter((line) => line.code !== TOTAL);
  if (nothing(lines)) return emptyCard(shown);
  return card(shown, { finding: stackedFinding(shown, partsOf(shown, lines)), body: stackedChart(shown, lines) });
}

function dotCard(shown) {
  const lines = linesOf(shown);
  if (nothing(lines)) return emptyCard(shown);
  const finding = lines.length === 1 ? barFinding(shown, barsOf(shown).bars, leaders(shown, barsOf(shown).bars)) : dotFinding(shown, lines);
  return card(shown, { finding, body: dotChart(shown, lines) });
}

/** The codes of an axis that the reader chose in the filters: a county, or a region with its counties. */
function chosenOn({ model, state, along }) {
  const id = finest(model, along.id);
  const code = state.codes[id];
  if (!code || code === (model.defaults?.[id] ?? "Total")) return new Set();
  return new Set(along.codes.filter((one) => one === code || above(model, id, one).includes(code) || above(model, id, code).includes(one)));
}

function barCard(shown) {
  const { bars, rest, other } = barsOf(shown);
  if (!bars.some((bar) => bar.value === null || bar.value > 0)) return emptyCard(shown);
  const all = [...bars, ...rest];
  const lead = isTime(shown.model, shown.along.id) ? { number: 0 } : leaders(shown, bars);
  const chosen = chosenOn(shown);
  const marked = chosen.size ? chosen : new Set(lead.number ? lead.codes : bars.map((bar) => bar.code));
  const finding = isTime(shown.model, shown.along.id) ? lineFinding(shown, linesOf(shown)) : barFinding(shown, all, lead);
  return card(shown, { finding, sub: subOf(shown, restWords(shown, bars, rest)), body: barChart(shown, { bars, rest, other }, marked), notes: otherNotes(shown, rest, other) });
}

function restWords({ words: say, denominator }, bars, rest) {
  if (!rest.length) return [];
  return [denominator ? say.largestOnly(bars.length) : say.largestAndRest(bars.length)];
}

function otherNotes(shown, rest, other) {
  const { words: say, model, along } = shown;
  if (!rest.length) return [];
  if (shown.denominator) return [say.ratesDoNotAdd];
  const hidden = rest.filter((bar) => bar.value === null).length;
  const what = pluralOf(model, along.id);
  if (other === null) return [say.otherHidden(what)];
  return hidden ? [say.otherWithheld(rest.length, what, hidden)] : [];
}

function mapCard(shown, map) {
  const places = placesOf(shown, map);
  if (!places.some((place) => place.value === null || place.value > 0)) return emptyCard(shown);
  const breaks = breaksOf(shown);
  const low = lowCounts(places).slice(0, 3).map((place) => place.name);
  const notes = low.length ? [shown.words.lowCounts(low, unitOf(shown))] : [];
  return card(shown, { finding: mapFinding(shown, places), body: key(shown, places, breaks) + mapChart(shown, map, places, breaks, chosenOn(shown)), notes });
}
