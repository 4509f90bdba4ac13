/**
 * Which cube a chart, a figure or the table is drawn from.
 *
 * A want names a table, the variables along its axes, what it declares (`at`) and what the reader chose
 * (`over`). The answer holds one cube with every constrained variable. Where no cube holds all of them
 * together, the choice that loses least is taken, and `dropped` says what was left out.
 */

import { above, finest, isPlace, TOTAL, variable } from "./model.js";

const COARSER_PLACE = 0.6;
const COARSER_AXIS = 0.8;
const DROP = 1;
const DROP_PLACE = 1.5;

const codesIn = (model, cube, id) => cube.codes?.[id] ?? variable(model, id)?.codes ?? [];

/** Where a cube holds a code of a variable: as itself, or as the coarser or finer variable. */
function held(model, cube, id, code) {
  const family = [id, ...Object.keys(model.variables).filter((other) => other !== id && finest(model, other) === finest(model, id))];
  const dimension = family.find((one) => cube.by.includes(one) && codesIn(model, cube, one).includes(code));
  return dimension === undefined ? null : dimension;
}

export function choose(model, want) {
  const over = Object.entries(want.over ?? {}).filter(([id]) => !want.axes.some((axis) => finest(model, axis) === finest(model, id)));
  const order = candidates(model, want);
  for (const variant of variants(model, want, over)) {
    for (const cube of order) {
      const found = fitted(model, cube, want, variant);
      if (found) return { ...found, ...told(model, want, over, variant, cube) };
    }
  }
  return null;
}

/** The declared cube first; another only where it counts the same. */
function candidates(model, want) {
  const declared = model.cubes.find((cube) => cube.table === want.table);
  const same = (cube) => !declared || cube.measure?.id === declared.measure?.id;
  return [...(declared ? [declared] : []), ...model.cubes.filter((cube) => cube !== declared && same(cube))];
}

const told = (model, want, over, variant, cube) => ({
  cube,
  dropped: variant.dropped,
  kept: over.map(([id]) => id).filter((id) => !variant.dropped.includes(id)),
  coarsened: want.axes.filter((axis, at) => variant.axes[at] !== axis),
  chosen: variant.chosen,
});

/** Every way to meet a want, what loses least first. */
function variants(model, want, over) {
  let found = [{ cost: 0, chosen: {}, dropped: [], axes: [] }];
  for (const [id, code] of over) found = found.flatMap((one) => options(model, id, code).map((option) => joined(one, id, option)));
  for (const axis of want.axes) {
    found = found.flatMap((one) => axisOptions(model, axis).map(([id, cost]) => ({ ...one, cost: one.cost + cost, axes: [...one.axes, id] })));
  }
  return found.sort((a, b) => a.cost - b.cost);
}

function options(model, id, code) {
  const found = [{ code, cost: 0 }];
  if (isPlace(model, id)) above(model, id, code).forEach((parent, at) => found.push({ code: parent, cost: COARSER_PLACE + at / 10, dropped: true }));
  found.push({ code: undefined, cost: isPlace(model, id) ? DROP_PLACE : DROP, dropped: true });
  return found;
}

const joined = (one, id, { code, cost, dropped }) => ({
  ...one,
  cost: one.cost + cost,
  chosen: code === undefined ? one.chosen : { ...one.chosen, [id]: code },
  dropped: dropped ? [...one.dropped, id] : one.dropped,
});

function axisOptions(model, axis) {
  const coarser = Object.keys(model.variables).filter((id) => variable(model, id).coarsens === axis);
  return [[axis, 0], ...coarser.map((id) => [id, COARSER_AXIS])];
}

function fitted(model, cube, want, variant) {
  const axes = variant.axes.map((id) => axisIn(model, cube, id));
  if (axes.some((axis) => !axis)) return null;
  const used = new Set(axes.map((axis) => axis.dimension));
  const at = {};
  for (const [id, code] of Object.entries(constraints(model, want, variant))) {
    const dimension = held(model, cube, id, code);
    if (dimension === null || used.has(dimension)) return null;
    used.add(dimension);
    at[dimension] = code;
  }
  for (const id of cube.by) {
    if (used.has(id) || codesIn(model, cube, id).includes(TOTAL)) continue;
    if (cube.table !== want.table) return null;
    at[id] = codesIn(model, cube, id)[0];
  }
  return { axes, at };
}

/** An axis in a cube: itself, or as codes of the finer variable ("region" in a cube by county). */
function axisIn(model, cube, id) {
  if (cube.by.includes(id)) return { dimension: id, variable: id };
  const fine = variable(model, id)?.coarsens;
  return fine && cube.by.includes(fine) ? { dimension: fine, variable: id } : null;
}

function constraints(model, want, variant) {
  const family = (id) => finest(model, id);
  const taken = new Set([...Object.keys(variant.chosen), ...variant.axes, ...want.axes].map(family));
  const declared = Object.entries(want.at ?? {}).filter(([id]) => !taken.has(family(id)));
  return Object.fromEntries([...declared, ...Object.entries(variant.chosen)].filter(([, code]) => code !== TOTAL));
}

/** Can all these codes be had together in one cube of the page? */
export function together(model, codes) {
  const asked = Object.entries(codes).filter(([, code]) => code !== TOTAL);
  return model.cubes.some((cube) => {
    const used = asked.map(([id, code]) => held(model, cube, id, code));
    return !used.includes(null) && new Set(used).size === used.length && open(model, cube, used);
  });
}

const open = (model, cube, used) => cube.by.every((id) => used.includes(id) || codesIn(model, cube, id).includes(TOTAL) || codesIn(model, cube, id).length === 1);
