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
form.addEventListener("submit", () => {
  const button = form.querySelector("button");
  setTimeout(() => { button.disabled = true; button.textContent = "Handing in…"; });
});
document.getElementById("problem")?.focus();
