# TLS of the whole cluster, Mimir 3.1.0
# made by mimir-tls 0.1.0, plan c8ca9ae8048c
#
# An overlay for Mimir's own library:
#
#   (import 'mimir/mimir.libsonnet') + (import 'tls.libsonnet') + {
#     _config+:: { namespace: 'mimir', ... },
#   }
#
# Zones and the ruler's own read path follow, since their flags are made of
# these. Consul has no TLS: rings want `memberlist_ring_enabled`, which is the
# library's default.
# The rollout-operator calls pods over http alone: leave its downscaling off.
local flags = import 'flags.libsonnet';

# What each process finds in its folder of certificates, by its target.
local sources = {
  local all = {"projected":{"defaultMode":288,"sources":[{"secret":{"name":"mimir-tls-server","items":[{"key":"tls.crt","path":"server.crt"},{"key":"tls.key","path":"server.key"}]}},{"secret":{"name":"mimir-tls-client","items":[{"key":"tls.crt","path":"client.crt"},{"key":"tls.key","path":"client.key"}]}},{"secret":{"name":"mimir-tls-ca","items":[{"key":"ca.crt","path":"root.crt"}]}}]}},
  'distributor': all,
  'ingester': all,
  'querier': all,
  'query-frontend': all,
  'query-scheduler': all,
  'store-gateway': all,
  'compactor': all,
  'ruler': all,
  'alertmanager': all,
  'overrides-exporter': all,
};

local target(container) =
  [std.substr(arg, 8, std.length(arg)) for arg in container.args if std.startsWith(arg, '-target=')][0];

local mount = {
  spec+: { template+: { spec+: {
    volumes+: [{ name: 'mimir-tls' } + sources[target(super.containers[0])]],
    containers: [
      container { volumeMounts+: [{ name: 'mimir-tls', mountPath: '/etc/mimir/tls', readOnly: true }] }
      for container in super.containers
    ],
  } } },
};

{
  distributor_args+:: flags['distributor'],
  ingester_args+:: flags['ingester'],
  querier_args+:: flags['querier'],
  query_frontend_args+:: flags['query-frontend'],
  query_scheduler_args+:: flags['query-scheduler'],
  store_gateway_args+:: flags['store-gateway'],
  compactor_args+:: flags['compactor'],
  ruler_args+:: flags['ruler'],
  alertmanager_args+:: flags['alertmanager'],
  overrides_exporter_args+:: flags['overrides-exporter'],

  util+:: {
    readinessProbe+:: { readinessProbe+: { httpGet+: { scheme: 'HTTPS' } } },
  },

} + {
  ruler_args+:: {
    'ruler.alertmanager-url':
      'https://alertmanager.%(namespace)s.svc.%(cluster_domain)s:%(server_http_port)s/alertmanager' % $._config,
  },

  mimirVolumeMounts+:: mount,
}
