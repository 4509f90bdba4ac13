// The search page: looks through search/index.json, here in the browser. Nothing that is typed leaves it.
const form = document.querySelector("[data-index]");
const box = form.querySelector("input");
const found = document.querySelector("[data-found]");
const heading = found.querySelector("h2");
const list = found.querySelector("ol");
const said = document.querySelector("[data-said]");
const root = "../";

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const wordsOf = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
const stem = (word) => (word.length > 3 ? word.replace(/(ies|es|s|y)$/, "") : word);
const begins = (words, asked) => words.some((word) => stem(word).startsWith(stem(asked)) || word.startsWith(asked));

// Every word of a place's name that is asked for must fit; "county" alone names no place.
function placesIn(asked, places) {
  const generic = new Set(places.length ? wordsOf(places[0].name).filter((word) => places.every((p) => wordsOf(p.name).includes(word))) : []);
  let best = [], most = 0;
  for (const place of places) {
    const name = wordsOf(place.name).filter((word) => !generic.has(word));
    const all = name.every((word) => asked.some((one) => one.length > 2 && word.startsWith(one)));
    const some = asked.filter((one) => one.length > 2 && name.some((word) => word.startsWith(one)));
    const score = all ? 10 + name.length : 0;
    if (score > most) { best = []; most = score; }
    if (score && score === most) best.push({ place, used: new Set([...some, ...generic]) });
  }
  return best;
}

function ranked(things, asked) {
  const rows = [];
  for (const thing of things) {
    const title = wordsOf(thing.title), words = thing.words.split(" ").flatMap(wordsOf);
    let score = 0;
    for (const one of asked) score += begins(title, one) ? 3 : begins(words, one) ? 1 : -10;
    if (score > 0) rows.push({ thing, score });
  }
  return rows.sort((a, b) => b.score - a.score);
}

const idle = new Set(wordsOf("a an and are at by for from how i in is it many much my of on or per the there to what when where which who why with"));

function results(query, index) {
  const asked = wordsOf(query).filter((word) => !idle.has(word));
  const rows = [];
  for (const { place, used } of placesIn(asked, index.places)) {
    const rest = asked.filter((word) => !used.has(word));
    const topics = index.topics.filter((topic) => topic.placed);
    const fitting = rest.length ? ranked(topics, rest).map((row) => row.thing) : topics;
    if (!rest.length) rows.push({ title: `${place.name}, all topics`, address: place.address });
    for (const topic of fitting) rows.push({ title: `${topic.title}: ${place.name}`, address: `${topic.address}?place=${encodeURIComponent(place.code)}` });
  }
  for (const { thing } of ranked([...index.topics, ...index.more], asked)) rows.push({ title: thing.title, address: thing.address });
  return asked.length ? rows.slice(0, 40) : [];
}

function show(query, rows) {
  found.hidden = !query;
  list.replaceChildren(...rows.map((row) => {
    const item = document.createElement("li"), link = document.createElement("a");
    link.href = root + row.address;
    link.textContent = row.title;
    item.append(link);
    return item;
  }));
  const number = rows.length === 1 ? "One result" : rows.length ? `${rows.length} results` : "Nothing found";
  heading.textContent = `${number} for “${query}”`;
  said.textContent = query ? heading.textContent : "";
}

const question = () => (new URLSearchParams(location.search).get("q") ?? "").trim().slice(0, 200);

async function search() {
  const query = question();
  box.value = query;
  if (!query) return show("", []);
  try {
    const answer = await fetch(form.dataset.index);
    if (!answer.ok) throw new Error(answer.status);
    const rows = results(query, await answer.json());
    if (query === question()) show(query, rows); // else a newer question has overtaken
  } catch {
    show(query, []);
    said.textContent = heading.textContent = "The search could not be loaded. Please try again.";
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.pushState(null, "", box.value.trim() ? `?q=${encodeURIComponent(box.value.trim())}` : location.pathname);
  search();
});
addEventListener("popstate", search);
search();
