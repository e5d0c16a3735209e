{{/* One policy for one part: takes a dict of root, part, and ingress and egress, lists of names of rules below. */}}
{{- define "cds.networkPolicy" -}}
{{- $this := . }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "cds.fullname" .root }}-{{ .part }}
  labels:
    {{- include "cds.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "cds.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  {{- with .ingress }}
  ingress:
    {{- range . }}
    {{- include (printf "cds.from.%s" .) $this.root | nindent 4 }}
    {{- end }}
  {{- end }}
  egress:
    {{- include "cds.to.dns" .root | nindent 4 }}
    {{- range .egress }}
    {{- include (printf "cds.to.%s" .) $this.root | nindent 4 }}
    {{- end }}
{{- end }}

{{/* Pods of parts of this release. Takes a dict of root and parts. */}}
{{- define "cds.peers" -}}
- podSelector:
    matchLabels:
      cds/release: {{ .root.Release.Name }}
    matchExpressions:
      - {key: cds/part, operator: In, values: [{{ join ", " .parts }}]}
{{- end }}

{{- define "cds.namespacePeer" -}}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ . }}
{{- end }}

{{/* Takes cidrs and ports. */}}
{{- define "cds.toAddresses" -}}
- to:
    {{- range .cidrs }}
    - ipBlock: {cidr: {{ . }}}
    {{- end }}
  ports:
    {{- range .ports }}
    - {port: {{ . }}, protocol: TCP}
    {{- end }}
{{- end }}

{{- define "cds.jobParts" -}}
job-documents, job-payments, job-service-requests, job-declared-figures, job-alerts
{{- end }}

{{/* --- To --- */}}

{{- define "cds.to.dns" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ .Values.networkPolicy.dns.namespace }}
      podSelector:
        matchLabels:
          {{- toYaml .Values.networkPolicy.dns.podLabels | nindent 10 }}
  ports:
    - {port: 53, protocol: UDP}
    - {port: 53, protocol: TCP}
{{- end }}

{{- define "cds.to.kafka" -}}
{{- if eq .Values.kafka.mode "strimzi" -}}
- to:
    {{- include "cds.peers" (dict "root" . "parts" (list "kafka")) | nindent 4 }}
  ports:
    - {port: {{ include "cds.kafka.port" . }}, protocol: TCP}
{{- else -}}
{{- include "cds.toAddresses" .Values.networkPolicy.external.kafka }}
{{- end }}
{{- end }}

{{- define "cds.to.clickhouse" -}}
{{- if eq .Values.clickhouse.mode "altinity" -}}
- to:
    {{- include "cds.peers" (dict "root" . "parts" (list "clickhouse")) | nindent 4 }}
  ports:
    - {port: 8123, protocol: TCP}
{{- else -}}
{{- include "cds.toAddresses" .Values.networkPolicy.external.clickhouse }}
{{- end }}
{{- end }}

{{- define "cds.to.objectStorage" -}}
{{- include "cds.toAddresses" .Values.networkPolicy.external.objectStorage }}
{{- end }}

{{- define "cds.to.openidConnect" -}}
{{- include "cds.toAddresses" .Values.networkPolicy.external.openidConnect }}
{{- end }}

{{- define "cds.to.notifier" -}}
{{- include "cds.toAddresses" .Values.networkPolicy.external.notifier }}
{{- end }}

{{- define "cds.to.importer" -}}
{{- include "cds.toAddresses" .Values.networkPolicy.external.importer }}
{{- end }}

{{- define "cds.to.apiServer" -}}
{{- include "cds.toAddresses" .Values.networkPolicy.apiServer }}
{{- end }}

{{- define "cds.to.kafkaItself" -}}
- to:
    {{- include "cds.peers" (dict "root" . "parts" (list "kafka")) | nindent 4 }}
{{- end }}

{{/* --- From --- */}}

{{- define "cds.from.boardIngress" -}}
- from:
    {{- include "cds.namespacePeer" .Values.networkPolicy.namespaces.ingress | nindent 4 }}
  ports:
    - {port: 8080, protocol: TCP}
{{- end }}

{{- define "cds.from.gatewayIngress" -}}
- from:
    {{- include "cds.namespacePeer" .Values.networkPolicy.namespaces.ingress | nindent 4 }}
  ports:
    - {port: 8090, protocol: TCP}
{{- end }}

{{/* Takes a dict of root and port. */}}
{{- define "cds.fromMonitoring" -}}
- from:
    {{- include "cds.namespacePeer" .root.Values.networkPolicy.namespaces.monitoring | nindent 4 }}
  ports:
    - {port: {{ .port }}, protocol: TCP}
{{- end }}

{{- define "cds.from.boardMonitoring" -}}{{ include "cds.fromMonitoring" (dict "root" . "port" 9096) }}{{- end }}
{{- define "cds.from.gatewayMonitoring" -}}{{ include "cds.fromMonitoring" (dict "root" . "port" 9096) }}{{- end }}
{{- define "cds.from.importerMonitoring" -}}{{ include "cds.fromMonitoring" (dict "root" . "port" 9097) }}{{- end }}
{{- define "cds.from.notifierMonitoring" -}}{{ include "cds.fromMonitoring" (dict "root" . "port" 9095) }}{{- end }}
{{- define "cds.from.flinkMonitoring" -}}{{ include "cds.fromMonitoring" (dict "root" . "port" 9249) }}{{- end }}
{{- define "cds.from.clickhouseMonitoring" -}}{{ include "cds.fromMonitoring" (dict "root" . "port" 9363) }}{{- end }}

{{- define "cds.from.flinkOperator" -}}
- from:
    {{- include "cds.namespacePeer" .Values.networkPolicy.namespaces.flinkOperator | nindent 4 }}
  ports:
    - {port: 8081, protocol: TCP}
{{- end }}

{{- define "cds.from.clickhouseUsers" -}}
- from:
    {{- include "cds.peers" (dict "root" . "parts" (list "migration" "board" (include "cds.jobParts" .))) | nindent 4 }}
    {{- include "cds.namespacePeer" .Values.networkPolicy.namespaces.clickhouseOperator | nindent 4 }}
  ports:
    - {port: 8123, protocol: TCP}
{{- end }}

{{- define "cds.from.kafkaUsers" -}}
- from:
    {{- include "cds.peers" (dict "root" . "parts" (list "board" "gateway" "notifier" "importer" "simulator" (include "cds.jobParts" .))) | nindent 4 }}
  ports:
    - {port: {{ include "cds.kafka.port" . }}, protocol: TCP}
{{- end }}
