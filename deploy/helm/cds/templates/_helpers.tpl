{{/* Names, labels, images and the parts of pods that are the same everywhere. */}}

{{/* What every object is called, and the beginning of its name: the release's name, with "cds" in it. */}}
{{- define "cds.fullname" -}}
{{- if contains "cds" .Release.Name }}{{ .Release.Name | trunc 30 | trimSuffix "-" }}{{ else }}{{ printf "%s-cds" .Release.Name | trunc 30 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* What pods of this release, and of one part of it, are found by. Takes a dict of root and part. */}}
{{- define "cds.selector" -}}
cds/release: {{ .root.Release.Name }}
cds/part: {{ .part }}
{{- end }}

{{- define "cds.labels" -}}
{{ include "cds.selector" . }}
app.kubernetes.io/name: cds
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{/* Takes a dict of root and name, a key of .Values.images. */}}
{{- define "cds.image" -}}
{{- $image := index .root.Values.images .name -}}
{{ $image.repository }}:{{ default .root.Values.images.tag $image.tag }}{{ with $image.digest }}@{{ . }}{{ end }}
{{- end }}

{{- define "cds.pullPolicy" -}}
{{ .root.Values.images.pullPolicy }}
{{- end }}

{{- define "cds.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* Takes the number of the user of the image. */}}
{{- define "cds.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ int64 . }}
runAsGroup: {{ int64 . }}
fsGroup: {{ int64 . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* What stands first in the spec of a pod that is not Flink's. Takes a dict of root and part. */}}
{{- define "cds.podCommon" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- include "cds.scheduling" . }}
securityContext:
  {{- include "cds.podSecurity" (default 9999 .user) | nindent 2 }}
{{- end }}

{{- define "cds.scheduling" -}}
{{- with .root.Values.images.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .root.Values.scheduling.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .root.Values.scheduling.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.scheduling.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: {{ .root.Values.scheduling.spreadOver }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "cds.selector" . | nindent 8 }}
{{- end }}

{{/* A kubelet asks a page; takes a dict of path and port, and of scheme. A start may take three minutes on a busy machine. */}}
{{- define "cds.httpProbes" -}}
startupProbe:
  httpGet: {path: {{ .live }}, port: {{ .port }}, scheme: {{ default "HTTP" .scheme }}}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 36
livenessProbe:
  httpGet: {path: {{ .live }}, port: {{ .port }}, scheme: {{ default "HTTP" .scheme }}}
  periodSeconds: 15
  timeoutSeconds: 10
  failureThreshold: 6
readinessProbe:
  httpGet: {path: {{ .ready }}, port: {{ .port }}, scheme: {{ default "HTTP" .scheme }}}
  periodSeconds: 10
  timeoutSeconds: 10
  failureThreshold: 3
{{- end }}

{{/* The compression libraries of Kafka and ClickHouse unpack native code into /tmp and load it: it is writable. */}}
{{- define "cds.tmpVolume" -}}
- name: tmp
  emptyDir:
    sizeLimit: 512Mi
{{- end }}

{{- define "cds.resources" -}}
resources:
  requests:
    cpu: {{ .cpu | quote }}
    memory: {{ .memory }}
    ephemeral-storage: {{ default "512Mi" .storage }}
  limits:
    {{- with .cpuLimit }}
    cpu: {{ . | quote }}
    {{- end }}
    memory: {{ .memory }}
    ephemeral-storage: {{ default "1Gi" .storageLimit }}
{{- end }}

{{/* --- Kafka --- */}}

{{- define "cds.kafka.isTls" -}}
{{- if has .Values.kafka.security.protocol (list "SSL" "SASL_SSL") }}true{{ end }}
{{- end }}

{{- define "cds.kafka.isSasl" -}}
{{- if has .Values.kafka.security.protocol (list "SASL_PLAINTEXT" "SASL_SSL") }}true{{ end }}
{{- end }}

{{/* Whether clients need a file of settings at all. */}}
{{- define "cds.kafka.isSecured" -}}
{{- if ne .Values.kafka.security.protocol "PLAINTEXT" }}true{{ end }}
{{- end }}

{{- define "cds.kafka.cluster" -}}
{{ include "cds.fullname" . }}-kafka
{{- end }}

{{- define "cds.kafka.port" -}}
{{- if include "cds.kafka.isSecured" . }}9093{{ else }}9092{{ end }}
{{- end }}

{{- define "cds.kafka.servers" -}}
{{- if eq .Values.kafka.mode "strimzi" -}}
{{ include "cds.kafka.cluster" . }}-kafka-bootstrap:{{ include "cds.kafka.port" . }}
{{- else -}}
{{ .Values.kafka.bootstrapServers }}
{{- end }}
{{- end }}

{{/* The programs that run, with a space between their names: each has an account of its own. */}}
{{- define "cds.kafka.users" -}}
{{- $users := list }}
{{- range $job := list "documents" "payments" "service-requests" "declared-figures" "alerts" }}
{{- if (index $.Values.jobs $job).enabled }}{{ $users = append $users $job }}{{ end }}
{{- end }}
{{- range $part := list "board" "gateway" "notifier" "importer" }}
{{- if (index $.Values $part).enabled }}{{ $users = append $users $part }}{{ end }}
{{- end }}
{{- join " " $users }}
{{- end }}

{{/* The account of a part: its name, and the Secret and key of its password. Takes a dict of root and user. */}}
{{- define "cds.kafka.account" -}}
{{- $user := index .root.Values.kafka.security.users .user -}}
{{- if eq .root.Values.kafka.mode "strimzi" -}}
{{- $name := printf "%s-%s" (include "cds.fullname" .root) .user -}}
{{ dict "name" $name "secret" $name "key" "password" | toYaml }}
{{- else -}}
{{ $user | toYaml }}
{{- end }}
{{- end }}

{{/* Secret and key of the certificates that sign Kafka's. */}}
{{- define "cds.kafka.ca" -}}
{{- if eq .Values.kafka.mode "strimzi" -}}
{{ dict "secret" (printf "%s-cluster-ca-cert" (include "cds.kafka.cluster" .)) "key" "ca.crt" | toYaml }}
{{- else -}}
{{ .Values.kafka.security.ca | toYaml }}
{{- end }}
{{- end }}

{{/* Settings of Kafka's clients: no secret stands in them, they name the file that holds it. Takes a dict of root and user. */}}
{{- define "cds.kafka.properties" -}}
{{- $account := include "cds.kafka.account" . | fromYaml -}}
security.protocol={{ .root.Values.kafka.security.protocol }}
{{- if include "cds.kafka.isTls" .root }}
ssl.truststore.type=PEM
ssl.truststore.location=/etc/cds/kafka/ca.crt
{{- end }}
{{- if include "cds.kafka.isSasl" .root }}
sasl.mechanism={{ .root.Values.kafka.security.mechanism }}
config.providers=directory
config.providers.directory.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider
{{- $module := ternary "org.apache.kafka.common.security.plain.PlainLoginModule" "org.apache.kafka.common.security.scram.ScramLoginModule" (eq .root.Values.kafka.security.mechanism "PLAIN") }}
sasl.jaas.config={{ $module }} required username="{{ $account.name }}" password="${directory:/etc/cds/kafka:password}";
{{- end }}
{{- end }}

{{/* The volume with client.properties, the password and the certificates, as /etc/cds/kafka. Takes a dict of root, user, and the name of the ConfigMap. */}}
{{- define "cds.kafka.volume" -}}
{{- $account := include "cds.kafka.account" . | fromYaml -}}
{{- $ca := include "cds.kafka.ca" .root | fromYaml -}}
- name: kafka
  projected:
    defaultMode: 0440
    sources:
      - configMap:
          name: {{ default (printf "%s-kafka-clients" (include "cds.fullname" .root)) .configMap }}
          items:
            - {key: {{ .user }}.properties, path: client.properties}
      {{- if include "cds.kafka.isTls" .root }}
      - secret:
          name: {{ $ca.secret }}
          items:
            - {key: {{ $ca.key }}, path: ca.crt}
      {{- end }}
      {{- if include "cds.kafka.isSasl" .root }}
      - secret:
          name: {{ $account.secret }}
          items:
            - {key: {{ $account.key }}, path: password}
      {{- end }}
{{- end }}

{{- define "cds.kafka.mount" -}}
- {name: kafka, mountPath: /etc/cds/kafka, readOnly: true}
{{- end }}

{{/* --- ClickHouse --- */}}

{{/* HTTP address, without a slash at its end. */}}
{{- define "cds.clickhouse.url" -}}
{{- if eq .Values.clickhouse.mode "altinity" -}}
http://clickhouse-{{ include "cds.fullname" . }}:8123
{{- else -}}
{{ .Values.clickhouse.url | trimSuffix "/" }}
{{- end }}
{{- end }}

{{/* HTTP addresses of all servers, joined by commas. */}}
{{- define "cds.clickhouse.servers" -}}
{{- $cluster := .Values.clickhouse.cluster -}}
{{- if $cluster.name -}}{{ join "," $cluster.servers }}{{- else -}}{{ include "cds.clickhouse.url" . }}{{- end -}}
{{- end }}

{{- define "cds.clickhouse.jdbc" -}}
{{- $hosts := list -}}
{{- $secure := false -}}
{{- range $server := splitList "," (include "cds.clickhouse.servers" .) -}}
{{- $url := urlParse $server -}}
{{- $hosts = append $hosts $url.host -}}
{{- $secure = eq $url.scheme "https" -}}
{{- end -}}
jdbc:clickhouse://{{ join "," $hosts }}/cds{{ if $secure }}?ssl=true{{ end }}
{{- end }}

{{/* The password file of an account, as /etc/cds/secrets/NAME. Takes a dict of root and user. */}}
{{- define "cds.clickhouse.secret" -}}
{{- $user := index .root.Values.clickhouse.users .user -}}
- secret:
    name: {{ $user.secret }}
    items:
      - {key: {{ $user.key }}, path: clickhouse-{{ .user }}}
{{- end }}

{{/* --- Flink --- */}}

{{/* Where checkpoints, savepoints and the data of high availability lie. */}}
{{- define "cds.flink.stateRoot" -}}
{{- if eq .Values.flink.state.type "s3" -}}
s3://{{ .Values.flink.state.s3.bucket }}/{{ default .Release.Name .Values.flink.state.s3.prefix }}
{{- else -}}
file:///state
{{- end }}
{{- end }}

{{/* --- Prometheus --- */}}

{{/* The groups of deploy/prometheus/rules.yml, each metric only of this namespace: a Prometheus of a cluster sees others, too. A job that is to be away is not missed. */}}
{{- define "cds.rules" -}}
{{- $namespace := printf "namespace=%q" .Release.Namespace }}
{{- $away := "" }}
{{- range $job := list "documents" "payments" "service-requests" "declared-figures" "alerts" }}
{{- $values := index $.Values.jobs $job }}
{{- if or (not $values.enabled) (eq $values.state "suspended") }}
{{- $away = printf "%s\nunless on (job_name) label_replace(vector(1), \"job_name\", \"cds_%s\", \"\", \"\")" $away (replace "-" "_" $job) }}
{{- end }}
{{- end }}
{{- $groups := (.Files.Get "files/rules.yml" | fromYaml).groups }}
{{- range $group := $groups }}
{{- range $rule := $group.rules }}
{{- $expression := regexReplaceAll `(^|[^"\w])(up|(?:cds|flink|ClickHouse)\w+)\b` $rule.expr (printf "${1}${2}{%s}" $namespace) }}
{{- $expression = replace (printf "{%s}{" $namespace) (printf "{%s, " $namespace) $expression }}
{{- if and $away (eq $rule.alert "JobNotRunning") }}
{{- $expression = printf "(\n%s\n)%s" (trim $expression) $away }}
{{- end }}
{{- $_ := set $rule "expr" $expression }}
{{- end }}
{{- end }}
{{- toYaml $groups }}
{{- end }}
