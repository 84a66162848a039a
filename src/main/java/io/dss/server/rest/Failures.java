package io.dss.server.rest;

import io.dss.kernel.NodeId;
import io.dss.node.route.Refusal;
import io.dss.protocol.Problem;
import io.dss.protocol.ProblemCode;
import io.dss.protocol.Rejected;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What went wrong, as a problem: refusals as they are, and whatever nobody foresaw as {@code internal}, with its story in the log and not in the answer. */
final class Failures {
  private static final Logger LOG = Logger.getLogger(Failures.class.getName());

  private Failures() {}

  static Problem problem(Throwable thrown, boolean keySent) {
    Throwable cause = unwrapped(thrown);
    if (cause instanceof Rejected rejected) return rejected.problem();
    if (cause instanceof Refusal refusal) return problem(refusal, keySent);
    return internal(cause);
  }

  private static Problem problem(Refusal refusal, boolean keySent) {
    ProblemCode code = code(refusal.code());
    Problem plain =
        code == ProblemCode.UNKNOWN_OUTCOME ? Problem.unknownOutcome(refusal.getMessage(), keySent) : Problem.of(code, refusal.getMessage());
    return plain.withAdvice(refusal.leader().map(NodeId::value), refusal.retryAfterMillis());
  }

  /** Logs what was thrown once, under a name that the answer carries too. */
  static Problem internal(Throwable cause) {
    String instance = "urn:uuid:" + UUID.randomUUID();
    LOG.log(Level.SEVERE, cause, () -> "a call failed, " + instance);
    return Problem.of(ProblemCode.INTERNAL, "the log of this node has the reason under the name in instance").withInstance(instance);
  }

  private static ProblemCode code(Refusal.Code code) {
    return switch (code) {
      case NO_LEADER -> ProblemCode.NO_LEADER;
      case NO_QUORUM -> ProblemCode.NO_QUORUM;
      case OVERLOADED -> ProblemCode.OVERLOADED;
      case STOPPING -> ProblemCode.STOPPING;
      case LIMIT_REACHED -> ProblemCode.LIMIT_REACHED;
      case UNKNOWN_OUTCOME -> ProblemCode.UNKNOWN_OUTCOME;
      case MOVING -> ProblemCode.MOVING;
      case STORE_UNREACHABLE -> ProblemCode.STORE_UNREACHABLE;
      case STORE_FULL -> ProblemCode.STORE_FULL;
    };
  }

  static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException) && cause.getCause() != null) cause = cause.getCause();
    return cause;
  }
}
