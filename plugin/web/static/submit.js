// Word count while typing, drag and drop, and one submission a press.
const text = document.getElementById("text"), file = document.getElementById("file");
const count = document.querySelector("[data-count]"), drop = document.querySelector("[data-drop]");
const form = document.getElementById("submit-form");

function words() {
  const found = text.value.trim().split(/\s+/).filter(Boolean).length;
  count.textContent = found ? `${found.toLocaleString()} words` : "";
}
text.addEventListener("input", words);
words();

for (const name of ["dragover", "dragleave", "drop"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", name === "dragover");
    if (name === "drop" && event.dataTransfer.files.length) file.files = event.dataTransfer.files;
  });
}
const button = form.querySelector("button"), label = button.textContent;
form.addEventListener("submit", () => {
  setTimeout(() => { button.disabled = true; button.textContent = "Handing in…"; });
});
// A page that the Back button brings out of the browser's memory has its button as it was left: pressed.
addEventListener("pageshow", () => { button.disabled = false; button.textContent = label; });
document.getElementById("problem")?.focus();
