// A form sent with word of how much has left: fetch cannot say that, XMLHttpRequest can.
import { arrive, sealed } from "./session.js";

/** Resolves with { text, ok } when the answer is to be shown here, with nothing when it leads on to another page, which
 * `lead` then goes to.
 * Rejects with "lost" when there was no answer, with "stopped" when `signal` stopped it. */
export function upload(form, { progress, signal, lead = (url) => location.assign(url) }) {
  const at = new URL(form.getAttribute("action"), location.href), request = new XMLHttpRequest();
  request.open("POST", at);
  for (const [name, value] of Object.entries(sealed())) request.setRequestHeader(name, value);
  request.upload.addEventListener("progress", (event) => progress(event.loaded / (event.total || 1)));
  signal.addEventListener("abort", () => request.abort());
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => resolve(answered(request, at, lead)));
    for (const name of ["error", "timeout"]) request.addEventListener(name, () => reject("lost"));
    request.addEventListener("abort", () => reject("stopped"));
    request.send(new FormData(form));
  });
}

// A redirect was followed already where there are cookies; a page without them is told where to go.
function answered(request, at, lead) {
  if (arrive(request, at)) return undefined;
  const ok = request.status < 400;
  if (ok && request.responseURL && new URL(request.responseURL).pathname !== at.pathname) {
    return void lead(request.responseURL);
  }
  return { text: request.responseText, ok };
}
