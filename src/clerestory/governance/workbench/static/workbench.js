// A garnish: passkeys need the browser's own hand; keys for those who like them. Every page works without it.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function forBrowser(options) {
  const made = { ...options, challenge: bytes(options.challenge) };
  if (made.user) made.user = { ...made.user, id: bytes(made.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (made[list]) made[list] = made[list].map((each) => ({ ...each, id: bytes(each.id) }));
  }
  return made;
}

function forServer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
}

async function askDevice(form) {
  const body = new URLSearchParams({ token: form.elements.token.value });
  const told = await fetch(form.dataset.question, { method: "POST", body, credentials: "same-origin" });
  if (told.redirected) { window.location.assign(told.url); return null; }
  if (!told.ok) throw new Error();
  const publicKey = forBrowser(await told.json());
  const make = form.dataset.passkey === "create";
  return forServer(await (make ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey })));
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) break;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const status = form.querySelector("[role=status]");
    status.textContent = "Your device asks you now.";
    try {
      const answer = await askDevice(form);
      if (answer) { form.elements.answer.value = answer; form.submit(); }
    } catch {
      status.textContent = "That did not work. Try again, or choose another way.";
    }
  });
}

// g then a letter goes to a place of the rail; ? shows the keys; j and k walk through tables' links and votes. Who speaks
// to their computer, or meets keys by accident, turns them off (WCAG 2.1.4); this browser remembers it.
const TYPED_IN = "textarea, select, input:not([type=radio], [type=checkbox])";
let waits = 0;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPED_IN) || localStorage.keys === "off") return;
  if (event.key === "?") { window.location.assign("/help"); return; }
  if (event.key === "g") { waits = Date.now(); return; }
  if (Date.now() - waits < 1500) {
    const place = [...document.querySelectorAll(".rail a")].find((link) => link.dataset.key === event.key);
    if (place) { waits = 0; place.click(); }
    return;
  }
  if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
});

for (const button of document.querySelectorAll("[data-keys]")) {
  const say = () => { button.textContent = localStorage.keys === "off" ? "Turn these keys on" : "Turn these keys off"; };
  button.addEventListener("click", () => { localStorage.keys = localStorage.keys === "off" ? "on" : "off"; say(); });
  button.hidden = false;
  say();
}

const STOPS = ["th a", "input[type=checkbox]", ".vote input:checked", ".vote:not(:has(:checked)) .yes"];
function walk(step) {
  const links = [...document.querySelectorAll(STOPS.map((each) => `main tbody ${each}`).join())];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  links[Math.min(links.length - 1, Math.max(0, at + step))].focus();
}

// The countdown of an incident goes on without asking again; when it is over the page says what became of it.
for (const shown of document.querySelectorAll("[data-left]")) {
  const until = Date.now() + 1000 * shown.dataset.left, ring = shown.parentElement.querySelector(".left");
  const tick = setInterval(() => {
    const left = Math.max(0, Math.round((until - Date.now()) / 1000));
    shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    ring.setAttribute("stroke-dasharray", `${Math.round(left / shown.dataset.whole * 339)} 339`);
    if (!left) clearInterval(tick);
  }, 1000);
}
