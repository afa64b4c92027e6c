// `<mimir-tls>` by its types; only compiled.
import { MimirTls } from "mimir-tls/embed";

const element = document.querySelector("mimir-tls")!;
element.component = "querier";
element.addEventListener("error", (event) => console.log(event.message));
MimirTls.page = "https://mimir-tls.example/";
const shown: Promise<void> = element.show();

export { shown };
