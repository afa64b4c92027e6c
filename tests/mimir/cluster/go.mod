module mimir-tls/tests/mimir/cluster

go 1.25.9
