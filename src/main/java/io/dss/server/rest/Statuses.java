package io.dss.server.rest;

import io.dss.protocol.JsonText;
import io.dss.protocol.Problem;
import io.dss.protocol.ProblemCode;
import java.util.Optional;

/** A problem for a status that the container or JAX-RS decided without us. */
final class Statuses {
  private Statuses() {}

  static Problem problem(int status, String method, String path) {
    String where = method + " " + JsonText.quoted(JsonField.clipped(path));
    return switch (status) {
      case 404 -> Problem.of(ProblemCode.NOT_FOUND, where + ": there is no such path");
      case 405 -> Problem.of(ProblemCode.METHOD_NOT_ALLOWED, where + ": the header Allow has the methods of this path");
      case 406 -> Problem.of(ProblemCode.NOT_ACCEPTABLE, where + ": the answer does not come in the kind that Accept asks for");
      case 413 -> Problem.of(ProblemCode.TOO_LARGE, where + ": the request is too large");
      case 415 -> Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, where + ": application/json is read");
      case 503 -> Problem.of(ProblemCode.STOPPING, where + ": the node is starting or stopping").withAdvice(Optional.empty(), 1000);
      default -> Problem.of(ProblemCode.BAD_REQUEST, where + ": the request is not understood (" + status + ")");
    };
  }
}
