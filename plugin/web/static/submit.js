// Word count while typing, drag and drop, and one submission a press.

// As plugin/domain/word_count.py counts: Chinese and Japanese set no spaces between words, nor does Thai.
const scripts = [[/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu, 1.65], [/\p{Script=Thai}/gu, 4.1]];

function words(text) {
  const unspaced = scripts.reduce((sum, [script, each]) => sum + (text.match(script) || []).length / each, 0);
  const rest = scripts.reduce((left, [script]) => left.replace(script, " "), text).split(/\s+/);
  const spaced = rest.filter((piece) => (unspaced ? /[\p{L}\p{N}]/u.test(piece) : piece)).length;
  return spaced + (unspaced && Math.max(Math.round(unspaced), 1));
}

function begin(form) {
  const text = document.getElementById("text"), count = document.querySelector("[data-count]");
  const told = () => {
    const found = words(text.value);
    count.textContent = found ? `${found.toLocaleString()} words` : "";
  };
  text.addEventListener("input", told);
  told();
  takeDrops(document.querySelector("[data-drop]"), document.getElementById("file"));
  const button = form.querySelector("button"), label = button.textContent;
  form.addEventListener("submit", () => {
    setTimeout(() => { button.disabled = true; button.textContent = "Handing in…"; });
  });
  document.getElementById("problem")?.focus();
  // A page that the Back button brings out of the browser's memory has its button as it was left: pressed. So has one
  // whose submission got no answer.
  const free = () => { button.disabled = false; button.textContent = label; };
  addEventListener("pageshow", free);
  document.addEventListener("caveat:stayed", free);
}

function takeDrops(drop, file) {
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) file.files = event.dataTransfer.files;
    });
  }
}

begin(document.getElementById("submit-form"));
