/** The explorer: filters, history, keyboard. The page is whole without it; it redraws with the same renderer. */

import { apply, region } from "./browser/apply.js";
import { move, settle, tell } from "./browser/keys.js";
import { cubesOf, json, mapOf } from "./browser/load.js";
import { gridTable, keyInGrid, pick, show } from "./browser/sums.js";
import { csvOf } from "./csv.js";
import { esc } from "./html.js";
import { variable, words } from "./model.js";
import { opening } from "./table.js";
import { needed, neededTablePage, queryOf, readState, render, renderTablePage, tableOf } from "./render.js";

const main = document.querySelector("[data-page]");
const form = main && region("filters");
if (form) begin();

function begin() {
  const page = { base: new URL(main.dataset.page, document.baseURI), full: main.dataset.kind === "table", turn: 0, model: null, found: null };
  settle(main);
  main.addEventListener("keydown", move);
  main.addEventListener("keydown", (event) => entered(page, event));
  main.addEventListener("focusin", tell);
  main.addEventListener("pointerover", tell);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => event.target.name !== "find" && choose(page, "push"));
  form.addEventListener("input", (event) => event.target.name === "find" && choose(page, "replace"));
  form.addEventListener("focusin", () => ready(page).catch(() => {}), { once: true });
  main.addEventListener("click", (event) => acted(page, event));
  addEventListener("popstate", () => go(page, location.search));
  for (const button of form.querySelectorAll("button[data-act]")) button.hidden = false;
  if (page.full) grids(page);
  if (location.search) go(page, location.search);
  main.dataset.ready = "";
}

/** On the full-table page cells can be chosen and added up. */
function grids(page) {
  const table = region("table");
  gridTable(table);
  ready(page).then((model) => show({ words: words(model) })).catch(() => {});
  table.addEventListener("click", (event) => withFound(page, (found) => pick(event, found)));
  table.addEventListener("keydown", (event) => withFound(page, (found) => keyInGrid(event, found)));
}

async function withFound(page, act) {
  if (!page.found) await found(page);
  act(page.found);
}

async function found(page) {
  const model = await ready(page);
  const state = readState(model, location.search);
  page.found = tableOf(model, await cubesOf(model, page.base, tables(page, model, state)), state, { full: page.full });
  return page.found;
}

async function ready(page) {
  page.model ??= await json(page.base.href);
  return page.model;
}

const tables = (page, model, state) => (page.full ? neededTablePage(model, state) : needed(model, state));

/** The state as the form stands. */
function asked(page, model) {
  const values = Object.fromEntries(new FormData(form));
  const view = opening(model, page.full);
  if (values.rows === view.rows) delete values.rows;
  if (values.columns === view.columns) delete values.columns;
  return readState(model, values);
}

async function choose(page, how) {
  page.again = () => choose(page, how);
  main.dataset.busy = "";
  try {
    const model = await ready(page);
    const state = asked(page, model);
    const url = `${location.pathname}${queryOf(model, state)}`;
    history[how === "push" ? "pushState" : "replaceState"](null, "", url);
    await go(page, state);
  } catch (error) {
    failed(page, error);
  }
}

/** Draw a state; a newer one overtakes. The old charts stay until the new ones are there. */
async function go(page, source) {
  if (page.model) page.again = () => go(page, source);
  const turn = ++page.turn;
  main.dataset.busy = "";
  const slow = setTimeout(() => turn === page.turn && say(esc(words(page.model ?? {}).updating)), 150);
  try {
    const model = await ready(page);
    const state = readState(model, source);
    const [cubes, map] = await Promise.all([cubesOf(model, page.base, tables(page, model, state)), mapOf(model, page.base)]);
    if (turn !== page.turn) return;
    clearTimeout(slow);
    draw(page, model, cubes, state, map);
  } catch (error) {
    if (turn === page.turn) failed(page, error);
  } finally {
    clearTimeout(slow);
    if (turn === page.turn) delete main.dataset.busy;
  }
}

function draw(page, model, cubes, state, map) {
  page.found = tableOf(model, cubes, state, { full: page.full });
  const regions = page.full ? renderTablePage(model, cubes, state) : render(model, cubes, state, map);
  delete regions.status;
  delete regions.sum;
  apply(regions, settle);
  for (const button of form.querySelectorAll("button[data-act]")) button.hidden = false;
  if (!page.full) return;
  gridTable(region("table"));
  show(page.found);
}

const say = (markup) => {
  const line = form.querySelector("[data-region=status]");
  if (line) line.innerHTML = markup;
};

function failed(page, error) {
  const told = words(page.model ?? {});
  delete main.dataset.busy;
  say(`${esc(told.loadError)} <button type="button" class="linkish" data-act="retry">${esc(told.retry)}</button>`);
  console.info(String(error?.message ?? error));
}

const ACTS = {
  clear: (page) => visit(page, ""),
  swap: (page, link) => visit(page, link.getAttribute("href").replace(/^[^?]*/, "")),
  retry: (page) => page.again(),
  copy: (page, button) => copied(page, button),
  csv: (page) => found(page).then(saved),
};

function acted(page, event) {
  const control = event.target.closest("[data-act]");
  const act = control && ACTS[control.dataset.act];
  if (act && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    Promise.resolve(act(page, control)).catch((error) => failed(page, error));
  } else if (!control) place(page, event);
}

function visit(page, query) {
  history.pushState(null, "", `${location.pathname}${query}`);
  return go(page, query);
}

function entered(page, event) {
  if ((event.key !== "Enter" && event.key !== " ") || !event.target.matches?.(".area")) return;
  event.preventDefault();
  place(page, event);
}

/** A place on the map is also a way to choose it; choosing it again takes it back. */
async function place(page, event) {
  const code = event.target.closest?.(".area")?.dataset.code;
  const select = code && form.querySelector("#f-place");
  if (!select) return;
  const option = [...select.options].find((one) => one.value === code && !one.disabled);
  if (!option) return;
  select.value = select.value === code ? select.options[0].value : code;
  await choose(page, "push");
}

async function copied(page, button) {
  const told = words(await ready(page));
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    const field = Object.assign(document.createElement("textarea"), { value: location.href });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
  }
  button.textContent = told.copied;
  setTimeout(() => (button.textContent = told.copy), 2500);
}

function saved(found) {
  const url = URL.createObjectURL(new Blob(["\ufeff", csvOf(found)], { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: `${found.model.id}-${variable(found.model, found.rowAxis.variable).label.toLowerCase().replace(/\W+/g, "-")}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
