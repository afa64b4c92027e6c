#!/bin/sh
exec mimir -target="$1" -config.file=/etc/mimir/mimir.yaml
