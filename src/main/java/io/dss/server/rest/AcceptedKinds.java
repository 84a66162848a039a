package io.dss.server.rest;

import java.util.Locale;

/** Reads {@code Accept} (RFC 9110 §12.5.1) for one question: may the answer be JSON? The most specific range decides; one that is not understood allows nothing. */
final class AcceptedKinds {
  private AcceptedKinds() {}

  static boolean includeJson(String accept) {
    if (accept.isBlank() || accept.equals("*/*")) return true;
    int bestRank = 0;
    boolean allowed = false;
    for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = range.split(";");
      int rank = parts.length == 0 ? 0 : rank(parts[0].trim());
      if (rank > bestRank) allowed = false;
      if (rank == 0 || rank < bestRank) continue;
      bestRank = rank;
      allowed |= !refused(parts);
    }
    return allowed;
  }

  private static int rank(String range) {
    return switch (range) {
      case "application/json" -> 3;
      case "application/*" -> 2;
      case "*/*" -> 1;
      default -> 0;
    };
  }

  /** {@code q=0} means: anything but this. */
  private static boolean refused(String[] parts) {
    for (int at = 1; at < parts.length; at++) {
      if (parts[at].trim().matches("q\\s*=\\s*0(\\.0*)?")) return true;
    }
    return false;
  }
}
