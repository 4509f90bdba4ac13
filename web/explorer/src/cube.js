/** A JSON-stat cube to read cells from. A cell is a number, null (withheld) or undefined (not in the cube). */

const READ = new WeakMap();

export function readCube(dataset) {
  let cube = READ.get(dataset);
  if (!cube) READ.set(dataset, (cube = makeCube(dataset)));
  return cube;
}

function makeCube(dataset) {
  const strides = {};
  const index = {};
  let stride = 1;
  for (let at = dataset.id.length - 1; at >= 0; at--) {
    const id = dataset.id[at];
    strides[id] = stride;
    stride *= dataset.size[at];
    const codes = listed(dataset.dimension[id].category.index);
    index[id] = new Map(codes.map((code, place) => [code, place]));
  }
  return { table: dataset.extension.table, ids: dataset.id, index, strides, dataset, alone: null };
}

const listed = (index) => (Array.isArray(index) ? index : Object.keys(index).sort((a, b) => index[a] - index[b]));

/** The cell where each dimension has the code of `at`; Total, else the first code, where none is named. */
export function cell(cube, at) {
  let place = 0;
  for (const id of cube.ids) {
    const codes = cube.index[id];
    let position = at[id] === undefined ? codes.get("Total") : codes.get(at[id]);
    if (position === undefined) {
      if (at[id] !== undefined) return undefined;
      position = 0;
    }
    place += position * cube.strides[id];
  }
  return valueAt(cube.dataset, place);
}

function valueAt({ value, status }, place) {
  if (status && status[place] === "c") return null;
  const found = value[place];
  return found === undefined ? null : found;
}

/** The parents of a dimension whose children are withheld in every cell: categories that were merged. */
export function merged(cube, id) {
  cube.alone ??= {};
  return (cube.alone[id] ??= findMerged(cube, id));
}

function findMerged(cube, id) {
  const child = cube.dataset.dimension[id].category.child ?? {};
  const shown = shownCodes(cube, id);
  return Object.keys(child).filter(
    (code) => code !== "Total" && shown.has(code) && !child[code].some((below) => shown.has(below)),
  );
}

function shownCodes(cube, id) {
  const { strides, dataset } = cube;
  const codes = [...cube.index[id].keys()];
  const shown = new Set();
  for (let place = 0; place < dataset.value.length; place++) {
    if (valueAt(dataset, place) === null) continue;
    shown.add(codes[Math.floor(place / strides[id]) % codes.length]);
    if (shown.size === codes.length) break;
  }
  return shown;
}
