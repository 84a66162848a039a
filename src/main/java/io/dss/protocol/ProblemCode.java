package io.dss.protocol;

import java.util.Locale;

/** Every refusal that is an error. {@link #text()} is stable: programs test it, never the title or the detail. */
public enum ProblemCode {
  /** What no other code names: the request as such is not HTTP that is understood here. */
  BAD_REQUEST(400, "The request is not understood", false),
  MALFORMED_JSON(400, "The body is not JSON", false),
  MISSING_FIELD(400, "A required field is missing", false),
  WRONG_TYPE(400, "A field has the wrong type", false),
  OUT_OF_RANGE(400, "A value is out of range", false),
  BAD_NAME(400, "A name is not allowed", false),
  NOT_FOUND(404, "There is no such path", false),
  METHOD_NOT_ALLOWED(405, "The path does not take this method", false),
  NOT_ACCEPTABLE(406, "The answer does not come in the kind that was asked for", false),
  STALE_TOKEN(409, "The token is that of another hold", false),
  STALE_RECEIPT(409, "The receipt is that of another delivery", false),
  TOO_LARGE(413, "The request is too large", false),
  UNSUPPORTED_MEDIA_TYPE(415, "The kind of body is not supported", false),
  IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key was used with another call", false),
  LIMIT_REACHED(429, "A limit is reached", true),
  TOPIC_FULL(429, "The topic is full", true),
  STORE_FULL(429, "The store is full", true),
  /** A bug of the server. {@link Problem#instance()} names its record in the server's log. */
  INTERNAL(500, "The server failed", false),
  NO_LEADER(503, "No leader is known", true),
  NO_QUORUM(503, "No majority of the lock nodes answers", true),
  MOVING(503, "What is asked for is moving to another node", true),
  STORE_UNREACHABLE(503, "The store does not answer", true),
  OVERLOADED(503, "The node has too much to do", true),
  DISK_FULL(503, "The disk is full", true),
  STOPPING(503, "The node is stopping", true),
  /** It may or may not have happened. Retryable only for who sent an Idempotency-Key: see {@link Problem#unknownOutcome}. */
  UNKNOWN_OUTCOME(503, "It is not known whether it happened", false);

  private final int status;
  private final String title;
  private final boolean retryable;

  ProblemCode(int status, String title, boolean retryable) {
    this.status = status;
    this.title = title;
    this.retryable = retryable;
  }

  /** As it stands in the document, in snake_case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The HTTP status it travels with. */
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** Whether the same call may be sent again as it is, and may then succeed. */
  public boolean retryable() {
    return retryable;
  }
}
