/** The words of a page model: variables, categories, places, units. */

import { catalogue } from "./text/index.js";

export const TOTAL = "Total";

export const words = (model) => catalogue(model.language);

export const variable = (model, id) => model.variables[id];

/** The variable that a filter and all its coarser forms stand for: region is read as county. */
export const finest = (model, id) => model.variables[id]?.coarsens ?? id;

export const isPlace = (model, id) => Boolean(model.place) && finest(model, id) === finest(model, model.place.variable);

export const isTime = (model, id) => id === model.time;

/** What a category is called in tables and charts. */
export function label(model, id, code) {
  const known = model.variables[id];
  if (code === TOTAL) return known?.total ?? known?.labels?.Total ?? TOTAL;
  return known?.labels?.[code] ?? code;
}

/** What a category is called in sentences and filters: "Orange County". */
export function named(model, id, code) {
  const name = label(model, id, code);
  if (code === TOTAL || !isPlace(model, id)) return name;
  const leaf = !(variable(model, finest(model, id)).child?.[code]?.length > 0);
  return leaf && model.place.suffix && !name.endsWith(model.place.suffix) ? name + model.place.suffix : name;
}

/** The parents of a code, nearest first, Total left out. */
export function above(model, id, code) {
  const child = variable(model, id).child ?? {};
  const found = [];
  let at = code;
  for (;;) {
    const parent = Object.keys(child).find((one) => child[one].includes(at));
    if (!parent || parent === TOTAL || found.includes(parent)) return found;
    found.push((at = parent));
  }
}

/** The categories to list one by one: leaves, but a merged category instead of its children. */
export function categories(model, id, { only, alone = [] } = {}) {
  const known = variable(model, id);
  const lone = new Set([...(known.merged ?? []), ...alone]);
  const found = [];
  const walk = (code) => {
    const below = lone.has(code) ? [] : (known.child?.[code] ?? []);
    if (below.length) below.forEach(walk);
    else if (code !== TOTAL) found.push(code);
  };
  if (known.child?.[TOTAL]) walk(TOTAL);
  else known.codes.forEach((code) => code !== TOTAL && found.push(code));
  const kept = only ? found.filter((code) => only.has(code)) : found;
  return isPlace(model, id) ? byLabel(model, id, kept) : kept;
}

/** The coarser variable whose categories these all are ("region" for regions listed under county), if there is one. */
export function coarserOf(model, id, codes) {
  const all = (one) => codes.every((code) => variable(model, one).codes.includes(code));
  return codes.length ? (Object.keys(model.variables).find((one) => variable(model, one).coarsens === id && all(one)) ?? null) : null;
}

/** Every category in tree order with its depth; children of merged categories left out. */
export function tree(model, id, { only, alone = [] } = {}) {
  const known = variable(model, id);
  const lone = new Set([...(known.merged ?? []), ...alone]);
  const found = [];
  const walk = (code, depth) => {
    if (code !== TOTAL && (!only || only.has(code))) found.push({ code, depth });
    if (!lone.has(code)) (known.child?.[code] ?? []).forEach((below) => walk(below, depth + 1));
  };
  if (known.child?.[TOTAL]) walk(TOTAL, -1);
  else known.codes.forEach((code) => walk(code, 0));
  return found;
}

export function byLabel(model, id, codes) {
  const key = (code) => plain(label(model, id, code));
  return [...codes].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** Are the categories in an order of their own (years, ages, sizes), so that they must not be ranked? */
export const isOrdered = (model, id, codes) => !isPlace(model, id) && codes.filter((code) => /\d/.test(label(model, id, code))).length * 2 > codes.length;

/** Lower case without accents: for sorting and finding. */
export const plain = (name) => String(name).normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

/** Residents of a place; a region's or a merged category's are the sum of its children's. */
export function residents(model, denominator, code) {
  const known = model.denominators?.[denominator];
  if (!known) return undefined;
  if (known[code] !== undefined) return known[code];
  const below = variable(model, finest(model, model.place.variable)).child?.[code] ?? [];
  if (!below.length) return undefined;
  const parts = below.map((one) => residents(model, denominator, one));
  return parts.some((part) => part === undefined) ? undefined : parts.reduce((sum, part) => sum + part, 0);
}

export const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1);

/** A phrase inside a sentence: "Permits issued" becomes "permits issued", "DROS" stays. */
export const inside = (name) => (/^.[^A-Z]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name);

/** "counties": declared, else made by the catalogue from the label. */
export const pluralOf = (model, id) => variable(model, id).plural ?? words(model).plural(inside(variable(model, id).label));
