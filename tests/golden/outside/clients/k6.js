// TLS of k6 as it calls the cluster, Mimir 3.1.0
// made by mimir-tls 0.1.0, plan 08fce14640cd
// its machine has certs/ as /etc/mimir/tls
// SSL_CERT_FILE=/etc/mimir/tls/root.crt k6 run k6.js
import http from "k6/http";
import { check } from "k6";

export const options = {
  tlsAuth: [{ cert: open("/etc/mimir/tls/client.crt"), key: open("/etc/mimir/tls/client.key") }],
  thresholds: { checks: ["rate==1"] },
};

export default function () {
  const answer = http.get("https://queries.example.com:8080/prometheus/api/v1/query?query=up", {
    headers: { "X-Scope-OrgID": "anonymous" },
  });
  check(answer, { "is answered": (it) => it.status === 200 });
}
