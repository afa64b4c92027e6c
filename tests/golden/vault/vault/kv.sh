#!/bin/sh
# TLS of the whole cluster, Mimir 3.1.0
# made by mimir-tls 0.1.0, plan 4a481ae349cb
# puts certificates and keys where Mimir's own client looks; with VAULT_ADDR and a token as for the PKI
set -eu
cd "$(dirname "$0")"

vault secrets enable -path=mimir-mimir-kv -version=2 kv
vault kv put -mount=mimir-mimir-kv /etc/mimir-tls/root.crt value=@../certs/root.crt
vault kv put -mount=mimir-mimir-kv /etc/mimir-tls/server.crt value=@../certs/server.crt
vault kv put -mount=mimir-mimir-kv /etc/mimir-tls/server.key value=@../certs/server.key
vault kv put -mount=mimir-mimir-kv /etc/mimir-tls/client.crt value=@../certs/client.crt
vault kv put -mount=mimir-mimir-kv /etc/mimir-tls/client.key value=@../certs/client.key
