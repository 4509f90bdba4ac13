/** The table as shown, as a CSV file: [c] where a number is withheld, notes below. Published cells only. */

import { variable } from "./model.js";
import { captionOf, rowVariable } from "./table.js";

export function csvOf(found) {
  const { model, columns, rows, words: say } = found;
  const head = [variable(model, rowVariable(found)).label, ...columns.map((column) => column.name)];
  const body = rows.map((row) => [row.name, ...row.cells.map((value, at) => cellOf(say, value, columns[at]))]);
  const notes = [captionOf(found), `${say.withheld} ${say.legendWithheld}`, model.source ? say.source(model.source) : "", model.release ? say.releaseIs(model.release) : ""];
  return [...[head, ...body].map(line), "", ...notes.filter(Boolean).map((note) => line([note]))].join("\r\n") + "\r\n";
}

function cellOf(say, value, column) {
  if (value === null) return say.withheld;
  if (value === undefined) return "";
  return column.rate ? String(Number(value.toFixed(value < 9.95 ? 1 : 0))) : String(value);
}

const line = (cells) => cells.map(quoted).join(",");

/** Quoted where needed; a text that a spreadsheet would run as a formula is kept a text. */
function quoted(cell) {
  const safe = /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
