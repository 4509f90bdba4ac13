/** The renderer: pure functions from (model, cubes, state) to the markup of each region of a page. */

import { chartCard } from "./charts/index.js";
import { choose } from "./choose.js";
import { changeSentence, figureIn, figureText, figureWant, figuresHtml, summaryHtml } from "./figures.js";
import { filtersHtml, statusHtml } from "./filters.js";
import { esc } from "./html.js";
import { coarserOf, label, TOTAL } from "./model.js";
import { picture, wantOf } from "./picture.js";
import { spark, sparkColumns } from "./charts/multiples.js";
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

/**
 * What the full-table page should open with, if not the page's own view: where more than one number in twenty of all its
 * rows is withheld and the view names coarser rows, these. For `model.full`.
 */
export function fullView(model, cubes) {
  const { withheld, all } = counted(tableOf(model, cubes, readState(model, null), { full: true }));
  const coarser = coarserOf(model, model.view.rows, model.view.row_codes ?? []);
  return coarser && withheld * 20 > all ? { ...model.view, rows: coarser, row_codes: [], column_codes: [] } : null;
}

/** The first figure of a page, for its card on the home page: number, change, a small drawing with its ends. */
export function card(model, cubes) {
  const state = readState(model, null);
  const figure = model.figures[0];
  const found = figureIn(model, cubes, figure, state);
  if (!found) throw new Error(`page ${model.id}: no cube holds its first figure`);
  const drawn = found.year === null ? columnsOf(model, cubes, state) : yearsOf(model, found, figure);
  return { figure: figureText(model, figure, found.now), sentence: changeSentence(found), year: found.year, ...drawn };
}

function yearsOf(model, found, figure) {
  const values = found.years.map(found.value);
  if (values.length < 2) return { spark: "", ends: "" };
  const end = (code, value) => `<span>${esc(label(model, model.time, code))} <b>${esc(figureText(model, figure, value))}</b></span>`;
  return { spark: spark(values, ""), ends: `<p class="ends num">${end(found.years[0], values[0])}${end(found.years.at(-1), values.at(-1))}</p>` };
}

/** Without years: the categories of the first chart as columns. */
function columnsOf(model, cubes, state) {
  const shown = model.charts?.length ? picture(model, cubes, model.charts[0], state) : null;
  if (!shown || shown.along.codes.length < 2) return { spark: "", ends: "" };
  const name = (code) => `<span>${esc(label(model, shown.along.id, code))}</span>`;
  return { spark: sparkColumns(shown.along.codes.map((code) => shown.value(code))), ends: `<p class="ends num">${name(shown.along.codes[0])}${name(shown.along.codes.at(-1))}</p>` };
}

export { queryOf, readState, TOTAL };
