/** The explanation behind every [c], and the hatch that charts use. The same on every page. */

import { esc } from "./html.js";
import { words } from "./model.js";

export function whyHtml(model) {
  const say = words(model);
  const parts = [say.whyMinimum((model.minimum ?? 11) - 1), say.whyZero, say.whyInstead];
  return (
    `<h3 id="why-h">${esc(say.whyTitle)}</h3>${parts.map((part) => `<p>${esc(part)}</p>`).join("")}` +
    `<p><a href="${esc(model.links?.protection ?? "#")}">${esc(say.whyLink)}</a></p>` +
    `<button type="button" class="btn" popovertarget="why" popovertargetaction="hide">${esc(say.close)}</button>`
  );
}

export const hatchHtml = () =>
  '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatchbg" width="6" height="6"/><path class="hatchln" d="M1 0v6"/></pattern></defs>';
