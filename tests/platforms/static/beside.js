// A frame beside the tool's: passes on to the page what the tool says, and to the tool what the page answers. On the
// origin of the authorization endpoint it is Canvas's forwarding frame; on any other it is an impostor.
addEventListener("message", ({ data, source, origin }) => {
  if (source !== parent) parent.postMessage({ asked: data, from: origin }, "*");
  else if (data?.reply) parent.frames.tool.postMessage(data.reply, data.to);
});
