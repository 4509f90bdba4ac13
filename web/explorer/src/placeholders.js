/** {placeholders} in declared words, filled for the state; an unknown one is an error of the page. */

import { esc } from "./html.js";
import { label, named, TOTAL, words } from "./model.js";

/** Place, year and years of a state. */
export function common(model, state) {
  const time = model.time;
  const years = time ? model.variables[time].codes.filter((code) => code !== TOTAL) : [];
  const asked = time ? (state.codes[time] ?? model.defaults?.[time]) : undefined;
  const year = asked && asked !== TOTAL ? asked : (years.at(-1) ?? "");
  const place = model.place ? named(model, model.place.variable, state.codes[placeKey(model, state)] ?? TOTAL) : "";
  const call = (code) => (code ? label(model, time, code) : "");
  return {
    place,
    year: call(year),
    years: years.length ? words(model).to(call(years[0]), call(years.at(-1))) : "",
    first_year: call(years[0]),
    previous_year: call(years[years.indexOf(year) - 1]),
  };
}

export const placeKey = (model, state) => Object.keys(state.codes).find((id) => id === model.place.variable || model.variables[model.place.variable]?.coarsens === id) ?? model.place.variable;

/** Fill plain text. */
export function fill(words, values) {
  return String(words ?? "").replace(/\{([^{}]+)\}/g, (_, name) => {
    if (values[name] === undefined) throw new Error(`unknown placeholder {${name}}`);
    return values[name];
  });
}

/** Fill text into markup: the words are escaped, the values are markup already. */
export const fillHtml = (words, values) => fill(esc(words ?? "").replace(/&#39;/g, "\u2019"), values);
