/** Cells of the full table chosen by click or by key, and their sum. A sum that touches [c] is [c]. */

import { sumHtml } from "../tablepage.js";
import { TOTAL } from "../model.js";
import { region } from "./apply.js";

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** The table as a grid: one tab stop, arrow keys between cells. */
export function gridTable(root) {
  const table = root.querySelector("table");
  if (!table) return;
  table.setAttribute("role", "grid");
  table.setAttribute("aria-multiselectable", "true");
  const cells = table.querySelectorAll("td[data-column]");
  cells.forEach((cell, at) => {
    cell.tabIndex = at ? -1 : 0;
    cell.setAttribute("aria-selected", "false");
    cell.querySelector("button")?.setAttribute("tabindex", "-1");
  });
}

export function pick(event, found) {
  const cell = event.target.closest?.("td[data-column]");
  if (!cell || event.target.closest("button")) return;
  toggle(cell, found);
}

export function keyInGrid(event, found) {
  const cell = event.target.closest?.("td[data-column]");
  if (!cell || event.target !== cell) return;
  if (event.key === " " || event.key === "Enter") toggle(cell, found);
  else if (event.key in STEPS) step(cell, STEPS[event.key]);
  else if (event.key === "?") cell.querySelector("button")?.click();
  else return;
  event.preventDefault();
}

function step(cell, [down, right]) {
  const rows = [...cell.closest("tbody").rows];
  const row = rows[rows.indexOf(cell.parentElement) + down];
  const next = row?.cells[cell.cellIndex + right];
  if (!next?.matches("td[data-column]")) return;
  cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function toggle(cell, found) {
  const on = cell.getAttribute("aria-selected") !== "true";
  cell.setAttribute("aria-selected", String(on));
  cell.classList.toggle("picked", on);
  show(found);
}

export function show(found) {
  const bar = region("sum");
  if (!bar || !found) return;
  const chosen = [...document.querySelectorAll("td[aria-selected=true]")].map((cell) => named(cell, found));
  bar.innerHTML = sumHtml(found.words, chosen);
}

function named(cell, found) {
  const row = found.rows.find((one) => one.code === cell.parentElement.dataset.row);
  const at = found.columns.findIndex((column) => column.code === cell.dataset.column);
  const column = found.columns[at];
  return { name: `${row.name}, ${column.name}`, value: row.cells[at], total: row.code === TOTAL || column.code === TOTAL };
}
