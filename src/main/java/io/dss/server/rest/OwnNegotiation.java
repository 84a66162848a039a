package io.dss.server.rest;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Hides the headers of negotiation from JAX-RS, so that it decides path and method and nothing else: it would check the rest before the path, refuse
 * a malformed one with a page of its own, and buffer a form of any size. {@link Intake} reads them from the {@link Call}.
 */
public final class OwnNegotiation implements Filter {
  private static final Set<String> HIDDEN = Set.of("accept", "accept-charset", "accept-encoding", "accept-language", "content-type", "content-encoding");

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    ServletCall.remember(http);
    chain.doFilter(new Plain(http), response);
  }

  private static final class Plain extends HttpServletRequestWrapper {
    Plain(HttpServletRequest request) {
      super(request);
    }

    private static boolean hidden(String name) {
      return HIDDEN.contains(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public String getContentType() {
      return null;
    }

    @Override
    public String getHeader(String name) {
      return hidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return hidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
      List<String> names = new ArrayList<>();
      for (Enumeration<String> all = super.getHeaderNames(); all.hasMoreElements(); ) {
        String name = all.nextElement();
        if (!hidden(name)) names.add(name);
      }
      return Collections.enumeration(names);
    }
  }
}
