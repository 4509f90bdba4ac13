/** The 58 counties of California as paths on a plane, from us-atlas (US Census Bureau), made at build time. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoConicConformal, geoPath } from "d3-geo";
import { feature, merge } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const STATE = "06";
const SIZE = 500;
const HEIGHT = 580;
const DETAIL = 0.0000012;
const BAND = 12;

export function californiaMap() {
  const atlas = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("us-atlas/counties-10m.json"), "utf8"));
  const chosen = atlas.objects.counties.geometries.filter((geometry) => String(geometry.id).startsWith(STATE));
  const topology = simplify(presimplify({ ...atlas, objects: { counties: { type: "GeometryCollection", geometries: chosen } } }), DETAIL);
  const counties = feature(topology, topology.objects.counties).features;
  const projection = geoConicConformal().parallels([34, 40.5]).rotate([120, 0]).fitExtent([[0, 0], [SIZE, HEIGHT]], { type: "FeatureCollection", features: counties });
  const drawn = geoPath(projection);
  const outline = drawn(merge(topology, topology.objects.counties.geometries));
  return {
    name: "58 counties of California",
    source: "us-atlas 3.0.1, from the US Census Bureau's cartographic boundaries",
    viewBox: [-6, -6, SIZE + 12, HEIGHT + 12],
    paths: named(counties, (county) => compact(drawn(county))),
    centres: named(counties, (county) => drawn.centroid(county).map(Math.round)),
    bands: bands(outline),
    outline: compact(outline),
  };
}

const named = (counties, value) =>
  Object.fromEntries([...counties].sort((a, b) => (a.properties.name < b.properties.name ? -1 : 1)).map((county) => [county.properties.name, value(county)]));

/** Whole units, points that fall together dropped, moves relative. */
function compact(path) {
  return path.split("Z").filter(Boolean).map((ring) => ringOf(ring)).join("");
}

function ringOf(ring) {
  const points = ring.slice(1).split("L").map((pair) => pair.split(",").map((one) => Math.round(Number(one))));
  const kept = points.filter((point, at) => at === 0 || point[0] !== points[at - 1][0] || point[1] !== points[at - 1][1]);
  if (kept.length < 4) return "";
  const steps = kept.slice(1).map((point, at) => `${point[0] - kept[at][0]} ${point[1] - kept[at][1]}`.replace(" -", "-"));
  return `M${kept[0].join(" ")}l${steps.join(" ").replaceAll(" -", "-")}z`;
}

/** How far the land reaches left and right, every few units of height: where words can stand beside it. */
function bands(outline) {
  const found = new Map();
  for (const ring of outline.split("Z").filter(Boolean)) {
    const points = ring.slice(1).split("L").map((pair) => pair.split(",").map(Number));
    points.forEach((point, at) => mark(found, point, points[at - 1] ?? point));
  }
  return [...found].sort((a, b) => a[0] - b[0]).map(([band, [from, to]]) => [band * BAND, Math.floor(from), Math.ceil(to)]);
}

function mark(found, [x, y], [x0, y0]) {
  const steps = Math.max(1, Math.ceil(Math.abs(y - y0) / BAND));
  for (let at = 0; at <= steps; at++) {
    const [px, py] = [x0 + ((x - x0) * at) / steps, y0 + ((y - y0) * at) / steps];
    const band = Math.round(py / BAND);
    const [from, to] = found.get(band) ?? [px, px];
    found.set(band, [Math.min(from, px), Math.max(to, px)]);
  }
}
