(import 'mimir/mimir.libsonnet') + {
  _config+:: { cluster: 'eu', namespace: 'mimir' },
}
