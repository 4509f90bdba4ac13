/** The table: total first, then rows by name; [c] is a button that says why; nothing is blank. */

import { esc, tag } from "./html.js";
import { choose } from "./choose.js";
import { cell, merged, readCube } from "./cube.js";
import { short, whole } from "./format.js";
import { above, categories, coarserOf, finest, inside, isPlace, isTime, label, named, plain, pluralOf, residents, TOTAL, tree, variable, words } from "./model.js";
import { choiceNote, MANY, placeIn, subOf } from "./picture.js";
import { overrides } from "./state.js";

/** The view that a page opens with; the full-table page may have one of its own. */
export const opening = (model, full) => (full && model.full) || model.view;

/** The view in a state: the axes it runs along, with what the reader arranged on the table page. */
export function viewOf(model, state, { full = false } = {}) {
  const view = opening(model, full);
  const known = (id) => (id && variable(model, id) ? id : null);
  const rows = (full && known(state.rows)) || view.rows;
  let columns = (full && known(state.columns)) || view.columns;
  if (columns === rows) columns = rows === view.rows ? view.columns : view.rows;
  const arranged = rows !== view.rows || columns !== view.columns;
  const at = Object.fromEntries(Object.entries({ ...view.at }).filter(([id]) => id !== rows && id !== columns));
  return { ...view, rows, columns, at, row_codes: full || arranged ? [] : (view.row_codes ?? []), column_codes: full || arranged ? [] : (view.column_codes ?? []), full };
}

export const tableWant = (model, view, state) => ({ table: view.table, axes: [view.rows, view.columns], at: view.at, over: overrides(model, state) });

/** Rows, columns and cells, ready to be written as HTML or CSV. */
export function grid(model, cubes, state, options = {}) {
  const view = viewOf(model, state, options);
  const choice = choose(model, tableWant(model, view, state));
  const dataset = choice && cubes[choice.cube.table];
  if (!dataset) return null;
  const cube = readCube(dataset);
  const [rowAxis, columnAxis] = choice.axes;
  const base = { model, state, view, choice, cube, words: words(model), rowAxis, columnAxis };
  const shown = { ...base, denominator: rateFor(base) };
  const columns = columnsOf(shown);
  const rows = rowsOf(shown).map((row) => ({ ...row, cells: columns.map((column) => cellOf(shown, row.code, column)) }));
  return { ...shown, columns, rows: arranged(shown, rows, columns) };
}

const rateFor = ({ model, state }) => (state.show === "rate" ? model.rate : null);

function columnsOf(shown) {
  const { model, view, cube, columnAxis, denominator } = shown;
  const held = cube.index[columnAxis.dimension];
  const asked = (view.column_codes ?? []).filter((code) => held.has(code));
  const all = listed(shown, columnAxis).map(({ code }) => code);
  const timeless = denominator && isTime(model, columnAxis.variable);
  const total = held.has(TOTAL) && !asked.length && !timeless ? [TOTAL] : [];
  const codes = asked.length ? asked : [...all, ...total];
  const columns = codes.map((code) => ({ code, name: label(model, columnAxis.variable, code), rate: denominator }));
  return view.full || denominator || !isTime(model, columnAxis.variable) || !isPlace(model, shown.rowAxis.variable) || !model.rate
    ? columns
    : [...columns, rateColumn(shown, codes)];
}

/** The rate of the last year beside the numbers. */
function rateColumn({ model, words: say, columnAxis }, codes) {
  const code = codes.filter((one) => one !== TOTAL).at(-1);
  return { code, name: `${say.rate}, ${label(model, columnAxis.variable, code)}`, rate: model.rate, extra: true };
}

function listed({ model, cube }, axis) {
  const only = new Set(cube.index[axis.dimension].keys());
  const alone = merged(cube, axis.dimension);
  if (isPlace(model, axis.variable)) return categories(model, axis.variable, { only, alone }).map((code) => ({ code, depth: 0 }));
  return tree(model, axis.variable, { only, alone });
}

function rowsOf(shown) {
  const { model, view, cube, rowAxis } = shown;
  const held = cube.index[rowAxis.dimension];
  const asked = (view.row_codes ?? []).filter((code) => held.has(code)).map((code) => ({ code, depth: 0 }));
  const pinned = asked.length ? leftOut(shown, asked, held) : [];
  const found = asked.length ? asked : listed(shown, rowAxis);
  const total = held.has(TOTAL) && !(shown.denominator && isTime(model, rowAxis.variable)) ? [{ code: TOTAL, depth: 0 }] : [];
  const name = (code) => label(model, rowAxis.variable, code);
  const rest = [...total, ...found].map((row) => ({ ...row, name: name(row.code), on: !pinned.length && isChosen(shown, row.code) }));
  return [...rest, ...pinned.map((code) => ({ code, depth: 0, name: named(model, rowAxis.variable, code), on: true }))];
}

/** The chosen category, where the declared rows leave it out: it is shown beside them. */
function leftOut({ model, state, rowAxis }, asked, held) {
  const chosen = state.codes[finest(model, rowAxis.variable)];
  return chosen && chosen !== TOTAL && held.has(chosen) && !asked.some((row) => row.code === chosen) ? [chosen] : [];
}

function isChosen({ model, state, rowAxis }, code) {
  const id = finest(model, rowAxis.variable);
  const chosen = state.codes[id];
  if (!chosen || chosen === TOTAL || chosen === model.defaults?.[id]) return false;
  return code === chosen || above(model, id, code).includes(chosen) || above(model, id, chosen).includes(code);
}

function cellOf(shown, row, column) {
  const at = { ...shown.choice.at, [shown.rowAxis.dimension]: row, [shown.columnAxis.dimension]: column.code };
  const value = cell(shown.cube, at);
  if (!column.rate || typeof value !== "number") return value;
  const people = residents(shown.model, column.rate, placeIn(shown.model, at));
  return people ? (value * MANY) / people : undefined;
}

/** Chosen rows directly under the total; then as sorted and found on the table page. */
function arranged(shown, rows, columns) {
  const { state, view } = shown;
  const total = rows.filter((row) => row.code === TOTAL);
  let rest = rows.filter((row) => row.code !== TOTAL);
  if (view.full && state.find) rest = rest.filter((row) => plain(row.name).includes(plain(state.find)));
  if (view.full && state.sort) rest = sorted(rest, columns, state.sort);
  return [...total, ...rest.filter((row) => row.on), ...rest.filter((row) => !row.on)];
}

/** "name", "2021" (largest first), "-2021" (smallest first), "~2020" (change from that column to the last). */
export function sorted(rows, columns, sort) {
  if (sort === "name") return [...rows].sort((a, b) => (plain(a.name) < plain(b.name) ? -1 : 1));
  const mark = sort[0] === "-" || sort[0] === "~" ? sort[0] : "";
  const at = columns.findIndex((column) => column.code === sort.slice(mark.length) && !column.extra);
  if (at < 0) return rows;
  const last = columns.findLastIndex((column) => column.code !== TOTAL && !column.extra);
  const size = (row) => {
    const value = row.cells[at];
    if (mark !== "~") return typeof value === "number" ? value : null;
    return typeof value === "number" && typeof row.cells[last] === "number" ? row.cells[last] - value : null;
  };
  const sign = mark === "-" ? 1 : -1;
  return [...rows].sort((a, b) => compare(size(a), size(b), sign));
}

const compare = (a, b, sign) => (a === null || b === null ? (a === null) - (b === null) : sign * (a - b));

/** How many cells are withheld, of how many. */
export function counted({ rows }) {
  const cells = rows.flatMap((row) => row.cells);
  return { withheld: cells.filter((value) => value === null).length, all: cells.length };
}

export const isRate = (column) => Boolean(column.rate);

export function cellText(say, value, column) {
  if (value === null) return say.withheld;
  if (value === undefined) return "\u2013";
  return isRate(column) ? short(value) : whole(value);
}

export function tableHtml(found, { pick = false } = {}) {
  const { words: say, columns, rows } = found;
  const head = `<tr><th scope="col">${esc(headOf(found))}</th>${columns.map((column) => `<th scope="col">${esc(column.name)}</th>`).join("")}</tr>`;
  const body = rows.map((row) => rowHtml(found, row, pick)).join("\n");
  const nothing = rows.some((row) => row.code !== TOTAL) ? "" : `<p class="quiet small">${esc(say.noRows)}</p>`;
  const note = choiceNote(asPicture(found));
  return (
    `${note ? `<p class="note small">${esc(note)}</p>` : ""}<div class="tw tall${found.view.full ? " taller" : ""}" tabindex="0" role="region" aria-labelledby="cap"><table>` +
    `<caption id="cap" class="vh">${esc(captionOf(found))}</caption><thead>${head}</thead><tbody>\n${body}\n</tbody></table></div>${nothing}${legend(found)}`
  );
}

/** What the rows are: where all that are declared are regions, they are regions. */
export const rowVariable = ({ model, view, rowAxis }) => coarserOf(model, rowAxis.variable, view.row_codes ?? []) ?? rowAxis.variable;

const headOf = (found) => variable(found.model, rowVariable(found)).label;

/** The table as a picture, for the words that charts and tables share. */
export const asPicture = (found) => ({
  ...found,
  chart: { measure: "", at: {}, id: "table" },
  along: { ...found.rowAxis, id: rowVariable(found), codes: [] },
  series: { ...found.columnAxis, id: found.columnAxis.variable, codes: [] },
});

export const captionOf = (found) => subOf(asPicture(found));

function rowHtml(found, row, pick) {
  const cells = row.cells.map((value, at) => cellHtml(found, row, value, found.columns[at], pick)).join("");
  const kind = row.code === TOTAL ? "sum" : row.on ? "on" : null;
  return `${tag("tr", { class: kind, "data-row": pick ? row.code : null }, `${tag("th", { scope: "row", class: row.depth ? `in${Math.min(row.depth, 3)}` : null }, esc(row.name))}${cells}`)}`;
}

function cellHtml({ words: say }, row, value, column, pick) {
  const address = pick && !column.extra ? { "data-column": column.code } : {};
  if (value !== null) return tag("td", address, esc(cellText(say, value, column)));
  return tag("td", { class: "w", ...address }, `<button type="button" class="c" popovertarget="why">${say.withheldButton}<span class="vh">${esc(say.withheldWhy)}</span></button>`);
}

function legend({ words: say, model, rows }) {
  const cells = rows.flatMap((row) => row.cells);
  const item = (term, words) => `<div><dt>${term}</dt><dd>${words}</dd></div>`;
  const why = `<a href="${esc(model.links?.protection ?? "#why")}">${esc(say.why)}</a>`;
  const parts = [item(`<span class="c">${say.withheld}</span>`, `${esc(say.legendWithheld)} ${why}`), item("0", esc(say.legendZero))];
  if (cells.includes(undefined)) parts.push(item("\u2013", esc(say.legendMissing)));
  return `<dl class="legend">${parts.join("")}</dl>`;
}

/** "58 counties by 10 years." */
export function sizeWords(found) {
  const { model, words: say, rowAxis, columnAxis, rows, columns } = found;
  const number = (list) => list.filter((one) => one.code !== TOTAL && !one.extra).length;
  return [number(rows), say.countOf(number(rows), inside(variable(model, rowAxis.variable).label), pluralOf(model, rowAxis.variable)), number(columns), say.countOf(number(columns), inside(variable(model, columnAxis.variable).label), pluralOf(model, columnAxis.variable))];
}

