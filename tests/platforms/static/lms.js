document.querySelector("form[data-self]")?.submit();

// What the page that holds the frame answers to the tool, and to nobody else.
const frame = document.querySelector("iframe[data-tool]");
const stored = new Map();
const LONGEST = 4096, MOST = 100;

function storage(data) {
  const reply = { subject: `${data.subject}.response`, message_id: data.message_id, key: data.key };
  if (typeof data.key !== "string" || !data.message_id) return { ...reply, error: { code: "bad_request", message: "key and message_id" } };
  if (data.subject === "lti.get_data") return { ...reply, value: stored.get(data.key) };
  const full = stored.size >= MOST && !stored.has(data.key);
  if (full || String(data.value).length > LONGEST) return { ...reply, error: { code: "storage_exhaustion", message: "too much" } };
  if (data.value === null || data.value === undefined) stored.delete(data.key); else stored.set(data.key, data.value);
  return { ...reply, value: data.value };
}

const answers = {
  // Canvas sizes the frame to what the page in it asks for; a tool is not trusted with any height.
  "lti.frameResize": ({ height }) => {
    if (Number.isFinite(Number(height))) frame.style.height = `${Math.min(Math.max(Number(height), 400), 20000)}px`;
  },
};
if (frame && "storage" in frame.dataset) { // LTI postMessage Storage: Canvas has it, Moodle has not
  Object.assign(answers, { "lti.put_data": storage, "lti.get_data": storage });
  answers["lti.capabilities"] = ({ message_id }) => ({
    subject: "lti.capabilities.response", message_id,
    supported_messages: Object.keys(answers).map((subject) => ({ subject })),
  });
}

window.addEventListener("message", (event) => {
  if (!frame || event.origin !== frame.dataset.tool || event.source !== frame.contentWindow) return;
  const reply = Object.hasOwn(answers, event.data?.subject) && answers[event.data.subject](event.data);
  if (reply) event.source.postMessage(reply, event.origin);
});
