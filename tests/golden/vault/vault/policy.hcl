# TLS of the whole cluster, Mimir 3.1.0
# made by mimir-tls 0.1.0, plan 4a481ae349cb
# for the agent: a certificate of each role
path "mimir-mimir-pki/issue/mimir-tls-server" {
  capabilities = ["create", "update"]
}
path "mimir-mimir-pki/issue/mimir-tls-client" {
  capabilities = ["create", "update"]
}
# for Mimir's own client: what lies in the store
path "mimir-mimir-kv/data/etc/mimir-tls/*" {
  capabilities = ["read"]
}
