// Stands for ksonnet-util and the library of Kubernetes' objects below it, as far
// as Mimir's library calls them: those two are had from GitHub alone.
local set(path) = function(value) std.foldr(
  function(key, inner) if std.isFunction(inner) then { [key]: value } else { [key]+: inner },
  path,
  function() null
);
local add(path) = function(value) std.foldr(
  function(key, inner) if std.isFunction(inner) then { [key]+: value } else { [key]+: inner },
  path,
  function() null
);

local meta(above) = {
  withName: set(above + ['metadata', 'name']),
  withNamespace: set(above + ['metadata', 'namespace']),
  withLabels: set(above + ['metadata', 'labels']),
  withLabelsMixin: add(above + ['metadata', 'labels']),
  withAnnotations: set(above + ['metadata', 'annotations']),
  withAnnotationsMixin: add(above + ['metadata', 'annotations']),
};

local object(api, kind, name) = { apiVersion: api, kind: kind, metadata: { name: name } };

local pod = ['spec', 'template', 'spec'];

local workload(kind) = {
  local ending = self,
  mixin: ending,
  metadata: meta([]),
  spec: {
    withReplicas: set(['spec', 'replicas']),
    withMinReadySeconds: set(['spec', 'minReadySeconds']),
    withServiceName: set(['spec', 'serviceName']),
    withPodManagementPolicy: set(['spec', 'podManagementPolicy']),
    strategy: { rollingUpdate: {
      withMaxSurge: set(['spec', 'strategy', 'rollingUpdate', 'maxSurge']),
      withMaxUnavailable: set(['spec', 'strategy', 'rollingUpdate', 'maxUnavailable']),
    } },
    updateStrategy: { withType: set(['spec', 'updateStrategy', 'type']) },
    selector: { withMatchLabels: set(['spec', 'selector', 'matchLabels']) },
    persistentVolumeClaimRetentionPolicy: {
      withWhenScaled: set(['spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled']),
      withWhenDeleted: set(['spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted']),
    },
    template: {
      metadata: meta(['spec', 'template']),
      spec: {
        withTolerationsMixin: add(pod + ['tolerations']),
        withNodeSelectorMixin: add(pod + ['nodeSelector']),
        withPriorityClassName: set(pod + ['priorityClassName']),
        withTerminationGracePeriodSeconds: set(pod + ['terminationGracePeriodSeconds']),
        withTopologySpreadConstraints(one): set(pod + ['topologySpreadConstraints'])([one]),
        withVolumesMixin: add(pod + ['volumes']),
        securityContext: { withRunAsUser: set(pod + ['securityContext', 'runAsUser']) },
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: {
          withNodeSelectorTerms(term)::
            set(pod + ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'])([term]),
        } } },
      },
    },
  },
  made(name, replicas, containers, labels):: object('apps/v1', kind, name) + {
    spec: {
      replicas: replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels: labels }, spec: { containers: containers } },
    },
  },
};

local containerPort = {
  new(port):: { containerPort: port },
  newNamed(containerPort, name):: { name: name, containerPort: containerPort },
};

local envVar = {
  new(name, value):: { name: name, value: value },
  fromFieldPath(name, path):: { name: name, valueFrom: { fieldRef: { fieldPath: path } } },
};

local container = {
  mixin: container,
  envType: envVar,
  new(name, image):: { name: name, image: image, imagePullPolicy: 'IfNotPresent' },
  withPorts: set(['ports']),
  withArgs: set(['args']),
  withArgsMixin: add(['args']),
  withEnvMixin: add(['env']),
  withEnvMap(map):: { env+: [{ name: key, value: map[key] } for key in std.objectFields(map)] },
  withVolumeMountsMixin: add(['volumeMounts']),
  readinessProbe: {
    httpGet: {
      withPath: set(['readinessProbe', 'httpGet', 'path']),
      withPort: set(['readinessProbe', 'httpGet', 'port']),
    },
    withInitialDelaySeconds: set(['readinessProbe', 'initialDelaySeconds']),
    withTimeoutSeconds: set(['readinessProbe', 'timeoutSeconds']),
  },
};

local volumes(name, volume, mount) = { spec+: { template+: { spec+: {
  volumes+: [{ name: name } + volume],
  containers: [one { volumeMounts+: [{ name: name } + mount] } for one in super.containers],
} } } };

{
  local here = self,
  _config+:: { namespace: error 'no namespace' },

  core:: { v1:: {
    container: container,
    containerPort: containerPort,
    envVar: envVar,
    namespace: { new(name):: object('v1', 'Namespace', name) },
    configMap: { new(name):: object('v1', 'ConfigMap', name), withData: set(['data']) },
    persistentVolumeClaim: {
      mixin: {
        metadata: meta([]),
        spec: {
          withStorageClassName: set(['spec', 'storageClassName']),
          withAccessModes(modes):: set(['spec', 'accessModes'])([modes]),
          resources: { withRequests: set(['spec', 'resources', 'requests']) },
        },
      },
      new():: { apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
    },
    volumeMount: { new(name, path):: { name: name, mountPath: path } },
    service: {
      mixin: self,
      metadata: meta([]),
      new(name, selector, ports):: object('v1', 'Service', name) + { spec: { selector: selector, ports: ports } },
      spec: {
        withClusterIp: set(['spec', 'clusterIP']),
        withPublishNotReadyAddresses: set(['spec', 'publishNotReadyAddresses']),
      },
    },
    servicePort: {
      newNamed(name, port, targetPort):: { name: name, port: port, targetPort: targetPort },
      withProtocol: set(['protocol']),
      withAppProtocol: set(['appProtocol']),
    },
    topologySpreadConstraint: {
      labelSelector: { withMatchLabels: set(['labelSelector', 'matchLabels']) },
      withTopologyKey: set(['topologyKey']),
      withWhenUnsatisfiable: set(['whenUnsatisfiable']),
      withMaxSkew: set(['maxSkew']),
    },
    nodeSelectorTerm: { withMatchExpressions: set(['matchExpressions']) },
    toleration: {
      withKey: set(['key']),
      withValue: set(['value']),
      withOperator: set(['operator']),
      withEffect: set(['effect']),
    },
  } },
  apps:: { v1:: {
    deployment: workload('Deployment') + {
      new(name, replicas, containers, labels={ name: name })::
        self.made(name, replicas, containers, { name: name } + labels),
    },
    statefulSet: workload('StatefulSet') + {
      new(name, replicas, containers, claims=[], labels={ name: name })::
        self.made(name, replicas, containers, { name: name } + labels) +
        { spec+: { volumeClaimTemplates: if std.isArray(claims) then claims else [claims] } },
    },
  } },
  policy:: { v1:: { podDisruptionBudget: {
    mixin: {
      metadata: meta([]),
      spec: {
        withMaxUnavailable: set(['spec', 'maxUnavailable']),
        selector: { withMatchLabels: set(['spec', 'selector', 'matchLabels']) },
      },
    },
    new(name):: object('policy/v1', 'PodDisruptionBudget', name),
  } } },

  util+:: {
    mapToFlags(map, prefix='-')::
      [prefix + key + '=' + map[key] for key in std.objectFields(map) if map[key] != null],
    resourcesRequests(cpu, memory):: { resources+: { requests+: std.prune({ cpu: cpu, memory: memory }) } },
    resourcesLimits(cpu, memory):: { resources+: { limits+: std.prune({ cpu: cpu, memory: memory }) } },
    antiAffinity:: {},
    podPriority(_):: {},
    removeNulls(value):: std.prune(value),
    manifestYaml(value):: std.manifestYamlDoc(value),
    serviceFor(workload, ignored=[]):: here.core.v1.service.new(
      workload.metadata.name,
      workload.spec.template.metadata.labels,
      [
        { name: one.name + '-' + port.name, port: port.containerPort, targetPort: port.containerPort }
        for one in workload.spec.template.spec.containers
        for port in std.get(one, 'ports', [])
      ]
    ),
    volumeMountItem(name, path):: { name: name, path: path },
    volumeMounts(items):: std.foldl(
      function(all, item) all + volumes(item.name, { configMap: { name: item.name } }, { mountPath: item.path }),
      items,
      {}
    ),
    emptyVolumeMount(name, path, _={}, __={}):: volumes(name, { emptyDir: {} }, { mountPath: path }),
  },
}
