// What is said in the page when something that was sent got no answer, or a refusal: what was typed stays. The words
// are those of templates/layout.html, in the reader's language.
const words = document.documentElement.dataset;

/** Shows the refusal of an answer above the page as it stands; false where the answer is a page of its own. */
export function refused(text) {
  const section = new DOMParser().parseFromString(text, "text/html").querySelector("[data-refused]");
  if (!section) return false;
  const title = section.querySelector("h1"), lower = document.createElement("h2");
  lower.textContent = title.textContent;
  title.replaceWith(lower);
  section.classList.replace("narrow", "problem");
  say(section);
  return true;
}

export function unreachable() {
  const section = document.createElement("section"), title = document.createElement("h2"), next = document.createElement("p");
  section.className = "card problem";
  title.textContent = words.silent;
  next.textContent = words.silentNext;
  section.append(title, next);
  say(section);
}

function say(section) {
  const typed = document.createElement("p");
  typed.textContent = words.typed;
  section.append(typed);
  section.id = "said";
  section.setAttribute("role", "alert");
  section.tabIndex = -1;
  document.getElementById("said")?.remove();
  document.getElementById("main").prepend(section);
  section.focus();
  document.dispatchEvent(new Event("caveat:stayed"));
}
