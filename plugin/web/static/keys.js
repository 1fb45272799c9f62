// Single keys for a page. They stand still while something is typed, and whoever works by voice can turn them off.
const OFF = "caveat-keys-off";

/** `doing`: what each key does. Until `signal`. */
export function onKeys(doing, signal) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isOff() || isTyping(event.target)) return;
    if (!doing[event.key]) return;
    event.preventDefault();
    doing[event.key]();
  }, { signal });
  for (const box of document.querySelectorAll("[data-keys]")) offer(box);
}

function offer(box) {
  const button = box.querySelector("button");
  const show = () => {
    button.textContent = isOff() ? box.dataset.turnOn : box.dataset.turnOff;
    box.querySelector("[data-keys-list]").hidden = isOff();
  };
  button.addEventListener("click", () => { turn(!isOff()); show(); });
  show();
  box.hidden = false;
}

function isTyping(element) {
  return Boolean(element.closest?.("input, select, textarea, [contenteditable], dialog"));
}

// A frame may be refused any storage: then the choice holds for this page.
let here = false;

function isOff() {
  try { return localStorage.getItem(OFF) !== null; } catch { return here; }
}

function turn(off) {
  here = off;
  try { if (off) localStorage.setItem(OFF, "1"); else localStorage.removeItem(OFF); } catch { /* see above */ }
}
