/** The filters: native selects and radios; what is not published together is greyed, with the reason in words. */

import { together } from "./choose.js";
import { esc, tag } from "./html.js";
import { above, capital, categories, finest, inside, isPlace, isTime, label, named, pluralOf, TOTAL, tree, variable, words } from "./model.js";
import { defaultOf, filterIds, overrides, queryOf } from "./state.js";

export function filtersHtml(model, state, status) {
  const fields = filterIds(model).map((id) => select(model, state, id)).join("");
  return fields + showSwitchHtml(model, state) + hint(model, state) + bottom(model, state, status);
}

function select(model, state, id) {
  const place = isPlace(model, id);
  const key = place ? "place" : id;
  const name = place ? words(model).place : variable(model, id).label;
  const groups = optionsOf(model, id).map(({ name: title, codes }) => grouped(title, codes.map((one) => option(model, state, id, one)).join("")));
  return `<div class="field"><label for="f-${esc(key)}">${esc(name)}</label>${tag("select", { id: `f-${key}`, name: key, autocomplete: "off" }, groups.join(""))}</div>`;
}

const grouped = (title, options) => (title && options ? tag("optgroup", { label: title }, options) : options);

function option(model, state, id, { code, depth }) {
  const chosen = code === state.codes[id];
  const open = chosen || possible(model, state, id, code);
  return tag("option", { value: code, selected: chosen, disabled: !open }, esc("\u2003".repeat(depth) + named(model, id, code)));
}

/** The options of a filter in groups: places as areas and single places by name, years newest first. */
export function optionsOf(model, id) {
  const total = variable(model, id).codes.includes(TOTAL) ? [{ code: TOTAL, depth: 0 }] : [];
  if (isTime(model, id)) return [{ codes: [...flat([...categories(model, id)].reverse()), ...total] }];
  if (!isPlace(model, id)) return [{ codes: [...total, ...tree(model, id)] }];
  const single = categories(model, id);
  const areas = tree(model, id).map(({ code }) => code).filter((code) => !single.includes(code) && !above(model, id, code).some((one) => single.includes(one)));
  const known = areas.filter((code) => !leafOfMerged(model, id, code, single));
  const title = (one) => capital(pluralOf(model, one));
  const coarse = Object.keys(model.variables).find((one) => variable(model, one).coarsens === id);
  return [{ codes: total }, { name: coarse ? title(coarse) : words(model).groups, codes: flat(known) }, { name: known.length ? title(id) : "", codes: flat(single) }];
}

const flat = (codes) => codes.map((code) => ({ code, depth: 0 }));

const leafOfMerged = (model, id, code, single) => !(variable(model, id).child?.[code] ?? []).length && !single.includes(code);

/** Would this option be published in one cube with all else that the reader chose? What the page opens with is no choice. */
export function possible(model, state, id, code) {
  const rest = Object.entries(overrides(model, state)).filter(([other]) => finest(model, other) !== finest(model, id));
  return code === defaultOf(model, id) || together(model, { ...Object.fromEntries(rest), [id]: code });
}

export function showSwitchHtml(model, state) {
  if (!model.rate) return "";
  const say = words(model);
  const timeless = model.time && state.codes[model.time] === TOTAL;
  const radio = (value, name) => {
    const input = tag("input", { type: "radio", name: "show", value, id: `f-show-${value}`, checked: state.show === value, disabled: value === "rate" && timeless, autocomplete: "off" }, undefined).replace("/>", ">");
    return `<label>${input}<span>${esc(name)}</span></label>`;
  };
  return `<fieldset class="field"><legend class="label">${esc(say.show)}</legend><div class="seg">${radio("number", say.number)}${radio("rate", say.rate)}</div></fieldset>`;
}

/** Said only where something is greyed. */
function hint(model, state) {
  const say = words(model);
  const grey = filterIds(model).some((id) => optionsOf(model, id).flatMap(({ codes }) => codes).some(({ code }) => code !== state.codes[id] && !possible(model, state, id, code)));
  const rate = model.rate && model.time && state.codes[model.time] === TOTAL ? say.rateNeedsYear : "";
  const said = [grey ? say.disabledOptions : "", rate].filter(Boolean).join(" ");
  return `<p class="hint why" data-region="hint"${said ? "" : " hidden"}>${esc(said)}</p>`;
}

function bottom(model, state, status) {
  const say = words(model);
  const page = model.links?.page ?? "./";
  return (
    `<div class="all"><p role="status" aria-live="polite" data-region="status">${status}</p>` +
    `<a class="linkish" href="${esc(model.links?.table ?? "table/")}${esc(queryOf(model, state))}" data-act="table">${esc(say.openTable)}</a>` +
    `<button type="button" class="linkish" data-act="copy" hidden>${esc(say.copy)}</button>` +
    `<button type="button" class="linkish" data-act="csv" hidden>${esc(say.csv)}</button>` +
    `<a class="linkish" href="${esc(page)}" data-act="clear">${esc(say.clear)}</a></div>`
  );
}

/** "Showing Orange County, 2020, women. 3 of the 295 numbers in the table are withheld." */
export function statusHtml(model, state, counted) {
  const say = words(model);
  const parts = filterIds(model).filter((id) => isPlace(model, id) || isTime(model, id)).map((id) => named(model, id, state.codes[id]));
  const others = filterIds(model).filter((id) => !isPlace(model, id) && !isTime(model, id) && (state.codes[id] !== TOTAL || defaultOf(model, id) !== TOTAL));
  const said = [...parts, ...others.map((id) => inside(label(model, id, state.codes[id])))];
  if (!others.length) said.push(say.everyOne(model.unit?.many ?? ""));
  if (state.show === "rate") said.push(say.per);
  return `<b>${esc(say.showing)}</b> ${esc(said.filter(Boolean).join(", "))}.${counted ? ` ${esc(withheldWords(say, counted))}` : ""}`;
}

export function withheldWords(say, { withheld, all }) {
  if (!withheld) return say.withheldNone;
  return withheld === 1 ? say.withheldOne(all) : say.withheldCount(withheld, all);
}
