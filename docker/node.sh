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

preboot="$config/preboot.asadmin"
listen="--port $port"
tls=''
case "${TLS:-off}" in
  off) ;;
  on)
    # The published port serves TLS; the plain one is for the health check, on loopback. Options of the JVM are in a file, as a command line can be seen.
    : "${TLS_KEYSTORE:?TLS is on: it must name a PKCS 12 file with the key and certificate of this node}"
    : "${TLS_KEYSTORE_PASSWORD_FILE:?TLS is on: it must name a file with the password of TLS_KEYSTORE}"
    umask 077
    {
      printf '"-Djavax.net.ssl.keyStore=%s"\n"-Djavax.net.ssl.trustStore=%s"\n' "$TLS_KEYSTORE" "${TLS_TRUSTSTORE:-$TLS_KEYSTORE}"
      printf '"-Djavax.net.ssl.keyStorePassword=%s"\n' "$(cat "$TLS_KEYSTORE_PASSWORD_FILE")"
      printf '"-Djavax.net.ssl.trustStorePassword=%s"\n' "$(cat "${TLS_TRUSTSTORE_PASSWORD_FILE:-$TLS_KEYSTORE_PASSWORD_FILE}")"
      printf '%s\n' -Djavax.net.ssl.keyStoreType=PKCS12 -Djavax.net.ssl.trustStoreType=PKCS12
    } >/tmp/tls.options
    umask 022
    cat "$config/preboot.asadmin" "$config/preboot-loopback.asadmin" "$config/preboot-tls.asadmin" >/tmp/preboot.asadmin
    preboot=/tmp/preboot.asadmin
    listen="--port ${PLAIN_PORT:-18080} --sslport $port --sslcert ${TLS_ALIAS:-dss}"
    tls=@/tmp/tls.options
    ;;
  *) echo "TLS is $TLS, on or off is due" >&2; exit 64 ;;
esac

# One option a line may have a value after a blank; nothing in the file has blanks otherwise.
# shellcheck disable=SC2046
set -- $(sed -e 's/#.*//' "$config/micro.options")

# shellcheck disable=SC2086
exec java "@$config/jvm.options" $boot $tls "-Xmx$heap" -Djava.io.tmpdir=/tmp ${NODE_JVM_OPTIONS:-} \
  -jar /opt/dss/payara-micro.jar \
  $listen \
  --rootdir /tmp/payara \
  --logproperties /tmp/logging.properties \
  --prebootcommandfile "$preboot" \
  --postbootcommandfile "$config/postboot.asadmin" \
  --deploy /opt/dss/dss.war \
  "$@"
