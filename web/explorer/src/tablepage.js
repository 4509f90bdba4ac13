/** The full-table page: rows and columns arranged, sorted, found; a sum of chosen cells. */

import { esc, tag } from "./html.js";
import { capital, finest, inside, isPlace, label, TOTAL, variable, words } from "./model.js";
import { possible as optionPossible, showSwitchHtml, withheldWords } from "./filters.js";
import { captionOf, counted, sizeWords, tableHtml, viewOf } from "./table.js";
import { filterIds, queryOf } from "./state.js";
import { whole } from "./format.js";

export function tablePageParts(model, state, found) {
  return {
    summary: lede(model, found),
    filters: form(model, state, found),
    status: statusOf(found),
    table: tableHtml(found, { pick: true }),
    sum: "",
    caption: esc(captionOf(found)),
  };
}

function lede(model, found) {
  const say = words(model);
  const some = counted(found);
  const total = found.rows.find((row) => row.code === TOTAL)?.cells.at(-1);
  const said = say.tableLede(...sizeWords(found), typeof total === "number" && !found.denominator && found.columns.at(-1).code === TOTAL ? whole(total) : "", model.unit?.many ?? "");
  return esc([said, some.withheld ? say.tableWithheld(some.withheld, some.all) : ""].filter(Boolean).join(" "));
}

function statusOf(found) {
  const say = found.words;
  const hidden = withheldWords(say, counted(found));
  const others = captionOf(found);
  return `<b>${esc(say.showing)}</b> ${esc(say.size(...sizeWords(found)))} ${esc(others)}.${hidden ? ` ${esc(hidden)}` : ""}`;
}

function form(model, state, found) {
  const say = words(model);
  const { rows, columns } = viewOf(model, state, { full: true });
  const ids = axes(model);
  const axis = (key, name, chosen, other) =>
    field(`f-${key}`, name, select(`f-${key}`, key, ids.map((id) => ({ value: id, name: capital(variable(model, id).label), selected: id === chosen, disabled: id !== chosen && !possible(model, state, id, other) }))));
  const find = field("f-find", say.find(inside(variable(model, rows).label)), tag("input", { id: "f-find", name: "find", type: "search", autocomplete: "off", value: state.find }, undefined).replace("/>", ">"));
  const more = filterIds(model).filter((id) => ![rows, columns].some((one) => finest(model, one) === finest(model, id)));
  return (
    axis("rows", say.rows, rows, columns) + axis("columns", say.columns, columns, rows) +
    field("f-sort", say.sort, select("f-sort", "sort", sorts(say, state, found))) + find +
    more.map((id) => fixed(model, state, id)).join("") + showSwitchHtml(model, state) + bottom(model, state, statusOf(found))
  );
}

const field = (id, name, control) => `<div class="field"><label for="${id}">${esc(name)}</label>${control}</div>`;

const select = (id, name, options) =>
  tag("select", { id, name, autocomplete: "off" }, options.map(({ value, name: words_of, selected, disabled }) => tag("option", { value, selected, disabled }, esc(words_of))).join(""));

/** Variables that rows or columns can be: all of the page's cubes. */
const axes = (model) => Object.keys(model.variables).filter((id) => model.cubes.some((cube) => cube.by.includes(id)) || Object.values(model.variables).some((one) => one.coarsens === id));

const possible = (model, state, id, other) => finest(model, id) !== finest(model, other) && model.cubes.some((cube) => holds(model, cube, id) && holds(model, cube, other));

const holds = (model, cube, id) => cube.by.includes(id) || cube.by.includes(variable(model, id).coarsens);

function sorts(say, state, found) {
  const codes = found.columns.filter((column) => !column.extra);
  const years = codes.filter((column) => column.code !== TOTAL);
  const last = codes.at(-1);
  const options = [["", say.asPublished], ["name", say.byName]];
  for (const column of [...new Set([years.at(-1), last])].filter(Boolean)) options.push([column.code, say.largest(column.name)], [`-${column.code}`, say.smallest(column.name)]);
  if (years.length > 1) options.push([`~${years.at(-2).code}`, say.changed(years.at(-2).name)], [`~${years[0].code}`, say.changed(years[0].name)]);
  return options.map(([value, name]) => ({ value, name, selected: state.sort === value }));
}

/** A variable that is neither row nor column: one of its categories. */
function fixed(model, state, id) {
  const key = isPlace(model, id) ? "place" : id;
  const codes = variable(model, id).codes;
  const options = codes.map((code) => ({ value: code, name: label(model, id, code), selected: state.codes[id] === code, disabled: code !== state.codes[id] && !optionPossible(model, state, id, code) }));
  return field(`f-${key}`, isPlace(model, id) ? words(model).place : variable(model, id).label, select(`f-${key}`, key, options));
}

function bottom(model, state, status) {
  const say = words(model);
  const swapped = { ...state, rows: viewOf(model, state, { full: true }).columns, columns: viewOf(model, state, { full: true }).rows, sort: "", find: "" };
  return (
    `<div class="all"><p role="status" aria-live="polite" data-region="status">${status}</p><a class="linkish" href="../${esc(queryOf(model, { ...state, rows: "", columns: "", sort: "", find: "" }))}" data-act="chart">${esc(say.chart)}</a>` +
    `<button type="button" class="linkish" data-act="copy" hidden>${esc(say.copy)}</button><button type="button" class="linkish" data-act="csv" hidden>${esc(say.csv)}</button>` +
    `<a class="linkish" href="${esc(queryOf(model, swapped) || "./")}" data-act="swap">${esc(say.swap)}</a></div>`
  );
}

/** The sum bar: chosen cells = [{name, value}]; a sum that touches [c] is [c], with the sum that can be had. */
export function sumHtml(say, chosen) {
  if (!chosen.length) return `<p class="small quiet">${esc(say.sumHint)}</p>`;
  const hidden = chosen.filter((one) => one.value === null);
  const open = chosen.filter((one) => typeof one.value === "number");
  const sum = whole(open.reduce((all, one) => all + one.value, 0));
  const result = hidden.length ? `<span class="c">${say.withheld}</span>` : `<b class="num">${sum}</b>`;
  const first = `<p><b>${esc(say.yourSum)}</b> ${esc(say.list(chosen.map((one) => one.name)))} = ${result}</p>`;
  if (!hidden.length) return first;
  if (!open.length) return `${first}<p class="small quiet">${esc(say.sumAllWithheld)}</p>`;
  return `${first}<p class="small quiet">${esc(say.sumTouches(hidden.map((one) => one.name)))}<b class="num">${sum}</b>.</p>`;
}
