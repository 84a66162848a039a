package io.dss.transport;

import java.util.Locale;

/** Why a connection was refused or broken off. Its code names it in a problem document, in a counter's label and in the log. */
public enum RefusalCause {
  UPGRADE_REQUIRED(426, "this path takes upgrades to " + Handshake.PROTOCOL + " only"),
  METHOD_NOT_ALLOWED(405, "an upgrade is asked for with GET"),
  MALFORMED_HANDSHAKE(400, "a header of the handshake is missing or malformed"),
  WRONG_SECRET(403, "the secret of this cluster was not proven"),
  WRONG_NODE(403, "another node was meant than the one that answers at this address"),
  UNKNOWN_NODE(403, "the node that asks is in no list of peers here"),
  WRONG_CLUSTER(403, "the nodes belong to different clusters"),
  STALE_CONNECTION(409, "a newer connection or incarnation of the same node is there"),
  TOO_MANY_CONNECTIONS(503, "too many connections have not proven themselves yet"),
  STOPPING(503, "this node stops"),
  /** The address answered, but not with the upgrade: another service, or one of the above from the peer. */
  NO_UPGRADE(0, "the peer did not upgrade the connection"),
  CONNECT_FAILED(0, "no connection could be made"),
  HANDSHAKE_TIMEOUT(0, "the handshake took too long"),
  PROOF_EXPECTED(0, "another frame came before the proof"),
  FRAME_TOO_LONG(0, "a frame is longer than allowed"),
  MALFORMED_FRAME(0, "bytes that are no frame, or none of this direction"),
  SILENCE(0, "nothing was heard for too long");

  private final int status;
  private final String detail;

  RefusalCause(int status, String detail) {
    this.status = status;
    this.detail = detail;
  }

  /** The HTTP status; 0 for those after the upgrade and on the dialing side. */
  public int status() {
    return status;
  }

  /** For people; holds nothing that came from outside, so it needs no escaping. */
  public String detail() {
    return detail;
  }

  /** Stable, snake_case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether asking again later may help without anybody changing anything. */
  public boolean retryable() {
    return status == 503 || status == 409;
  }
}
