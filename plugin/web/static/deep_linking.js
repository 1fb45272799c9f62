// Dates are shown in the reader's own zone and sent in UTC; and a button works once.
const two = (number) => String(number).padStart(2, "0");

function begin() {
  const form = document.getElementById("draft");
  if (!form) return; // a page on which nothing can be made
  const dates = [...form.querySelectorAll("input[data-utc]")];
  dates.forEach(showLocal);
  sayZone(form.querySelector("[data-zone]"));
  form.addEventListener("formdata", (event) => {
    for (const input of dates) {
      const moment = new Date(input.value); // without a zone: the reader's own
      if (!Number.isNaN(moment.getTime())) event.formData.set(input.name, moment.toISOString());
    }
  });
  for (const each of document.forms) each.addEventListener("submit", () => setTimeout(press, 0, true));
}

function showLocal(input) {
  const moment = new Date(input.dataset.utc);
  if (Number.isNaN(moment.getTime())) return;
  const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join("-");
  input.value = `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

function sayZone(words) {
  if (!words) return;
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  words.textContent = words.dataset.zone.replace("{zone}", name);
}

function press(pressed) {
  for (const button of document.querySelectorAll("button")) button.disabled = pressed;
}

begin();
// A page that the Back button brings out of the browser's memory has its buttons as they were left: pressed. So has one
// whose form got no answer.
addEventListener("pageshow", () => press(false));
document.addEventListener("caveat:stayed", () => press(false));
