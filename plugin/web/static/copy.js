// A button beside every value that has to be carried elsewhere. Without it a click on the value selects all of it.
for (const value of document.querySelectorAll("[data-copy] code")) {
  const button = document.createElement("button");
  const name = value.closest("dd")?.previousElementSibling.textContent ?? "the command";
  Object.assign(button, { type: "button", className: "quiet copy", textContent: "Copy", ariaLabel: `Copy ${name}` });
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(value.textContent); } catch { return; }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  if (navigator.clipboard) value.after(button); // absent without https
}
