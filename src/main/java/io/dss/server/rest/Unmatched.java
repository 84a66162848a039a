package io.dss.server.rest;

import io.dss.protocol.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** What JAX-RS refuses before a resource is asked (path, method), and what a resource throws against its word, as a problem. */
@Provider
public class Unmatched implements ExceptionMapper<Throwable> {
  @Context private HttpServletRequest request;

  @Override
  public Response toResponse(Throwable thrown) {
    if (!(thrown instanceof WebApplicationException web)) return Answering.response(Failures.problem(thrown, false));
    int status = web.getResponse().getStatus();
    if (status >= 500) return Answering.response(Failures.internal(thrown));
    Problem problem = Statuses.problem(status, request.getMethod(), request.getRequestURI());
    Response answer = Answering.response(problem);
    String allow = web.getResponse().getHeaderString(HttpHeaders.ALLOW);
    return allow == null ? answer : Response.fromResponse(answer).header(HttpHeaders.ALLOW, allow).build();
  }
}
