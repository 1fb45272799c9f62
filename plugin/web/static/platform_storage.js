// LTI postMessage Storage: the platform's page keeps a few bytes for us where our own cookies are blocked.
// `origin` is that of the platform's authorization endpoint, which alone may read what is put and answer for it;
// `target` names the frame of the platform that keeps things: "_parent", or one beside ours.
// A page of the LMS that is still loading answers late; who waits here sees that Caveat opens.
const CAPABILITIES_MS = 1000, ANSWER_MS = 5000;
const OLD = "org.imsglobal."; // subjects of early implementations

export async function platformStorage(origin, target) {
  const host = window.parent !== window ? window.parent : window.opener;
  if (!host) throw new Error("no platform");
  const known = await supported(host);
  const send = (subject, key, value) => {
    const [name, frame] = known ? named(known, subject) : [subject, target];
    const message = value === undefined ? { key } : { key, value };
    return exchange(windowOf(host, frame ?? target), { subject: name, ...message }, origin, ANSWER_MS);
  };
  return {
    get: async (key) => (await send("lti.get_data", key)).value,
    put: async (key, value) => {
      if ((await send("lti.put_data", key, value)).value !== value) throw new Error("not kept");
    },
  };
}

// A platform that names its frame in the login but knows no such question is asked plainly.
async function supported(host) {
  try {
    const answer = await exchange(host, { subject: "lti.capabilities" }, "*", CAPABILITIES_MS);
    return Array.isArray(answer.supported_messages) ? answer.supported_messages : [];
  } catch { return undefined; }
}

function named(known, subject) {
  const found = [subject, OLD + subject].map((name) => known.find((message) => message?.subject === name)).find(Boolean);
  if (!found) throw new Error("unsupported");
  return [found.subject, typeof found.frame === "string" ? found.frame : undefined];
}

function windowOf(host, frame) {
  const found = frame === "_parent" ? host : host.frames[frame]; // of another site: throws where there is none
  if (!found) throw new Error("no such frame");
  return found;
}

// Anybody in the page may write to us: only the asked window's answer about abilities counts, and of what is kept only
// the answer from the right origin.
function exchange(asked, message, origin, milliseconds) {
  const message_id = crypto.randomUUID(), expected = `${message.subject}.response`;
  return new Promise((resolve, reject) => {
    const done = (settle, what) => { clearTimeout(timer); removeEventListener("message", listen); settle(what); };
    const listen = ({ data, source, origin: from }) => {
      if (origin === "*" ? source !== asked : from !== origin) return;
      if (data?.message_id !== message_id || data.subject !== expected) return;
      if (data.error) done(reject, new Error("refused")); else done(resolve, data);
    };
    const timer = setTimeout(() => done(reject, new Error("no answer")), milliseconds);
    addEventListener("message", listen);
    asked.postMessage({ ...message, message_id }, origin);
  });
}
