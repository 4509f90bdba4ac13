/** The card around a drawing: finding, measure, drawing, notes, links. */

import { esc, px, tag } from "../html.js";
import { capital } from "../model.js";
import { choiceNote, declaredHeading, measureOf, scopeOf, subOf } from "../picture.js";

/** One drawing of a chart: an SVG with title and description. */
export function frame(shown, box, body, title, description, role = "img") {
  const id = `${shown.chart.id}-${box.kind === "narrow" ? "n" : "w"}`;
  return (
    `<svg class="${box.kind}" viewBox="0 0 ${px(box.width)} ${px(box.height)}" role="${role}" aria-labelledby="${esc(id)}t ${esc(id)}d">` +
    `<title id="${esc(id)}t">${esc(title)}</title><desc id="${esc(id)}d">${esc(description)}</desc>${body}</svg>`
  );
}

/** A whole card; `parts` = {finding, sub, top, body, notes}. */
export function card(shown, { finding, sub, body, notes = [] }) {
  const { chart, model, words: say } = shown;
  const heading = declaredHeading(shown) || finding;
  const plain = heading === capital(measureOf(shown)) && scopeOf(shown).length > 0;
  const below = plain && !sub ? capital(scopeOf(shown).join(", ")) : (sub ?? subOf(shown));
  const said = [...notes, chart.note].filter(Boolean);
  const warning = choiceNote(shown);
  return (
    `<figcaption><h2 id="h-${esc(chart.id)}">${esc(heading)}</h2><p class="sub">${esc(below)}</p>` +
    `${warning ? `<p class="note small">${esc(warning)}</p>` : ""}</figcaption>${body}` +
    `<div class="src"><p>${esc([model.source ? say.source(model.source) : "", ...said].filter(Boolean).join(" "))}</p>` +
    `<span class="acts">${link(model.links?.data ?? "#data", say.table)}${link(model.links?.take ?? "#take", say.download)}</span></div>`
  );
}

const link = (href, words) => tag("a", { href }, esc(words));

/** What stands where nothing was recorded. */
export const emptyCard = (shown) => card(shown, { finding: shown.words.capital(subOf(shown).split(", ")[0]), body: `<p class="quiet">${esc(shown.words.empty)}</p>` });
