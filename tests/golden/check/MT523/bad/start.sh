#!/bin/sh
exec mimir -target=ingester $MIMIR_EXTRA
