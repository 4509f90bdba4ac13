/** The build's entry: the renderer as a global of text functions, for an engine embedded in the site builder. */

import * as page from "./render.js";

const cubes = {};
let map = null;

const parsed = (text) => (text ? JSON.parse(text) : null);
const withCubes = (text) => ({ ...cubes, ...(parsed(text) ?? {}) });

export const { render, renderTablePage, needed, neededTablePage, card, fullView, readState, queryOf } = page;

export function loadCube(text) {
  const dataset = JSON.parse(text);
  cubes[dataset.extension.table] = dataset;
  return dataset.extension.table;
}

export function loadMap(text) {
  map = parsed(text);
  return true;
}

export function unload() {
  for (const table of Object.keys(cubes)) delete cubes[table];
  map = null;
  return true;
}

export const renderText = (model, some, state, land) => JSON.stringify(render(JSON.parse(model), withCubes(some), state, parsed(land) ?? map));
export const renderTablePageText = (model, some, state) => JSON.stringify(renderTablePage(JSON.parse(model), withCubes(some), state));
export const neededText = (model, state) => JSON.stringify(needed(JSON.parse(model), state));
export const neededTablePageText = (model, state) => JSON.stringify(neededTablePage(JSON.parse(model), state));
export const cardText = (model, some) => JSON.stringify(card(JSON.parse(model), withCubes(some)));
export const fullText = (model, some) => JSON.stringify(fullView(JSON.parse(model), withCubes(some)));
