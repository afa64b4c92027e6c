module mimir-tls/tests/change

go 1.25.9

require mimir-tls/tests/mimir/cluster v0.0.0

replace mimir-tls/tests/mimir/cluster => ../mimir/cluster
