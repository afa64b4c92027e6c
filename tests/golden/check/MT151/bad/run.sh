exec /bin/mimir -target=ingester -ingester.ring.unregister-on-shutdown false -server.http-listen-port=8080
