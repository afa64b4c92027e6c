(import 'loki/loki.libsonnet') + {
  _config+:: { cluster: 'eu', namespace: 'loki' },
}
