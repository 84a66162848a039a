package io.dss.server.rest;

import io.dss.protocol.Problem;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The container's error page: whatever it refuses by itself inside this application is a problem too. A path of its own it has not. */
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
    if (code != 500) return Statuses.problem(code, request.getMethod(), uri.toString());
    Object thrown = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
    return Failures.internal(thrown instanceof Throwable cause ? cause : new IllegalStateException("500 without an exception for " + uri));
  }

  static void send(HttpServletResponse response, Answer answer) throws IOException {
    response.setStatus(answer.status());
    response.setContentType(answer.mediaType());
    response.setContentLength(answer.body().length);
    for (Answer.Header header : answer.headers()) response.setHeader(header.name(), header.value());
    response.getOutputStream().write(answer.body());
  }
}
