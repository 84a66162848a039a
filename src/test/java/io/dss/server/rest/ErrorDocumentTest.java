package io.dss.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.protocol.Problem;
import io.dss.protocol.ProblemCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorDocumentTest {
  /** Found by a load on a node that was killed and started again: for a moment it said of {@code /cache/write} that there is no such path, and clients gave up. */
  @Test
  void aPathThatTheContainerDoesNotFindIsOfANodeThatStartsOrStops() {
    Problem problem = ErrorDocument.refused(404, "POST", "/cache/write");
    assertEquals(ProblemCode.STOPPING, problem.code());
    assertEquals(503, Answer.of(problem).status());
    assertTrue(problem.retryable());
    assertTrue(problem.retryAfterMillis() > 0);
  }

  @Test
  void whatTheContainerHidesOrDoesNotHaveIsNotFoundForGood() {
    for (String path : List.of("/WEB-INF/web.xml", "/web-inf", "/META-INF/openapi.yaml", "/metrics")) assertEquals(ProblemCode.NOT_FOUND, ErrorDocument.refused(404, "GET", path).code());
  }

  @Test
  void otherRefusalsAreTheContainers() {
    assertEquals(ProblemCode.METHOD_NOT_ALLOWED, ErrorDocument.refused(405, "TRACE", "/cache/write").code());
    assertEquals(ProblemCode.BAD_REQUEST, ErrorDocument.refused(400, "GET", "/cache/lines").code());
  }
}
