// The build puts this in front of each worker: whether a connection is stopped here too,
// asked before there is anything to tell.
addEventListener("message", (event) => {
  const { id, call, args } = event.data;
  if (call !== "sealed") {
    return;
  }
  event.stopImmediatePropagation();
  const answer = (ok) => {
    clearTimeout(timeout);
    removeEventListener("securitypolicyviolation", heard);
    postMessage({ id, ok });
  };
  const heard = ({ effectiveDirective, disposition }) => {
    if (effectiveDirective === "connect-src" && disposition === "enforce") {
      answer(true);
    }
  };
  const timeout = setTimeout(answer, 2000, false);
  addEventListener("securitypolicyviolation", heard);
  fetch(args[0]).catch(() => {});
});

