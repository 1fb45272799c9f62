// Word count while typing, drag and drop, and one submission a press, with its progress. Without this the form is sent
// as any other; with it nothing that was typed or chosen is lost, whatever becomes of the sending.
import { refused } from "./session_words.js";
import { upload } from "./upload.js";
import { words } from "./words.js";

function begin(form) {
  if (!form) return; // what is handed in to the LMS has no form here
  countWords(document.getElementById("text"), document.querySelector("[data-count]"));
  const file = document.getElementById("file");
  takeFiles(form.querySelector("[data-drop]"), file, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, file);
  });
  const problem = document.getElementById("problem");
  if (!problem.hidden) problem.focus();
}

function countWords(text, count) {
  let waits;
  const tell = () => {
    const found = words(text.value), shape = found === 1 ? count.dataset.one : count.dataset.more;
    count.textContent = found ? shape.replace("{n}", found.toLocaleString(document.documentElement.lang)) : "";
  };
  text.addEventListener("input", () => { // a long text is not counted anew at every key
    clearTimeout(waits);
    waits = setTimeout(tell, text.value.length > 50_000 ? 400 : 0);
  });
  tell();
}

function takeFiles(drop, file, form) {
  const chosen = drop.querySelector("[data-chosen]");
  const tell = () => {
    const one = file.files[0];
    chosen.hidden = !one;
    chosen.querySelector("bdi").textContent = one?.name ?? "";
    say(form, one && one.size > Number(form.dataset.most) ? form.dataset.large : "");
  };
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name !== "drop" || !event.dataTransfer.files.length) return;
      file.files = event.dataTransfer.files;
      tell();
    });
  }
  drop.querySelector("[data-droppable]").hidden = false;
  file.addEventListener("change", tell);
  chosen.querySelector("button").addEventListener("click", () => { file.value = ""; tell(); file.focus(); });
  tell();
}

async function send(form, file) {
  const button = form.querySelector("button[type=submit]"), cancel = form.querySelector("[data-cancel]");
  if (button.disabled) return;
  const stop = new AbortController(), stopped = () => stop.abort();
  cancel.addEventListener("click", stopped);
  document.getElementById("problem").hidden = true; // of an earlier try
  press(form, true);
  try {
    const answer = await upload(form, { progress: (share) => tell(form, share), signal: stop.signal });
    if (!answer) return; // the receipt is on its way: the button stays pressed
    show(form, answer.text);
  } catch (why) {
    press(form, false);
    say(form, form.dataset[why] ?? form.dataset.lost);
  } finally {
    cancel.removeEventListener("click", stopped);
  }
}

function press(form, pressed) {
  const bar = form.querySelector("[data-progress]");
  form.querySelector("button[type=submit]").disabled = pressed;
  form.querySelector("[data-cancel]").hidden = !pressed;
  bar.hidden = !pressed;
  bar.querySelector("progress").hidden = !pressed;
  bar.querySelector("progress").value = 0;
  bar.querySelector("p").setAttribute("role", "status");
  bar.querySelector("p").textContent = pressed ? form.dataset.sending : "";
  if (!pressed) document.dispatchEvent(new Event("caveat:stayed"));
}

function tell(form, share) {
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(Math.floor(share * 100) / 100);
  form.querySelector("progress").value = share * 100;
  form.querySelector("[data-progress] p").textContent =
    share < 1 ? form.dataset.sent.replace("{percent}", percent) : form.dataset.arrived;
}

function say(form, sentence) {
  const bar = form.querySelector("[data-progress]");
  bar.hidden = !sentence;
  bar.querySelector("progress").hidden = true;
  bar.querySelector("p").setAttribute("role", "alert");
  bar.querySelector("p").textContent = sentence;
}

// A refusal: of what was sent, said in its place; or of the visit itself, said above the page as it stands.
function show(form, text) {
  press(form, false);
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("problem");
  if (!fresh) return void (refused(text) || say(form, form.dataset.lost));
  const here = document.getElementById("problem");
  here.innerHTML = fresh.innerHTML;
  here.hidden = false;
  here.focus();
}

begin(document.getElementById("submit-form"));
// A page that the Back button brings out of the browser's memory has its button as it was left: pressed.
addEventListener("pageshow", () => {
  const form = document.getElementById("submit-form");
  if (form) press(form, false);
});
