/** Text to markup: everything that comes from a file or an address passes through `esc`. */

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const esc = (text) => String(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign]);

/** A coordinate with at most one decimal. */
export const px = (number) => String(Math.round(number * 10) / 10);

/** Attributes of an element; what is null, undefined or false is left out. */
export function attributes(values) {
  let text = "";
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === false) continue;
    text += value === true ? ` ${name}` : ` ${name}="${esc(value)}"`;
  }
  return text;
}

/** An element; `content` is markup already. */
export const tag = (name, values, content) =>
  content === undefined ? `<${name}${attributes(values)}/>` : `<${name}${attributes(values)}>${content}</${name}>`;

/** SVG text at a place; `content` is markup already. */
export const text = (content, x, y, kind) => tag("text", { class: kind || null, x: px(x), y: px(y) }, content);

export const path = (kind, d) => `<path class="${kind}" d="${d}"/>`;

// Widths of Source Sans 3 semibold, in thousandths of the type size: enough to keep labels apart.
const NARROW = new Set("ijlI.,:;'|!()[]ft r");
const WIDE = new Set("mwMW%@");

/** An estimate of how wide a text stands, a little generous. */
export function measured(words, size = 14) {
  let units = 0;
  for (const sign of String(words)) {
    if (NARROW.has(sign)) units += 0.33;
    else if (WIDE.has(sign)) units += 0.86;
    else if (sign >= "A" && sign <= "Z") units += 0.62;
    else units += 0.53;
  }
  return units * size;
}

/** Words broken into lines no wider than `width`; a word alone may be wider. */
export function wrapped(words, width, size = 14) {
  const lines = [];
  for (const word of String(words).split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && measured(`${last} ${word}`, size) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
