/**
 * Writes the bundles and the map that the site ships. `node build.mjs` writes; `node build.mjs --check`
 * fails if what is there differs from what these sources give. build.json holds the hashes that let a test
 * without Node see whether the bundles are current.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { californiaMap } from "./map.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, "../../src/clerestory/public/site/assets");
const BANNER = "/* Clerestory charts and explorer. Apache-2.0. Built from web/explorer by `just web`; do not edit. */";
const SHARED = { bundle: true, minify: true, write: false, legalComments: "none", charset: "utf8", target: "es2023", banner: { js: BANNER } };

const sha256 = (content) => createHash("sha256").update(content).digest("hex");

/** Every source that the bundles depend on, in a fixed order. */
function sources() {
  const inside = (folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? inside(join(folder, entry.name)) : [join(folder, entry.name)],
    );
  const files = [...inside(join(HERE, "src")), ...["build.mjs", "map.mjs", "package.json", "package-lock.json"].map((name) => join(HERE, name))];
  return files.map((file) => relative(HERE, file).replaceAll("\\", "/")).sort();
}

async function bundle(entry, options) {
  const result = await build({ ...SHARED, entryPoints: [join(HERE, "src", entry)], ...options });
  return result.outputFiles[0].text;
}

async function made() {
  const files = {
    "renderer.js": await bundle("renderer.js", { format: "iife", globalName: "Clerestory", platform: "neutral" }),
    "explorer.js": await bundle("explorer.js", { format: "esm", platform: "browser" }),
    "california.json": `${JSON.stringify(californiaMap())}\n`,
    "explorer.css": readFileSync(join(HERE, "src/explorer.css"), "utf8"),
  };
  const digest = sources().map((name) => [name, sha256(readFileSync(join(HERE, name)))]);
  const outputs = Object.entries(files).map(([name, text]) => [name, sha256(text)]);
  files["build.json"] = `${JSON.stringify({ sources: Object.fromEntries(digest), bundles: Object.fromEntries(outputs) }, null, 1)}\n`;
  return files;
}

const files = await made();
if (process.argv.includes("--check")) {
  const stale = Object.entries(files).filter(([name, text]) => readFileSync(join(OUT, name), "utf8") !== text);
  if (stale.length) {
    console.error(`not built from these sources: ${stale.map(([name]) => name).join(", ")}; run: just web`);
    process.exit(1);
  }
} else {
  mkdirSync(OUT, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(OUT, name), text);
}
