package io.dss.server.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;

/** A servlet request as a {@link Call}. Only used on the thread that took the request, before it is suspended. */
final class ServletCall implements Call {
  private static final String ATTRIBUTE = ServletCall.class.getName();
  private final HttpServletRequest request;

  private ServletCall(HttpServletRequest request) {
    this.request = request;
  }

  /** Remembers the request as it came, for {@link #of}, before {@link OwnNegotiation} hides a part of it. */
  static void remember(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, new ServletCall(request));
  }

  static ServletCall of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof ServletCall call ? call : new ServletCall(request);
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    return request.getRequestURI();
  }

  @Override
  public Optional<String> query() {
    return Optional.ofNullable(request.getQueryString());
  }

  @Override
  public Optional<String> header(String name) {
    Enumeration<String> values = request.getHeaders(name);
    if (values == null || !values.hasMoreElements()) return Optional.empty();
    String first = values.nextElement();
    return Optional.of(values.hasMoreElements() ? first + "," + String.join(",", Collections.list(values)) : first);
  }

  @Override
  public long contentLength() {
    return request.getContentLengthLong();
  }

  @Override
  public InputStream body() throws IOException {
    return request.getInputStream();
  }

  @Override
  public String remoteAddress() {
    return request.getRemoteAddr();
  }
}
