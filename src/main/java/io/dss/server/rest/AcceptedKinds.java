package io.dss.server.rest;

import java.util.Locale;

/** Reads {@code Accept} (RFC 9110 §12.5.1) for one question: may the answer be of this kind? The most specific range decides; one that is not understood allows nothing. */
final class AcceptedKinds {
  private AcceptedKinds() {}

  /** @param kind such as {@code text/event-stream}, in lower case */
  static boolean include(String accept, String kind) {
    if (accept.isBlank() || accept.equals("*/*")) return true;
    int bestRank = 0;
    boolean allowed = false;
    for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = range.split(";");
      int rank = parts.length == 0 ? 0 : rank(parts[0].trim(), kind);
      if (rank > bestRank) allowed = false;
      if (rank == 0 || rank < bestRank) continue;
      bestRank = rank;
      allowed |= !refused(parts);
    }
    return allowed;
  }

  private static int rank(String range, String kind) {
    if (range.equals(kind)) return 3;
    if (range.equals(kind.substring(0, kind.indexOf('/')) + "/*")) return 2;
    return range.equals("*/*") ? 1 : 0;
  }

  /** {@code q=0} means: anything but this. */
  private static boolean refused(String[] parts) {
    for (int at = 1; at < parts.length; at++) {
      if (parts[at].trim().matches("q\\s*=\\s*0(\\.0*)?")) return true;
    }
    return false;
  }
}
