package io.dss.protocol;

/** A call is refused with a {@link Problem}, before anything was changed. Without a stack trace: it is an answer, not a bug, and may come often. */
public final class Rejected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public Rejected(ProblemCode code, String detail) {
    this(Problem.of(code, detail));
  }

  public Rejected(Problem problem) {
    super(problem.code().text() + ": " + problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
