#
# An overlay for Mimir's own library:
#
#   (import 'mimir/mimir.libsonnet') + (import 'tls.libsonnet') + {
#     _config+:: { namespace: '{{namespace}}', ... },
#   }
#
# Zones and the ruler's own read path follow, since their flags are made of
# these. Consul has no TLS: rings want `memberlist_ring_enabled`, which is the
# library's default.
{{#tls}}
# The rollout-operator calls pods over http alone: leave its downscaling off.
{{/tls}}
local flags = import '{{flags}}';

# What each process finds in its folder of certificates, by its target.
local sources = {
{{#shared}}
  local all = {{shared}},
{{/shared}}
  {{volume}}
};

local target(container) =
  [std.substr(arg, 8, std.length(arg)) for arg in container.args if std.startsWith(arg, '-target=')][0];

local mount = {
  spec+: { template+: { spec+: {
    volumes+: [{ name: 'mimir-tls' } + sources[target(super.containers[0])]],
    containers: [
      container { volumeMounts+: [{ name: 'mimir-tls', mountPath: '{{cert_dir}}', readOnly: true }] }
      for container in super.containers
    ],
  } } },
};

{
  {{args}}

{{#tls}}
  util+:: {
    readinessProbe+:: { readinessProbe+: { httpGet+: { scheme: 'HTTPS' } } },
  },

{{/tls}}
{{#alerts}}
} + {
  ruler_args+:: {
    'ruler.alertmanager-url':
      'https://alertmanager.%(namespace)s.svc.%(cluster_domain)s:%(server_http_port)s/alertmanager' % $._config,
  },

{{/alerts}}
  mimirVolumeMounts+:: mount,
}
