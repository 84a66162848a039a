package io.dss.server.rest;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/** Before the container's own servlets for health, metrics and OpenAPI, which answer {@code POST /health} and {@code GET /health/nonsense} with 200. */
public final class MonitoringPaths implements Filter {
  private static final Set<String> PATHS =
      Set.of(
          "/health", "/health/started", "/health/live", "/health/ready",
          "/metrics", "/metrics/base", "/metrics/vendor", "/metrics/application", "/openapi");

  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    if (!PATHS.contains(http.getRequestURI())) {
      ErrorDocument.send(answer, Answer.of(Statuses.problem(404, http.getMethod(), http.getRequestURI())));
    } else if (!METHODS.contains(http.getMethod())) {
      answer.setHeader("Allow", "GET, HEAD");
      ErrorDocument.send(answer, Answer.of(Statuses.problem(405, http.getMethod(), http.getRequestURI())));
    } else {
      chain.doFilter(request, response);
    }
  }
}
