package io.dss.launch;

import java.util.List;

/**
 * One node of a topology.
 *
 * @param id its {@code NODE_ID}
 * @param roles any of {@code lock}, {@code queue}, {@code cache}, at least one
 * @param port its HTTP port on loopback, 1 to 65535
 */
public record NodePlan(String id, List<String> roles, int port) {
  public NodePlan {
    roles = List.copyOf(roles);
    if (roles.isEmpty()) {
      throw new IllegalArgumentException(id + " has no role");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(id + ": port " + port + " is not between 1 and 65535");
    }
  }

  /** Where clients and peers on this machine reach it. An address and not {@code localhost}, which may mean {@code ::1} first. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }
}
