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

// Widths of Source Sans 3 semibold in hundredths of the type size; what is not listed is taken as 55.
const WIDTHS = [
  [20, " "], [27, "ijlI.,:;'\u2019"], [34, "frt()[]-/|"], [44, "csz"], [50, "vxyeJLYEF\u2013"],
  [52, "aghk0123456789+\u2212S"], [57, "bdnopquAPCRTVXZB"], [64, "DGHKNU&"], [68, "OQ"], [76, "wM"], [84, "mW%"],
];
const WIDTH = new Map(WIDTHS.flatMap(([width, signs]) => [...signs].map((sign) => [sign, width])));

/** How wide a text stands, within a few per cent. */
export function measured(words, size = 14) {
  let units = 0;
  for (const sign of String(words)) units += WIDTH.get(sign) ?? 55;
  return (units * size * 1.02) / 100;
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
