// Anything with data-live is fetched again until the answer carries data-finished; the page itself never reloads.
// data-part: take only that id out of the answer. data-reload: load the page once the answer no longer waits.
// data-again: fetched again even then, after so many seconds, while somebody looks at the page.
import { ask, reload } from "./session.js";

const FIRST = 700, SLOWEST = 8000;

async function refresh(element, delay) {
  if (!element.isConnected) return; // the page has changed in place
  const next = () => setTimeout(refresh, Math.min(delay * 1.4, SLOWEST), element, delay * 1.4);
  let page;
  try {
    const response = await ask(element.dataset.live, { headers: { Accept: "text/html" } });
    if (response.status === 401 || response.status === 403) return over(element);
    if (!response.ok) return response.status < 500 ? undefined : next();
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch { return next(); }
  if (!element.isConnected) return;
  if ("reload" in element.dataset) {
    return page.querySelector("[data-reload]") ? next() : reload();
  }
  const fresh = element.dataset.part
    ? page.getElementById(element.dataset.part) : page.querySelector("[data-live]");
  if (!fresh) return;
  // Screen readers speak a status only when its words change, and the keyboard's place is lost with the element that
  // held it: unchanged words are left alone, and after a change the same link is focused again.
  localTimes(fresh);
  if (fresh.innerHTML !== element.innerHTML) {
    element.dispatchEvent(new Event("caveat:replacing"));
    const held = element.contains(document.activeElement) && document.activeElement.getAttribute("href");
    element.innerHTML = fresh.innerHTML;
    if (held) element.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
    element.dispatchEvent(new Event("caveat:replaced"));
  }
  element.dataset.state = fresh.dataset.state ?? "";
  if ("finished" in fresh.dataset) { element.dataset.finished = ""; calmly(element); } else next();
}

function calmly(element) {
  if (!element.dataset.again) return;
  setTimeout(() => (document.hidden ? calmly(element) : refresh(element, FIRST)), 1000 * element.dataset.again);
}

// The visit has ended while the page was open: say so instead of standing still. What was typed elsewhere stays.
function over(element) {
  const words = document.createElement("p");
  words.textContent = document.documentElement.dataset.over;
  element.append(words);
}

function localTimes(root) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  for (const time of root.querySelectorAll("time[datetime]")) time.textContent = format.format(new Date(time.dateTime));
}

function begin() {
  localTimes(document);
  for (const element of document.querySelectorAll("[data-live]:not([data-finished])")) setTimeout(refresh, FIRST, element, FIRST);
  document.querySelectorAll("[data-live][data-finished]").forEach(calmly);
}
begin();
document.addEventListener("caveat:shown", begin);
