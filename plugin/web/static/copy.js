// A button beside every value that has to be carried elsewhere. Without it a click on the value selects all of it.
// data-copy holds its word; data-copied what it says afterwards.
for (const value of document.querySelectorAll("[data-copy] :is(code, .codes)")) {
  const { copy, copied } = value.closest("[data-copy]").dataset;
  const name = value.closest("dd")?.previousElementSibling.textContent ?? "";
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "quiet copy", textContent: copy, ariaLabel: `${copy} ${name}`.trim() });
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(value.innerText); } catch { return; }
    button.textContent = copied;
    setTimeout(() => { button.textContent = copy; }, 1500);
  });
  if (navigator.clipboard) value.after(button); // absent without https
}
