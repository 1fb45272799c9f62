// The two pages of a launch without cookies: before the authorization endpoint the platform is given this login's
// secret to keep; after it the secret is fetched back and sent along as proof that this is the same browser.
import { platformStorage } from "./platform_storage.js";
import { begin, show } from "./session.js";

const page = document.querySelector("[data-storage]");
const { storage: task, origin, target, key, value, url } = page.dataset;

async function put() {
  const storage = await platformStorage(origin, target);
  await storage.put(key, value);
  location.replace(url);
}

async function get() {
  const storage = await platformStorage(origin, target);
  const proof = await storage.get(key);
  if (typeof proof !== "string") throw new Error("nothing kept");
  const response = await fetch(page.getAttribute("action"), {
    method: "POST", body: new URLSearchParams([...new FormData(page)]), headers: { "X-Caveat-Proof": proof },
  });
  storage.put(key, null).catch(() => {}); // used up
  if (!response.ok) return show(await response.text(), new URL(location.href), { push: false });
  const { session, go } = await response.json();
  return begin(session, go);
}

(task === "put" ? put() : get()).catch(() => {
  document.querySelector("[data-wait]").hidden = true;
  document.querySelector("[data-offer]").hidden = false;
});
