/** The renderer: pure functions from (model, cubes, state) to the markup of each region of a page. */

import { chartCard } from "./charts/index.js";
import { choose } from "./choose.js";
import { figureIn, figureText, figureWant, figuresHtml, sentence, summaryHtml } from "./figures.js";
import { filtersHtml, statusHtml } from "./filters.js";
import { TOTAL } from "./model.js";
import { wantOf } from "./picture.js";
import { spark } from "./charts/multiples.js";
import { queryOf, readState } from "./state.js";
import { counted, grid, tableHtml, tableWant, viewOf } from "./table.js";
import { tablePageParts } from "./tablepage.js";
import { hatchHtml, whyHtml } from "./why.js";

/** The tables that a view draws from. */
export function needed(model, source) {
  const state = readState(model, source);
  const wants = [
    ...(model.figures ?? []).map((figure) => figureWant(model, figure, state)),
    ...(model.charts ?? []).map((chart) => wantOf(model, chart, state)),
    tableWant(model, viewOf(model, state), state),
  ];
  return tablesOf(model, wants);
}

export function neededTablePage(model, source) {
  const state = readState(model, source);
  return tablesOf(model, [tableWant(model, viewOf(model, state, { full: true }), state)]);
}

const tablesOf = (model, wants) => [...new Set(wants.map((want) => choose(model, want)?.cube.table).filter(Boolean))];

/** Every region of a dashboard. */
export function render(model, cubes, source, map) {
  const state = readState(model, source);
  const found = tableOf(model, cubes, state, {});
  const status = statusHtml(model, state, counted(found));
  const regions = {
    summary: summaryHtml(model, cubes, state),
    figures: figuresHtml(model, cubes, state),
    filters: filtersHtml(model, state, status),
    status,
    table: tableHtml(found),
    why: whyHtml(model),
    hatch: hatchHtml(),
  };
  for (const chart of model.charts ?? []) regions[`chart-${chart.id}`] = chartCard(model, cubes, chart, state, map ?? null);
  return regions;
}

/** Every region of the full-table page. */
export function renderTablePage(declared, cubes, source) {
  const model = { ...declared, links: below(declared.links) };
  const state = readState(model, source);
  return { ...tablePageParts(model, state, tableOf(model, cubes, state, { full: true })), why: whyHtml(model), hatch: hatchHtml() };
}

/** The links of a page as they read from the folder below it, where its full table is. */
const below = (links) =>
  Object.fromEntries(Object.entries(links ?? {}).map(([name, href]) => [name, /^([a-z]+:|\/)/i.test(href) ? href : href.startsWith("#") ? `../${href}` : `../${href.replace(/^\.\//, "")}`]));

/** The table of a view, as rows and columns. */
export function tableOf(model, cubes, state, options) {
  const found = grid(model, cubes, state, options);
  if (!found) throw new Error(`page ${model.id}: no cube holds its table`);
  return found;
}

/** The first figure of a page, for its card on the home page. */
export function card(model, cubes) {
  const state = readState(model, null);
  const figure = model.figures[0];
  const found = figureIn(model, cubes, figure, state);
  if (!found) throw new Error(`page ${model.id}: no cube holds its first figure`);
  const values = found.year === null ? [] : found.years.map(found.value);
  return { figure: figureText(model, figure, found.now), sentence: sentence(found), spark: values.length > 1 ? spark(values, "") : "", year: found.year };
}

export { queryOf, readState, TOTAL };
