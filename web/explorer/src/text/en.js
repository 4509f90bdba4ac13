/** Every word that the charts and the explorer say, in English. Functions get text that is ready to read. */

const SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const count = (number) => SMALL[number] ?? String(number);
const list = (names) => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`);
const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1);

const FRACTIONS = [[0.1, "a tenth"], [0.2, "a fifth"], [0.25, "a quarter"], [1 / 3, "a third"], [0.5, "half"], [2 / 3, "two thirds"], [0.75, "three quarters"]];
const TIMES = [[2, "twice"], [3, "three times"], [4, "four times"], [5, "five times"], [6, "six times"]];

/** A relative size in words where words fit, else per cent. */
function part(share, percent) {
  const found = FRACTIONS.find(([size]) => Math.abs(size - share) <= 0.012);
  return found ? found[1] : percent;
}

function tenths(share, percent) {
  const tens = Math.round(share * 10);
  if (tens < 1 || share < 0.095) return percent;
  if (tens > 9) return "nearly all";
  if (Math.abs(share - 0.5) <= 0.02) return "half of";
  const off = share * 10 - tens;
  return `${off < -0.2 ? "nearly " : off > 0.2 ? "more than " : ""}${tens} in 10`;
}

const plural = (name) => (/[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`);

export const en = {
  plural,
  list, count, part, tenths, capital,
  withheld: "[c]",
  and: "and",
  to: (from, until) => (from === until ? from : `${from} to ${until}`),
  per: "per 100,000",
  perResidents: "per 100,000 residents",
  other: (number) => `Other ${number}`,
  number: "Number",
  rate: "Per 100,000",
  show: "Show",
  place: "Place",
  groups: "Areas",
  all: (label) => `All (${label})`,
  showing: "Showing",
  clear: "Clear",
  openTable: "Full table",
  everyOne: (unit) => (unit ? `all ${unit}` : ""),
  copy: "Copy link to this view",
  copied: "Link copied",
  csv: "This view, CSV",
  chart: "Chart",
  swap: "Swap rows and columns",
  rows: "Rows",
  columns: "Columns",
  sort: "Sort",
  find: (what) => `Find ${/^[aeiou]/i.test(what) ? "an" : "a"} ${what}`,
  byName: "Name",
  asPublished: "As published",
  largest: (column) => `${column}, largest first`,
  smallest: (column) => `${column}, smallest first`,
  changed: (column) => `Change since ${column}`,
  updating: "Updating",
  loadError: "We could not load these numbers. The table and files on this page still work.",
  retry: "Try again",
  releaseIs: (release) => `Release ${release}.`,
  empty: "Nothing was recorded for this choice. Zero is a real zero.",
  noRows: "No row has that name.",
  table: "Table",
  download: "Download",
  source: (source) => `Source: ${source}.`,
  shows: (what, by) => `${what} by ${by}`,
  andBy: (names) => list(names),
  unitTop: (tick, unit) => `${tick} ${unit}`,
  classUnder: (to) => `Under ${to}`,
  classFrom: (from) => `${from} or more`,
  classRange: (from, to) => (from === to ? from : `${from} to ${to}`),
  classWithheld: "Withheld [c]",
  classMissing: "No number",
  valueOf: (name, value) => `${name}: ${value}`,
  atYear: (year, parts) => `${year}: ${parts.join("; ")}`,
  pair: (name, value) => `${name} ${value}`,
  saidWithheld: "withheld",
  saidMissing: "not published",
  withheldButton: "[c]",
  withheldWhy: " withheld. Why?",
  legendWithheld: "withheld to protect people.",
  why: "Why?",
  legendMissing: "not published for this choice",
  countOf: (number, one, many) => (number === 1 ? one : many),
  legendZero: "a real zero: nobody",
  whyTitle: "Why is this number withheld?",
  whyZero: "It is not zero: zeros are shown. It is counted in every total above it.",
  whyMinimum: (most) => `Either it is small (1 to ${most}), or showing it would let someone work out another small number by subtraction. We do not say which, because that would be a clue.`,
  whyInstead: "What you can use instead: a total above it, such as all years, or a larger place.",
  whyLink: "How we protect people in these numbers",
  close: "Close",

  // descriptions read aloud
  kinds: { line: "Line chart", bar: "Bar chart", stacked: "Stacked bar chart", dot: "Dot chart", map: "Map", multiples: "Small charts" },
  lines: (number) => (number === 1 ? "one line" : `${count(number)} lines`),
  goes: (name, from, to, first, last) => `${name}: ${first} in ${from}, ${last} in ${to}`,
  extremes: (name, high, highAt, low, lowAt) => `${name ? `${name}: ` : ""}highest ${high} in ${highAt}, lowest ${low} in ${lowAt}`,
  withheldAt: (names) => `Withheld: ${list(names)}.`,
  sameTable: "The same numbers are in the table on this page.",
  mapIs: (number, what, classes) => `Map of ${number} ${what} in ${count(classes)} classes.`,
  highest: (names) => `Highest: ${list(names)}.`,
  lowest: (names) => `Lowest: ${list(names)}.`,

  // findings
  changedBy: (what, how, year, standing) => `${what} ${how} in ${year}${standing ? `, ${standing}` : ""}`,
  rose: (by) => `rose by ${by}`,
  fell: (by) => `fell by ${by}`,
  roseTo: (times) => `rose to ${TIMES.find(([size]) => Math.abs(size - times) < 0.06)?.[1] ?? `${times.toFixed(1)} times`} the year before`,
  level: "stayed level",
  highestIn: (years) => `to the highest in ${count(years)} years`,
  lowestIn: (years) => `to the lowest in ${count(years)} years`,
  sharpest: (rise, since, name) => `The sharpest ${rise ? "rise" : "fall"} since ${since}: ${name}`,
  allRose: (since, largest) => `All have risen since ${since}; ${largest} is the largest`,
  allFell: (since, largest) => `All have fallen since ${since}; ${largest} is the largest`,
  every: (name) => `every ${name}`,
  largestIs: (name) => `${name} is the largest`,
  shareOf: (share, percent, what) => (tenths(share, percent) === percent ? `${percent} of ${what}` : `${tenths(share, percent)} ${what}`),
  accounts: (names, share) => `${capital(list(names))} ${names.length === 1 ? "accounts" : "account"} for ${share}`,
  topPlaces: (number, places, share) => `${capital(count(number))} ${places} account for ${share}`,
  highIn: (high) => `Highest in ${list(high)}`,
  highNone: (high, none, what) => `Highest in ${list(high)}, none in ${count(none)} ${what}`,
  highLow: (high, low) => `Highest in ${list(high)}, lowest in ${low}`,
  shareMoved: (name, from, to, since) => `${name}: ${from} in ${since}, ${to} now`,

  // notes under charts
  otherWithheld: (others, what, number) =>
    `The other ${others} ${what} include ${number === 1 ? "one withheld number" : `${count(number)} withheld numbers`}; their sum is published.`,
  otherHidden: (what) => `The sum of the other ${what} would be a withheld number, so it is withheld.`,
  lowCounts: (names, one) => `${list(names)} ${names.length === 1 ? "rests" : "rest"} on 20 ${one} or fewer.`,
  ownScale: "Each panel has its own scale, from zero.",
  notTogether: (dropped, kept, shown) => `${capital(list(dropped))} ${dropped.length === 1 ? "is" : "are"} not published ${kept.length ? `together with ${list(kept)}` : "here"}, so this shows ${shown}.`,
  byRegionInstead: (fine, coarse, kept) => `Shown by ${coarse}: ${fine} is not published together with ${list(kept)}.`,
  largestAndRest: (number) => `the ${number} largest and the rest`,
  largestOnly: (number) => `the ${number} largest`,
  ratesDoNotAdd: "Rates of places do not add up, so there is no bar for the others.",

  // filters
  disabledOptions: "Choices in grey are not published together with the others. Clear one to use them.",
  rateNeedsYear: "Rates need one year.",
  withheldCount: (some, all) => `${some} of the ${all} numbers in the table are withheld.`,
  withheldOne: (all) => `One of the ${all} numbers in the table is withheld.`,
  withheldNone: "",
  size: (rows, rowWord, columns, columnWord) => `${rows} ${rowWord} by ${columns} ${columnWord}.`,
  tableLede: (rows, rowWord, columns, columnWord, total, unit) => `${rows} ${rowWord}, ${columns} ${columnWord}${total ? `, ${total} ${unit}` : ""}.`,
  tableWithheld: (some, all) => `${some} of the ${all} numbers are withheld; every total includes them.`,

  // figures
  asOf: (how, than) => `${how} than in ${than}`,
  sameAs: (than) => `as many as in ${than}`,
  more: (by, than) => `${by} more than in ${than}`,
  fewer: (by, than) => `${by} fewer than in ${than}`,
  same: (than) => `As many as in ${than}`,
  mostIn: (years) => `the most in the ${count(years)} years covered`,
  leastIn: (years) => `the fewest in the ${count(years)} years covered`,
  shareWas: (value, year) => `The share was ${value} in ${year}.`,
  rateWas: (value, year) => `The rate was ${value} in ${year}.`,
  figureWithheld: "Withheld to protect people.",
  figureFor: (names, shown) => `Not published for ${list(names)} here; this is ${shown}.`,
  moreWord: "more",
  fewerWord: "fewer",
  figureMissing: "Not published for this choice.",
  shareMore: (percent) => `${percent} more`,
  shareFewer: (percent) => `${percent} fewer`,
  asMany: "as many",

  // sums
  yourSum: "Your sum:",
  sumHint: "Choose cells in the table to add them up.",
  sumTouches: (names, rest) => `A sum that touches a withheld number is withheld too. Leave out ${list(names)} for an exact sum: `,
  sumAllWithheld: "A sum that touches a withheld number is withheld too.",
};
