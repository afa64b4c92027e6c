// `<mimir-tls>` in JSX; only compiled.
import "mimir-tls/embed";
import type { ReactElement } from "react";

export const Querier = (): ReactElement => (
  <mimir-tls component="querier" format="yaml flags" release="3.0" theme="dark">
    See the reference.
  </mimir-tls>
);
