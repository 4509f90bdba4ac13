/** Charts by keyboard: one tab stop each; arrow keys, Home and End move from mark to mark. */

const MARKS = ".col, .area";
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

const marksOf = (svg) => [...svg.querySelectorAll(MARKS)];

function stop(marks, at) {
  marks.forEach((mark, index) => mark.setAttribute("tabindex", index === at ? 0 : -1));
  return marks[at];
}

/** One tab stop for each chart below an element: the last year, the first place. */
export function settle(root) {
  for (const svg of root.querySelectorAll("svg[role=group]")) {
    const marks = marksOf(svg);
    if (marks.length) stop(marks, svg.classList.contains("map") ? Math.max(0, marks.findIndex((mark) => mark.classList.contains("on"))) : marks.length - 1);
  }
}

export function move(event) {
  const mark = event.target.closest?.(MARKS);
  const marks = mark ? marksOf(mark.ownerSVGElement) : [];
  const at = marks.indexOf(mark);
  const to = { Home: 0, End: marks.length - 1 }[event.key] ?? (event.key in STEPS ? at + STEPS[event.key] : -1);
  if (at < 0 || !marks[to] || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  stop(marks, to).focus();
}

/** What a place on a map says, in the line below it, when it is pointed at or has the focus. */
export function tell(event) {
  const mark = event.target.closest?.(".area");
  const line = mark?.closest("figure")?.querySelector(".read");
  if (line) line.textContent = mark.querySelector("title")?.textContent ?? "";
}
