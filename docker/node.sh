#!/bin/sh
# What a container of a node runs: the same files of payara-config as `mvn -Prun`, in the places that a read-only container has.
# All that is written outside the data directory is in /tmp, a file system in memory.
set -eu

port=${NODE_PORT:-8001}
heap=${NODE_HEAP:-256m}
config=/opt/dss/payara-config
export DSS_HTTP_PORT="$port"

case "${LOG_FORMAT:-line}" in
  line) handler=logging-console.properties boot='' ;;
  json) handler=logging-json.properties boot=-Xbootclasspath/a:/opt/dss/json-lines.jar ;;
  *) echo "LOG_FORMAT is $LOG_FORMAT, line or json is due" >&2; exit 64 ;;
esac
cat "$config/logging.properties" "$config/$handler" >/tmp/logging.properties

if [ "${DSS_CLUSTER_SECRET:-}" = demo-secret-of-the-compose-file ] && [ -z "${DSS_CLUSTER_SECRET_FILE:-}" ]; then
  echo "WARNING: DSS_CLUSTER_SECRET is the demo's, which everybody knows; set your own in .env before anybody else can reach this port" >&2
fi

# One option a line may have a value after a blank; nothing in the file has blanks otherwise.
# shellcheck disable=SC2046
set -- $(sed -e 's/#.*//' "$config/micro.options")

# shellcheck disable=SC2086
exec java "@$config/jvm.options" $boot "-Xmx$heap" -Djava.io.tmpdir=/tmp ${NODE_JVM_OPTIONS:-} \
  -jar /opt/dss/payara-micro.jar \
  --port "$port" \
  --rootdir /tmp/payara \
  --logproperties /tmp/logging.properties \
  --prebootcommandfile "$config/preboot.asadmin" \
  --deploy /opt/dss/dss.war \
  "$@"
