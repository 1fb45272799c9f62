// Once the window is open the button has done its work: its login can begin once.
for (const form of document.querySelectorAll("[data-new-window]")) {
  form.addEventListener("submit", () => setTimeout(() => {
    const opened = form.parentElement.querySelector("[data-opened]");
    form.hidden = true;
    opened.hidden = false;
    opened.focus();
  }));
}
