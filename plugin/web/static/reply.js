// Files that would be refused are named before they are sent, and whatever becomes of the sending, nothing that was typed
// or chosen is lost. Without this the form is sent as any other.
import { refused as refusedVisit } from "./session_words.js";
import { upload } from "./upload.js";

function begin(form) {
  if (!form) return;
  const files = form.querySelector("input[type=file]");
  files.addEventListener("change", () => say(form, refused(form)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const why = refused(form);
    if (!why) return void send(form);
    stayed(form, why);
    files.focus();
  });
}

function refused(form) {
  const chosen = [...form.querySelector("input[type=file]").files], size = chosen.reduce((sum, file) => sum + file.size, 0);
  if (chosen.length > Number(form.dataset.files)) return form.dataset.many;
  return size > Number(form.dataset.most) ? form.dataset.large : "";
}

async function send(form) {
  const button = form.querySelector("button[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  document.getElementById("reply-problem")?.remove(); // of an earlier try
  try {
    const answer = await upload(form, { progress: (share) => tell(form, share), signal: new AbortController().signal, lead });
    if (answer) show(form, answer.text); // else the reply is on its way into the page: the button stays pressed
  } catch {
    stayed(form, form.dataset.lost);
  }
}

// The page that it leads to is this one, with the reply.
function lead() {
  location.hash = "replies";
  location.reload();
}

function show(form, text) {
  const fresh = new DOMParser().parseFromString(text, "text/html"), problem = fresh.getElementById("reply-problem");
  stayed(form, "");
  if (problem) {
    problem.querySelector("[data-files-again]")?.remove(); // here they are kept
    form.before(problem);
  } else if (fresh.getElementById("replies")) { // no reply is taken any more; what was typed stands in there
    document.getElementById("replies").replaceWith(fresh.getElementById("replies"));
  } else if (!refusedVisit(text)) {
    say(form, form.dataset.lost);
  }
}

function stayed(form, sentence) {
  form.querySelector("button[type=submit]").disabled = false;
  say(form, sentence);
  document.dispatchEvent(new Event("caveat:stayed"));
}

function tell(form, share) {
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(Math.floor(share * 100) / 100);
  say(form, form.dataset.sent.replace("{percent}", percent), "status");
}

function say(form, sentence, role = "alert") {
  const said = form.querySelector("[data-said]");
  said.setAttribute("role", role);
  said.textContent = sentence;
  said.hidden = !sentence;
}

begin(document.querySelector("[data-reply]"));
