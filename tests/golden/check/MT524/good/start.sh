#!/bin/sh
for target in ingester querier; do
  mimir -target="$target" -config.file=/etc/mimir/mimir.yaml &
done
