# JDK and Maven from Debian's packages, with the certificates that this machine trusts: where the way to Maven Central is inspected, only these are right.
ARG DEBIAN
FROM ${DEBIAN}
RUN apt-get update && apt-get install -y --no-install-recommends openjdk-17-jdk-headless maven && rm -rf /var/lib/apt/lists
COPY cacerts /etc/ssl/certs/java/cacerts
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
