/** New markup into the page: only regions that differ; the form keeps its elements, so that focus stays. */

export const region = (id) => document.querySelector(`[data-region="${CSS.escape(id)}"]`);

export function apply(regions, settled) {
  const held = focusedMark();
  for (const [id, markup] of Object.entries(regions)) {
    const element = region(id);
    if (!element || id === "why" || id === "hatch") continue;
    if (id === "filters") sync(element, markup);
    else if (fresh(element, markup)) settled(element);
  }
  if (held) restore(held);
}

const seen = new WeakMap();

function fresh(element, markup) {
  if (seen.get(element) === markup) return false;
  seen.set(element, markup);
  element.innerHTML = markup;
  return true;
}

function focusedMark() {
  const active = document.activeElement;
  const home = active?.closest?.("[data-region]");
  if (!home || active.closest("form")) return null;
  return { home: home.dataset.region, code: active.dataset?.code ?? active.closest("[data-code]")?.dataset.code };
}

function restore({ home, code }) {
  const root = region(home);
  if (!root || root.contains(document.activeElement)) return;
  if (code) root.querySelector(`[data-code="${CSS.escape(code)}"]`)?.focus();
}

/** A form brought to new markup: values, what is greyed, options, hints, links; rebuilt only if its fields differ. */
function sync(form, markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  const names = (root) => [...root.querySelectorAll("select, input")].map((control) => control.id).join();
  if (names(form) !== names(template.content)) return rebuild(form, markup);
  for (const next of template.content.querySelectorAll("select, input, label, a[data-act], [data-region=hint], [data-region=status]")) update(form, next);
}

function rebuild(form, markup) {
  const id = document.activeElement?.id;
  form.innerHTML = markup;
  if (id) document.getElementById(id)?.focus();
}

function update(form, next) {
  const now = next.id ? form.querySelector(`#${CSS.escape(next.id)}`) : form.querySelector(selectorOf(next));
  if (!now) return;
  if (next.matches("select")) options(now, next);
  else if (next.matches("input[type=radio]")) Object.assign(now, { checked: next.checked, disabled: next.disabled });
  else if (next.matches("input")) now !== document.activeElement && (now.value = next.value);
  else if (next.matches("a")) now.setAttribute("href", next.getAttribute("href"));
  else if (now.innerHTML !== next.innerHTML && !next.querySelector("input")) now.innerHTML = next.innerHTML;
  if (next.matches("[data-region=hint]")) now.hidden = next.hidden;
}

function selectorOf(next) {
  if (next.dataset.act) return `[data-act=${next.dataset.act}]`;
  return next.dataset.region ? `[data-region=${next.dataset.region}]` : `label[for="${CSS.escape(next.htmlFor)}"]`;
}

function options(now, next) {
  const value = next.value;
  const same = now.options.length === next.options.length && [...now.options].every((one, at) => one.value === next.options[at].value && one.text === next.options[at].text);
  if (same) [...now.options].forEach((one, at) => (one.disabled = next.options[at].disabled));
  else now.innerHTML = next.innerHTML;
  now.value = value;
}
