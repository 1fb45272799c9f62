// Files that would be refused are named before they are sent: what was typed would be lost with the page.
function begin(form) {
  if (!form) return;
  const files = form.querySelector("input[type=file]"), said = form.querySelector("[data-said]");
  const refused = () => {
    const chosen = [...files.files], size = chosen.reduce((sum, file) => sum + file.size, 0);
    if (chosen.length > Number(form.dataset.files)) return form.dataset.many;
    return size > Number(form.dataset.most) ? form.dataset.large : "";
  };
  const tell = () => {
    said.textContent = refused();
    said.hidden = !said.textContent;
  };
  files.addEventListener("change", tell);
  form.addEventListener("submit", (event) => {
    if (!refused()) return;
    event.preventDefault();
    tell();
    files.focus();
  });
}

begin(document.querySelector("[data-reply]"));
