module mimir-tls/tests/targets/neighbours

go 1.25.9
