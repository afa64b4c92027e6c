#!/bin/sh
mimir -target=ingester -server.grpc-tls-cert-path=/tls/server.crt
