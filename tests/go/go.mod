module mimir-tls/tests/go

go 1.25
