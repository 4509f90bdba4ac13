/** What a reader has chosen, and its address. The default view has an empty query. */

import { finest, isPlace, TOTAL, variable } from "./model.js";

/** The filters of a page, each once: region and county are one filter, called by the finer. */
export function filterIds(model) {
  const ids = (model.filters ?? []).map((id) => (isPlace(model, id) ? finest(model, model.place.variable) : id));
  return [...new Set(ids)].filter((id) => variable(model, id));
}

const keyOf = (model, id) => (isPlace(model, id) ? "place" : id);

export function defaultOf(model, id) {
  const given = model.defaults ?? {};
  if (isPlace(model, id)) return given[id] ?? given.region ?? given.place ?? TOTAL;
  return given[id] ?? TOTAL;
}

/** A full state from a query string, an object or nothing; what the model does not know is dropped. */
export function readState(model, source) {
  const asked = asObject(source);
  const state = { codes: {}, show: "number", sort: "", find: "", rows: "", columns: "" };
  for (const id of filterIds(model)) state.codes[id] = known(model, id, asked[keyOf(model, id)] ?? asked.codes?.[id]) ?? defaultOf(model, id);
  if (asked.show === "rate" && model.rate) state.show = "rate";
  for (const key of ["sort", "find", "rows", "columns"]) if (asked[key]) state[key] = String(asked[key]).slice(0, 80);
  return state;
}

const known = (model, id, code) => (code !== undefined && variable(model, id).codes.includes(code) ? code : undefined);

function asObject(source) {
  if (!source) return {};
  return typeof source === "string" ? Object.fromEntries(pairs(source)) : source;
}

function pairs(query) {
  return query.replace(/^\?/, "").split("&").filter(Boolean).map((pair) => {
    const [key, ...value] = pair.split("=");
    return [decoded(key), decoded(value.join("="))];
  });
}

function decoded(part) {
  try {
    return decodeURIComponent(part.replace(/\+/g, " "));
  } catch {
    return "";
  }
}

/** The query of a state: "" for the default, else "?place=Orange&year=2020". */
export function queryOf(model, state) {
  const parts = [];
  for (const id of filterIds(model)) {
    if (state.codes[id] !== defaultOf(model, id)) parts.push([keyOf(model, id), state.codes[id]]);
  }
  if (state.show === "rate") parts.push(["show", "rate"]);
  for (const key of ["sort", "find", "rows", "columns"]) if (state[key]) parts.push([key, state[key]]);
  const encode = (word) => encodeURIComponent(word).replace(/%20/g, "+");
  return parts.length ? `?${parts.map(([key, value]) => `${encode(key)}=${encode(value)}`).join("&")}` : "";
}

/** The choices that differ from how the page opens: they override what a chart declares. */
export function overrides(model, state) {
  return Object.fromEntries(
    filterIds(model).filter((id) => state.codes[id] !== defaultOf(model, id)).map((id) => [id, state.codes[id]]),
  );
}

export const isDefault = (model, state) => queryOf(model, { ...state, sort: "", find: "", rows: "", columns: "" }) === "";
