// Word count while typing, drag and drop, and one submission a press.
const text = document.getElementById("text"), file = document.getElementById("file");
const count = document.querySelector("[data-count]"), drop = document.querySelector("[data-drop]");
const form = document.getElementById("submit-form");

// As plugin/domain/word_count.py counts: Chinese and Japanese set no spaces between words, nor does Thai.
const scripts = [[/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu, 1.65], [/\p{Script=Thai}/gu, 4.1]];

function words() {
  const unspaced = scripts.reduce((sum, [script, each]) => sum + (text.value.match(script) || []).length / each, 0);
  const rest = scripts.reduce((left, [script]) => left.replace(script, " "), text.value).split(/\s+/);
  const spaced = rest.filter((piece) => (unspaced ? /[\p{L}\p{N}]/u.test(piece) : piece)).length;
  const found = spaced + (unspaced && Math.max(Math.round(unspaced), 1));
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
