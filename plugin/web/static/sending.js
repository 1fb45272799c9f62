// A large file is sent with word of how much has left, and a refusal leaves the form as it is, the chosen file too.
// Without this the form is sent as any other.
import { upload } from "./upload.js";

function begin(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

async function send(form) {
  const cancel = form.querySelector("[data-cancel]"), stop = new AbortController(), stopped = () => stop.abort();
  if (form.querySelector("[type=submit]").disabled) return;
  if (form.querySelector("[type=file]").files[0]?.size > Number(form.dataset.most)) return say(form, form.dataset.large);
  cancel.addEventListener("click", stopped);
  press(form, true);
  try {
    const answer = await upload(form, { progress: (share) => tell(form, share), signal: stop.signal });
    if (answer) refuse(form, answer.text); // else the next page is on its way: the button stays pressed
  } catch (why) {
    press(form, false);
    say(form, form.dataset[why] ?? form.dataset.lost);
  } finally {
    cancel.removeEventListener("click", stopped);
  }
}

function press(form, pressed) {
  form.querySelector("[type=submit]").disabled = pressed;
  form.querySelector("[data-cancel]").hidden = !pressed;
  form.querySelector(".progress").hidden = !pressed;
  form.querySelector("progress").hidden = !pressed;
  form.querySelector("#sending").textContent = "";
}

function tell(form, share) {
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(Math.floor(share * 100) / 100);
  form.querySelector("progress").value = share * 100;
  form.querySelector("#sending").textContent = share < 1 ? form.dataset.sent.replace("{percent}", percent) : form.dataset.arrived;
}

function say(form, sentence) {
  form.querySelector(".progress").hidden = false;
  form.querySelector("progress").hidden = true;
  form.querySelector("#sending").textContent = sentence;
}

function refuse(form, text) {
  press(form, false);
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("problem");
  if (!fresh) return say(form, form.dataset.lost);
  const here = document.getElementById("problem");
  here.innerHTML = fresh.innerHTML;
  here.focus();
}

for (const form of document.querySelectorAll("form[data-upload]")) begin(form);
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-upload]")) press(form, false); });
