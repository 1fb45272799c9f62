// Wherever something is typed that takes thought: what was typed and not sent is not lost unasked. On a report keys lead to the students
// before and after.
import { onKeys } from "./keys.js";

const page = new AbortController(), { signal } = page;
document.addEventListener("caveat:shown", () => page.abort(), { once: true }); // another page has taken its place
let leaving = false, sent = false;

const press = (rel) => () => document.querySelector(`[data-neighbours] a[rel=${rel}]`)?.click();
onKeys({ p: press("prev"), "[": press("prev"), n: press("next"), "]": press("next") }, signal);

const form = document.querySelector("form[data-guarded]"), dialog = document.getElementById("unsaved");
if (form && dialog) guard();

function isUnsaved() {
  const changed = [...form.elements].some((field) => (
    field.type === "radio" ? field.checked !== field.defaultChecked : "defaultValue" in field && field.value !== field.defaultValue
  ));
  return !leaving && !sent && form.isConnected && (changed || "unsaved" in form.dataset);
}

function guard() {
  form.dataset.guarded = "now"; // a script may come later than its page
  addEventListener("beforeunload", (event) => { if (isUnsaved()) event.preventDefault(); }, { signal });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && "file" in link.dataset) stayAMoment();
    if (!link || !leads(link) || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    hold(event, () => link.click());
  }, { capture: true, signal });
  document.addEventListener("submit", (event) => {
    if (event.target === form) sent = true;
    else hold(event, () => event.target.requestSubmit(event.submitter));
  }, { capture: true, signal });
  for (const button of dialog.querySelectorAll("button")) {
    button.addEventListener("click", () => dialog.close(button.value));
  }
  // It got no answer, or the Back button brought the page out of the browser's memory.
  for (const name of ["caveat:stayed", "pageshow"]) {
    for (const target of [document, window]) target.addEventListener(name, () => { sent = leaving = false; }, { signal });
  }
}

// Out of this page: not within it, into another window, or to a file.
function leads(link) {
  const at = new URL(link.href), inside = at.pathname + at.search === location.pathname + location.search;
  return !(inside && at.hash) && ["", "_self"].includes(link.target) && !("file" in link.dataset);
}

// A link to a file begins as any other does, and the page stays.
function stayAMoment() {
  const before = leaving;
  leaving = true;
  setTimeout(() => { leaving = before; }, 2000);
}

function hold(event, goOn) {
  if (!isUnsaved()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  dialog.returnValue = "stay";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "leave") return;
    leaving = true;
    goOn();
  }, { once: true, signal });
  dialog.showModal();
}
