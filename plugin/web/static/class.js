// The class page by keyboard, and what is ticked: it stays when the rows are fetched anew. Without this file all works by
// links and buttons. Each page shown begins anew, and ends what the one before listened to.
const over = new AbortController(), until = { signal: over.signal };
document.addEventListener("caveat:shown", () => over.abort(), { once: true, ...until });

const rows = document.getElementById("class-rows"), keys = document.getElementById("keys");
const told = document.querySelector("[data-chosen]"), all = document.querySelector("[data-tick-all]");
const boxes = () => [...rows.querySelectorAll("input[name=run]")];
const links = () => [...rows.querySelectorAll("tbody th a[href]")];

function count() {
  const n = boxes().filter((box) => box.checked).length;
  const words = n === 0 ? "" : n === 1 ? told.dataset.one : told.dataset.several.replace("{n}", n);
  if (told && told.textContent !== words) told.textContent = words;
}

// What is ticked, and where the keyboard stands, outlive the rows that held them.
let ticked = new Set(), place = "", aside = 0;
rows?.addEventListener("caveat:replacing", () => {
  ticked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
  aside = rows.querySelector(".scroll")?.scrollLeft ?? 0;
  place = document.activeElement?.name === "run" ? document.activeElement.value : "";
}, until);
rows?.addEventListener("caveat:replaced", () => {
  for (const box of boxes()) {
    box.checked = ticked.has(box.value);
    if (place && box.value === place) box.focus({ preventScroll: true });
  }
  rows.querySelector(".scroll")?.scrollTo({ left: aside, behavior: "instant" });
  if (told) count();
}, until);

if (told && all) {
  all.hidden = false;
  rows.addEventListener("change", count, until);
  all.addEventListener("click", () => {
    const some = boxes(), on = !some.every((box) => box.checked);
    for (const box of some) box.checked = on;
    count();
  }, until);
  count();
}

// Single keys can be turned off: whoever speaks to the computer would press them by chance.
const OFF = "caveat-class-keys-off", choice = keys?.querySelector("[data-keys]"), wanted = choice?.querySelector("input");
const kept = { get: () => { try { return localStorage.getItem(OFF); } catch { return null; } },
  set: (off) => { try { off ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF); } catch { /* a private window */ } } };
if (choice) {
  choice.hidden = false;
  wanted.checked = !kept.get();
  wanted.addEventListener("change", () => kept.set(!wanted.checked), until);
}

const isTyping = (element) => element?.closest?.("input:not([type=checkbox]), select, textarea, [contenteditable]");

function step(by) {
  const some = links(), row = document.activeElement?.closest?.("#class-rows tbody tr");
  const here = row ? some.findIndex((link) => row.contains(link)) : -1;
  const next = some[here < 0 ? (by > 0 ? 0 : some.length - 1) : Math.min(Math.max(here + by, 0), some.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function tick() {
  const box = document.activeElement?.closest?.("#class-rows tbody tr")?.querySelector("input[name=run]");
  if (!box) return false;
  box.checked = !box.checked;
  count();
  return true;
}

function press(key) {
  const inRows = document.activeElement?.closest?.("#class-rows tbody");
  if (key === "j" || (key === "ArrowDown" && inRows)) return step(1), true;
  if (key === "k" || (key === "ArrowUp" && inRows)) return step(-1), true;
  if (key === "x") return tick();
  const search = document.querySelector(".filters input[type=search]");
  if (key === "/" && search) return search.focus(), true;
  if (key === "?") return keys.open = true, keys.querySelector("summary").focus(), true;
  return false;
}

if (keys && rows) document.addEventListener("keydown", (event) => {
  if (!wanted.checked || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!isTyping(event.target) && press(event.key)) event.preventDefault();
}, until);
