package io.dss.server.rest;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Before the container's own servlets for health, metrics and OpenAPI, which answer {@code POST /health} and {@code GET /health/nonsense} with 200. */
public final class MonitoringPaths implements Filter {
  private static final Set<String> READ = new LinkedHashSet<>(List.of("GET", "HEAD"));
  /** The metrics' servlet knows no HEAD. */
  private static final Map<String, Set<String>> METHODS =
      Map.of("/health", READ, "/health/started", READ, "/health/live", READ, "/health/ready", READ, "/openapi", READ, "/metrics", Set.of("GET"));

  /** Whether the container's servlets answer for this path, and not JAX-RS. */
  static boolean has(String path) {
    return METHODS.containsKey(path);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    Set<String> methods = METHODS.get(http.getRequestURI());
    if (methods == null) {
      ErrorDocument.send(answer, Answer.of(Statuses.problem(404, http.getMethod(), http.getRequestURI())));
    } else if (!methods.contains(http.getMethod())) {
      answer.setHeader("Allow", String.join(", ", methods));
      ErrorDocument.send(answer, Answer.of(Statuses.problem(405, http.getMethod(), http.getRequestURI())));
    } else {
      chain.doFilter(request, response);
    }
  }
}
