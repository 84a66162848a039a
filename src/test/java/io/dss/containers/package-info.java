/**
 * {@code mvn -Pdocker}: the compose files on a real Docker Engine, with base images made here, scenarios against the published ports, and faults. Needs Linux,
 * root, and what {@link io.dss.containers.Docker} looks for; no part of {@code mvn verify}.
 */
package io.dss.containers;
