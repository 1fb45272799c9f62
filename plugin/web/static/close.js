// Back to the platform that began the registration (LTI Dynamic Registration 1.0): it closes its frame or tab.
const platform = window.opener || (window.parent !== window ? window.parent : null);
const button = document.querySelector("[data-close]");
if (platform) {
  button.hidden = false;
  document.querySelector("[data-alone]").hidden = true;
  button.focus();
  button.addEventListener("click", () => {
    platform.postMessage({ subject: "org.imsglobal.lti.close" }, "*"); // says that we are done, nothing else
  });
}
