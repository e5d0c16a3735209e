{{/* job.properties: where the servers are, and what .Values.jobs.options adds. Flink's own keys stand in the FlinkDeployment. */}}
{{- define "cds.jobOptions" -}}
kafka.bootstrap.servers={{ include "cds.kafka.servers" . }}
{{- if include "cds.kafka.isSecured" . }}
kafka.properties.file=/etc/cds/kafka/client.properties
{{- end }}
clickhouse.url={{ include "cds.clickhouse.jdbc" . }}
clickhouse.user={{ .Values.clickhouse.users.writer.name }}
clickhouse.password.file=/etc/cds/secrets/clickhouse-writer
{{- range $key, $value := .Values.jobs.options }}
{{ $key }}={{ $value }}
{{- end }}
{{- end }}

{{/* The pods of a job: takes a dict of root, job, part and role (jobmanager, taskmanager). */}}
{{- define "cds.flinkPod" -}}
{{- $root := .root -}}
{{- $flink := $root.Values.flink -}}
metadata:
  labels:
    {{- include "cds.labels" (dict "root" $root "part" .part) | nindent 4 }}
    cds/role: {{ .role }}
  annotations:
    # A job with other options is another job: it is stopped with a savepoint and started again.
    cds/options: {{ include "cds.jobOptions" $root | sha256sum | trunc 16 }}
spec:
  enableServiceLinks: false
  {{- include "cds.scheduling" . | nindent 2 }}
  securityContext:
    {{- include "cds.podSecurity" 9999 | nindent 4 }}
  containers:
    - name: flink-main-container
      securityContext:
        {{- include "cds.containerSecurity" . | nindent 8 }}
      env:
        # The entry point of the image links the plugin into the volume of its name.
        {{- if eq $flink.state.type "s3" }}
        - {name: ENABLE_BUILT_IN_PLUGINS, value: {{ $flink.state.s3.plugin }}.jar}
        {{- with $flink.state.s3.credentials }}
        {{- if .secret }}
        - name: AWS_ACCESS_KEY_ID
          valueFrom: {secretKeyRef: {name: {{ .secret }}, key: {{ .accessKey }}}}
        - name: AWS_SECRET_ACCESS_KEY
          valueFrom: {secretKeyRef: {name: {{ .secret }}, key: {{ .secretKey }}}}
        {{- end }}
        {{- end }}
        {{- end }}
        - {name: FLINK_LOG_DIR, value: /tmp}
      {{- if eq .role "jobmanager" }}
      {{- include "cds.httpProbes" (dict "live" "/config" "ready" "/overview" "port" 8081) | nindent 6 }}
      {{- else }}
      # It serves no pages; it listens to its JobManager.
      startupProbe:
        tcpSocket: {port: 6122}
        periodSeconds: 5
        failureThreshold: 36
      livenessProbe:
        tcpSocket: {port: 6122}
        periodSeconds: 15
        timeoutSeconds: 10
        failureThreshold: 6
      readinessProbe:
        tcpSocket: {port: 6122}
        periodSeconds: 10
        timeoutSeconds: 10
        failureThreshold: 3
      {{- end }}
      volumeMounts:
        - {name: tmp, mountPath: /tmp}
        - {name: scratch, mountPath: /scratch}
        {{- if eq .role "jobmanager" }}
        - {name: options, mountPath: /etc/cds/options, readOnly: true}
        {{- else }}
        - {name: secrets, mountPath: /etc/cds/secrets, readOnly: true}
        {{- end }}
        {{- if include "cds.kafka.isSecured" $root }}
        {{- include "cds.kafka.mount" $root | nindent 8 }}
        {{- end }}
        {{- if eq $flink.state.type "pvc" }}
        - {name: state, mountPath: /state}
        {{- else }}
        - {name: s3-plugin, mountPath: /opt/flink/plugins/{{ $flink.state.s3.plugin }}}
        {{- end }}
  volumes:
    {{- include "cds.tmpVolume" . | nindent 4 }}
    - name: scratch
      emptyDir:
        sizeLimit: {{ ternary "2Gi" $flink.taskManager.scratch (eq .role "jobmanager") }}
    {{- if eq .role "jobmanager" }}
    - name: options
      configMap:
        name: {{ include "cds.fullname" $root }}-job-options
    {{- else }}
    - name: secrets
      projected:
        defaultMode: 0440
        sources:
          {{- include "cds.clickhouse.secret" (dict "root" $root "user" "writer") | nindent 10 }}
    {{- end }}
    {{- if include "cds.kafka.isSecured" $root }}
    {{- include "cds.kafka.volume" (dict "root" $root "user" .job) | nindent 4 }}
    {{- end }}
    {{- if eq $flink.state.type "pvc" }}
    - name: state
      persistentVolumeClaim:
        claimName: {{ default (printf "%s-state" (include "cds.fullname" $root)) $flink.state.pvc.existingClaim }}
    {{- else }}
    - name: s3-plugin
      emptyDir:
        sizeLimit: 1Mi
    {{- end }}
{{- end }}

{{/* Flink's configuration of a job; takes a dict of root and name. */}}
{{- define "cds.flinkConfiguration" -}}
{{- $flink := .root.Values.flink -}}
{{- $state := include "cds.flink.stateRoot" .root -}}
{{- $rest := printf "%s-rest" .name -}}
{{- $namespace := .root.Release.Namespace -}}
taskmanager.numberOfTaskSlots: {{ $flink.taskManager.slots | quote }}
taskmanager.memory.managed.size: {{ $flink.taskManager.managedMemory }}
taskmanager.rpc.port: "6122"
blob.server.port: "6124"
io.tmp.dirs: /scratch
high-availability.type: kubernetes
high-availability.storageDir: {{ $state }}/ha
execution.checkpointing.dir: {{ $state }}/{{ .job }}/checkpoints
execution.checkpointing.savepoint-dir: {{ $state }}/{{ .job }}/savepoints
execution.checkpointing.interval: {{ $flink.checkpointInterval }}
execution.checkpointing.timeout: 5 min
execution.checkpointing.tolerable-failed-checkpoints: "10"
execution.checkpointing.externalized-checkpoint-retention: RETAIN_ON_CANCELLATION
state.backend.type: {{ $flink.backend }}
{{- if eq $flink.backend "rocksdb" }}
execution.checkpointing.incremental: {{ $flink.incremental | quote }}
state.backend.rocksdb.use-bloom-filter: "true"
{{- end }}
{{ .root.Files.Get "files/flink-recovery.yaml" }}
metrics.reporter.prom.factory.class: org.apache.flink.metrics.prometheus.PrometheusReporterFactory
metrics.reporter.prom.port: "9249"
web.submit.enable: "false"
# The names under which the operator and people reach the JobManager; Flink's page answers to no other.
cds.rest.hosts: {{ $rest }};{{ $rest }}.{{ $namespace }};{{ $rest }}.{{ $namespace }}.svc;{{ $rest }}.{{ $namespace }}.svc.cluster.local
{{- if eq $flink.state.type "s3" }}
{{- with $flink.state.s3.endpoint }}
s3.endpoint: {{ . }}
{{- end }}
s3.path.style.access: {{ $flink.state.s3.pathStyle | quote }}
{{- end }}
{{- end }}
