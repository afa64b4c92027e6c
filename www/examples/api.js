// What another page does with the engine: import it, start it, call it.
import init, { options, prove, version } from "../engine.js";

const at = (id) => document.getElementById(id);

function list() {
  const rows = at("options");
  rows.replaceChildren();
  try {
    const found = options({ component: at("component").value, release: at("release").value });
    at("counted").textContent = `${found.length} TLS options`;
    for (const option of found) {
      const row = rows.insertRow();
      row.insertCell().textContent = option.flag;
      row.insertCell().textContent = option.default || "–";
    }
  } catch (error) {
    at("counted").textContent = `${error.code}: ${error.message}`;
  }
}

function proveDefault() {
  const started = performance.now();
  const proof = prove({});
  at("proof").textContent = `${proof.links.length} links, ${proof.holds ? "all as the plan wants them" : "not all as the plan wants them"}, in ${Math.round(performance.now() - started)} ms`;
}

await init();
document.title = `mimir-tls ${version()} – the JavaScript API`;
list();
at("component").addEventListener("input", list);
at("release").addEventListener("input", list);
at("prove").addEventListener("click", proveDefault);
