package io.dss.protocol;

import java.util.Optional;

/**
 * An error as RFC 9457 has it. All but {@code unknown_outcome} and {@code internal} promise that nothing was changed.
 *
 * @param leader the node that led, where it helps
 * @param retryAfterMillis when to ask again, 0 if there is no advice
 * @param instance names this one occurrence in the server's log; only with {@link ProblemCode#INTERNAL}
 */
public record Problem(
    ProblemCode code, String detail, boolean retryable, Optional<String> leader, long retryAfterMillis, Optional<String> instance) {
  public static final String MEDIA_TYPE = "application/problem+json";

  /** What a code's {@code type} URI begins with. A name, not an address: nothing is fetched from it. */
  public static final String TYPE_PREFIX = "urn:dss:problem:";

  public static Problem of(ProblemCode code, String detail) {
    return new Problem(code, detail, code.retryable(), Optional.empty(), 0, Optional.empty());
  }

  /** @param keySent whether the call carried an Idempotency-Key: only then may it be sent again without doing it twice */
  public static Problem unknownOutcome(String detail, boolean keySent) {
    return new Problem(ProblemCode.UNKNOWN_OUTCOME, detail, keySent, Optional.empty(), 0, Optional.empty());
  }

  public Problem withAdvice(Optional<String> knownLeader, long afterMillis) {
    return new Problem(code, detail, retryable, knownLeader, afterMillis, instance);
  }

  public Problem withInstance(String name) {
    return new Problem(code, detail, retryable, leader, retryAfterMillis, Optional.of(name));
  }

  /** The {@code Retry-After} header: whole seconds, rounded up, because HTTP knows no fractions and asking early is in vain. */
  public long retryAfterSeconds() {
    return (retryAfterMillis + 999) / 1000;
  }

  /** The document. */
  public String json() {
    JsonText out = new JsonText().object();
    out.field("type", TYPE_PREFIX + code.text()).field("title", code.title()).field("status", code.status()).field("detail", detail);
    out.field("code", code.text()).field("retryable", retryable);
    leader.ifPresent(node -> out.field("leader", node));
    if (retryAfterMillis > 0) out.seconds("retry_after", retryAfterMillis);
    instance.ifPresent(name -> out.field("instance", name));
    return out.end().toString();
  }
}
