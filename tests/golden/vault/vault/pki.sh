#!/bin/sh
# TLS of the whole cluster, Mimir 3.1.0
# made by mimir-tls 0.1.0, plan 4a481ae349cb
# run it once, with VAULT_ADDR set and a token that may make engines and policies
set -eu
cd "$(dirname "$0")"

vault secrets enable -path=mimir-mimir-pki -max-lease-ttl=87600h pki
vault write -format=json mimir-mimir-pki/root/generate/internal - >/dev/null <<'EOF'
{
  "organization": [
    "Mimir"
  ],
  "common_name": "root",
  "exclude_cn_from_sans": true,
  "key_type": "ed25519",
  "key_bits": 0,
  "max_path_length": 0,
  "ttl": "87600h"
}
EOF

vault write mimir-mimir-pki/roles/mimir-tls-server - <<'EOF'
{
  "organization": [
    "Mimir"
  ],
  "allowed_domains": [
    "mimir.mimir.svc.cluster.local",
    "localhost",
    "mimir-distributor-headless.mimir.svc.cluster.local",
    "mimir-distributor-headless.mimir.svc",
    "mimir-distributor.mimir.svc.cluster.local",
    "mimir-distributor.mimir.svc",
    "mimir-distributor.mimir",
    "mimir-query-frontend.mimir.svc.cluster.local",
    "mimir-query-frontend.mimir.svc",
    "mimir-query-frontend.mimir",
    "mimir-compactor.mimir.svc.cluster.local",
    "mimir-compactor.mimir.svc",
    "mimir-compactor.mimir",
    "mimir-ruler.mimir.svc.cluster.local",
    "mimir-ruler.mimir.svc",
    "mimir-ruler.mimir",
    "mimir-alertmanager-headless.mimir.svc.cluster.local",
    "mimir-alertmanager.mimir.svc.cluster.local",
    "mimir-alertmanager.mimir.svc",
    "mimir-alertmanager.mimir"
  ],
  "allow_bare_domains": true,
  "allow_subdomains": false,
  "allow_wildcard_certificates": false,
  "allow_localhost": true,
  "allow_ip_sans": true,
  "cn_validations": [
    "disabled"
  ],
  "server_flag": true,
  "client_flag": false,
  "key_usage": [
    "DigitalSignature"
  ],
  "key_type": "ed25519",
  "key_bits": 0,
  "basic_constraints_valid_for_non_ca": true,
  "not_before_duration": "10m",
  "ttl": "17520h",
  "max_ttl": "17520h"
}
EOF

vault write mimir-mimir-pki/roles/mimir-tls-client - <<'EOF'
{
  "organization": [
    "Mimir"
  ],
  "allowed_domains": [],
  "allow_bare_domains": true,
  "allow_subdomains": false,
  "allow_wildcard_certificates": false,
  "allow_localhost": false,
  "allow_ip_sans": false,
  "cn_validations": [
    "disabled"
  ],
  "server_flag": false,
  "client_flag": true,
  "key_usage": [
    "DigitalSignature"
  ],
  "key_type": "ed25519",
  "key_bits": 0,
  "basic_constraints_valid_for_non_ca": true,
  "not_before_duration": "10m",
  "ttl": "17520h",
  "max_ttl": "17520h"
}
EOF

vault policy write mimir-mimir policy.hcl

# where Kubernetes may log in already; see `vault auth enable`
vault write auth/kubernetes/role/mimir-mimir bound_service_account_names='mimir' \
  bound_service_account_namespaces='mimir' token_policies=mimir-mimir token_ttl=1h
