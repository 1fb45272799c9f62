// LTI postMessage Storage as Canvas has it (canvas-lms ui/shared/lti/jquery/subjects): the page that holds the frame
// keeps a few bytes for the tool's origin. data-storage names how it is to go wrong, if it is.
const keeps = frame && "storage" in frame.dataset;
const trouble = frame?.dataset.storage, forwarding = document.querySelector("iframe[name=post_message_forwarding]");
const stored = new Map(); // of the one origin that is listened to
const LONGEST = 4096, MOST = 100;

function storage(data) {
  const reply = { subject: `${data.subject}.response`, message_id: data.message_id, key: data.key };
  const wrong = (code) => ({ ...reply, error: { code, message: code } });
  if (trouble === "error") return wrong("storage_exhaustion");
  if (typeof data.key !== "string" || !data.message_id) return wrong("bad_request");
  if (data.subject.endsWith("get_data")) return { ...reply, value: trouble === "forgets" ? undefined : stored.get(data.key) };
  const full = stored.size >= MOST && !stored.has(data.key);
  if (full || String(data.value).length > LONGEST) return wrong("storage_exhaustion");
  if (data.value === null || data.value === undefined) stored.delete(data.key); else stored.set(data.key, data.value);
  return { ...reply, value: data.value };
}

function answered(data) {
  const reply = storage(data);
  if (trouble !== "wrong origin") return trouble === "no answer" ? undefined : reply;
  document.querySelector("iframe[name=impostor]").contentWindow.postMessage({ reply, to: frame.dataset.tool }, "*");
}

// An early platform knows the subjects by their old names alone.
const NAMES = ["lti.put_data", "lti.get_data"].map((name) => (trouble === "old names" ? `org.imsglobal.${name}` : name));
const beside = forwarding ? { frame: forwarding.name } : {};

if (keeps) {
  if (!forwarding) for (const name of NAMES) answers[name] = answered;
  answers["lti.capabilities"] = ({ message_id }) => ({
    subject: "lti.capabilities.response", message_id,
    supported_messages: [
      ...Object.keys(answers).filter((subject) => !NAMES.includes(subject)).map((subject) => ({ subject })),
      ...NAMES.map((subject) => ({ subject, ...beside })),
    ],
  });
  addEventListener("message", (event) => { // what the forwarding frame was sent by the tool
    if (!forwarding || event.source !== forwarding.contentWindow || event.data?.from !== frame.dataset.tool) return;
    const reply = NAMES.includes(event.data.asked?.subject) && answered(event.data.asked);
    if (reply) event.source.postMessage({ reply, to: event.data.from }, event.origin);
  });
}
