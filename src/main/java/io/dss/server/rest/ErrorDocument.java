package io.dss.server.rest;

import io.dss.protocol.Problem;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;

/**
 * The container's error page: whatever it refuses by itself inside this application is a problem too. A path of its own it has not.
 *
 * <p>JAX-RS is mapped to every path and says itself which it has. So where the container finds nothing, JAX-RS is not there yet or not any more, and the client may ask again: to
 * say that there is no such path would make it give up. Not found for good is what the container never serves, {@code WEB-INF} and {@code META-INF}, and what its own servlets do
 * not have, such as a scope of metrics.
 */
public final class ErrorDocument extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    send(response, Answer.of(problem(request)));
  }

  private static Problem problem(HttpServletRequest request) {
    boolean dispatched = request.getDispatcherType() == DispatcherType.ERROR;
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    Object uri = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    if (!dispatched || !(status instanceof Integer code) || uri == null) return Statuses.problem(404, request.getMethod(), request.getRequestURI());
    if (code != 500) return refused(code, request.getMethod(), uri.toString());
    Object thrown = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
    return Failures.internal(thrown instanceof Throwable cause ? cause : new IllegalStateException("500 without an exception for " + uri));
  }

  static Problem refused(int status, String method, String path) {
    return Statuses.problem(status == 404 && !hidden(path) && !MonitoringPaths.has(path) ? 503 : status, method, path);
  }

  private static boolean hidden(String path) {
    String first = path.toUpperCase(Locale.ROOT);
    return first.startsWith("/WEB-INF") || first.startsWith("/META-INF");
  }

  static void send(HttpServletResponse response, Answer answer) throws IOException {
    response.setStatus(answer.status());
    response.setContentType(answer.mediaType());
    response.setContentLength(answer.body().length);
    for (Answer.Header header : answer.headers()) response.setHeader(header.name(), header.value());
    response.getOutputStream().write(answer.body());
  }
}
