// Where a frame keeps no cookies the page holds its session (plugin/web/page_session.py): links and forms are fetched
// with it in a header, and the page changes in place. Where there is no session all this stands still.
import { refused, unreachable } from "./session_words.js";

const HEADER = "X-Caveat-Session", GO = "X-Caveat-Go", STAY = 4 * 60_000, MOST_HOPS = 8;
let session = document.querySelector("meta[name=caveat-session]")?.content ?? "";
let shown = location.pathname + location.search, turn = 0, renewed = Date.now();
const sending = new WeakSet();

/** fetch, with the session where there is one. */
export function ask(url, options = {}) {
  const headers = new Headers(options.headers);
  if (session) headers.set(HEADER, session);
  return fetch(url, { ...options, headers });
}

/** For requests that are not made by fetch: what they send along. */
export const sealed = () => (session ? { [HEADER]: session } : {});

/** Takes what their answer hands out; true where it leads on to a page, which then comes. */
export function arrive(request, at) {
  keep({ headers: { get: (name) => request.getResponseHeader(name) } });
  const to = request.getResponseHeader(GO);
  if (to) go(new URL(to, at));
  return Boolean(to);
}

/** The first page of a session that has just begun. */
export function begin(fresh, url) {
  session = fresh;
  return go(new URL(url, location.href), { replace: true });
}

export function reload() {
  if (session) go(new URL(location.href), { push: false, y: scrollY }); else location.reload();
}

async function go(at, { push = true, replace = false, y, form, ...options } = {}) {
  const mine = turn += 1;
  document.documentElement.setAttribute("aria-busy", "true");
  try {
    const [response, end] = await follow(at, options);
    if (mine !== turn || !response) return;
    if (!(response.headers.get("Content-Type") ?? "").startsWith("text/html")) return await save(response);
    const text = await response.text();
    if (mine !== turn) return;
    if (form && !response.ok && refused(text)) return;
    show(text, end, { push, replace, y });
  } catch { // no answer at all
    unreachable();
  } finally {
    if (mine === turn) document.documentElement.removeAttribute("aria-busy");
  }
}

// Redirects are told in a header: a script may not see where fetch was led, nor the place within that page.
async function follow(at, options) {
  let response = await keep(await ask(at, options));
  for (let hops = 0; response.headers.has(GO) && hops < MOST_HOPS; hops += 1) {
    at = new URL(response.headers.get(GO), at);
    if (at.origin !== location.origin) return [void location.assign(at), at];
    response = await keep(await ask(at));
  }
  return [response, at];
}

function keep(response) {
  const fresh = response.headers.get(HEADER);
  if (fresh) { session = fresh; renewed = Date.now(); }
  return response;
}

/** Puts the page in the place of the one that is shown. Its own scripts run; those that stay are told "caveat:shown". */
export function show(text, at, { push = true, replace = false, y } = {}) {
  const page = new DOMParser().parseFromString(text, "text/html");
  if (push) {
    if (!replace) history.replaceState({ y: scrollY }, "");
    history[replace ? "replaceState" : "pushState"](null, "", at.pathname + at.search);
  }
  shown = location.pathname + location.search;
  document.title = page.title;
  for (const { name, value } of page.documentElement.attributes) document.documentElement.setAttribute(name, value);
  wear(page);
  document.body.replaceChildren(...page.body.childNodes); // the body itself stays: its height is watched
  document.dispatchEvent(new Event("caveat:shown"));
  for (const script of page.querySelectorAll("script[type=module][src]:not([data-stays])")) {
    import(`${script.getAttribute("src")}?page=${turn}`); // a module runs once for an address
  }
  place(at.hash, y);
}

// A page's own sheets stay once they are there, as the browser's cache would keep them.
function wear(page) {
  for (const sheet of page.querySelectorAll("link[rel=stylesheet]")) {
    const href = sheet.getAttribute("href");
    if (!document.querySelector(`link[rel=stylesheet][href="${CSS.escape(href)}"]`)) document.head.append(sheet);
  }
}

function place(hash, y) {
  const main = document.getElementById("main");
  main.tabIndex = -1;
  if (!document.activeElement || document.activeElement === document.body) main.focus({ preventScroll: true });
  if (hash) location.replace(hash); else scrollTo(0, y ?? 0);
}

async function save(response) {
  const named = /filename="?([^";]+)/.exec(response.headers.get("Content-Disposition") ?? "");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = named?.[1] ?? "caveat";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!session || !link || event.defaultPrevented || event.button) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const at = new URL(link.href), own = ["", "_self"].includes(link.target);
  if (!own || at.origin !== location.origin || (at.hash && at.pathname + at.search === shown)) return;
  event.preventDefault();
  go(at);
});

document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  // Attributes, not properties: a field named "action" stands before the form's own.
  const at = new URL(button?.getAttribute("formaction") ?? form.getAttribute("action") ?? "", location.href);
  if (!session || event.defaultPrevented || at.origin !== location.origin || form.getAttribute("target")) return;
  // Its answer leaves for the platform, and so needs a document with a form-action of its own.
  if ("native" in form.dataset) return carry(form);
  event.preventDefault();
  if (sending.has(form)) return;
  sending.add(form);
  send(form, button, at).finally(() => sending.delete(form));
});

function carry(form) {
  const field = form.querySelector("input[name=session]") ?? form.appendChild(document.createElement("input"));
  Object.assign(field, { type: "hidden", name: "session", value: session });
}

function send(form, button, at) {
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  const plain = () => new URLSearchParams([...data].filter(([, value]) => typeof value === "string"));
  if ((form.getAttribute("method") ?? "get").toLowerCase() !== "post") {
    at.search = plain();
    return go(at, { form });
  }
  const multipart = form.getAttribute("enctype") === "multipart/form-data";
  return go(at, { method: "POST", body: multipart ? data : plain(), form });
}

addEventListener("popstate", (event) => {
  if (!session || location.pathname + location.search === shown) return; // only the place within the page changed
  go(new URL(location.href), { push: false, y: event.state?.y });
});

async function stay() {
  const visit = /^.*\/visits\/[^/]+\//.exec(location.pathname), mine = turn;
  if (!session || !visit || Date.now() - renewed < STAY) return;
  const response = await ask(visit[0] + "session").catch(() => undefined);
  if (response?.ok && mine === turn) keep(response);
}
setInterval(stay, STAY / 4);
document.addEventListener("visibilitychange", stay);
