"""A walk over a page with the Tab key alone: everything that can be used is reached, in order, and seen to be."""

from playwright.sync_api import Page

MOST = 120  # of a page; tables have hundreds of alike buttons
FURTHER = 40  # parts of a date, boxes that scroll

MARK = """() => {
  const usable = one => one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && !one.closest("[inert]")
    && one.checkVisibility({visibilityProperty: true});
  const groups = new Set();
  const first = one => {
    if (one.type !== "radio") return true;
    const group = one.form && [...one.form.elements].filter(other => other.type === "radio" && other.name === one.name);
    const chosen = group && group.find(other => other.checked);
    if (chosen) return chosen === one;
    const is = !groups.has(one.name);
    groups.add(one.name);
    return is;
  };
  const found = [...document.querySelectorAll("a[href],button,input,select,textarea,summary,[tabindex]")];
  const used = found.filter(usable).filter(first);
  window.strokes = one => [one, ...one.children].map(each => getComputedStyle(each))
    .map(style => style.stroke + style.strokeWidth).join();
  used.forEach((one, at) => { one.setAttribute("data-walk", at); one.unfocused = window.strokes(one); });
  document.body.setAttribute("tabindex", "-1");  // the walk begins at the top
  document.body.focus();
  document.body.removeAttribute("tabindex");
  window.scrollTo(0, 0);
  return used.map(one => one.outerHTML.slice(0, 120));
}"""

SEEN = """() => {
  const one = document.activeElement, mark = one.getAttribute("data-walk");
  if (mark === null) return null;
  const rings = [one, ...one.parentElement ? [one.parentElement] : [], ...one.labels || [], ...one.children]
    .map(each => getComputedStyle(each));
  const ring = rings.some(style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
    || rings[0].boxShadow !== "none" || (one instanceof SVGElement && one.unfocused !== window.strokes(one));
  const box = (one.offsetWidth > 3 ? one : one.labels && one.labels[0] || one).getBoundingClientRect();
  const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {at: Number(mark), ring, inView};
}"""


def faults(page: Page) -> list[str]:
    """What a reader who has no mouse would stumble over."""
    names = page.evaluate(MARK)
    found, order = list[str](), list[int]()
    for _ in range(min(len(names), MOST) + FURTHER):
        page.keyboard.press("Tab")
        seen = page.evaluate(SEEN)
        if seen is None or seen["at"] in order:
            continue
        order.append(seen["at"])
        if not seen["ring"]:
            found.append(f"no ring: {names[seen['at']]}")
        if not seen["inView"]:
            found.append(f"out of view: {names[seen['at']]}")
    page.evaluate("document.activeElement.blur()")
    found += [f"not reached: {names[at]}" for at in range(min(len(names), MOST)) if at not in order]
    if order != sorted(order):
        found.append("not in the order of the page")
    return found
