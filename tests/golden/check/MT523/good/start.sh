#!/bin/sh
MIMIR_EXTRA="-server.grpc-tls-cert-path=/tls/server.crt -server.grpc-tls-key-path=/tls/server.key"
exec mimir -target=ingester $MIMIR_EXTRA
