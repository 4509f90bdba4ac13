/** The page model and its cubes, fetched when asked for and kept for the visit. */

const kept = new Map();

/** JSON from the page's own site; a failed request is not kept. */
export function json(url) {
  if (!kept.has(url)) {
    const asked = fetch(url, { credentials: "omit" }).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status} ${url}`);
      return answer.json();
    });
    asked.catch(() => kept.delete(url));
    kept.set(url, asked);
  }
  return kept.get(url);
}

/** The cubes of these tables, by table. */
export async function cubesOf(model, base, tables) {
  const found = await Promise.all(tables.map((table) => json(new URL(model.cubes.find((cube) => cube.table === table).url, base).href)));
  return Object.fromEntries(found.map((dataset) => [dataset.extension.table, dataset]));
}

export const mapOf = (model, base) => (model.map ? json(new URL(model.map.url, base).href) : Promise.resolve(null));
