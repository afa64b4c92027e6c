#!/bin/sh
exec mimir -target=distributor -config.file=/etc/mimir/shared.yaml
