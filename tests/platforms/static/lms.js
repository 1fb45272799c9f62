document.querySelector("form[data-self]")?.submit();
document.querySelector("a[data-onward]")?.click(); // out of the frame, into the window around it

// What the page that holds the frame answers to the tool, and to nobody else.
const frame = document.querySelector("iframe[data-tool]");

const answers = {
  // Canvas sizes the frame to what the page in it asks for; a tool is not trusted with any height.
  "lti.frameResize": ({ height }) => {
    if (Number.isFinite(Number(height))) frame.style.height = `${Math.min(Math.max(Number(height), 400), 20000)}px`;
  },
};
if (frame?.dataset.closes) { // LTI Dynamic Registration: the tool is done
  answers["org.imsglobal.lti.close"] = () => { location.href = frame.dataset.closes; };
}

window.addEventListener("message", (event) => {
  if (!frame || event.origin !== frame.dataset.tool || event.source !== frame.contentWindow) return;
  const reply = Object.hasOwn(answers, event.data?.subject) && answers[event.data.subject](event.data);
  if (reply) event.source.postMessage(reply, event.origin);
});
