package io.dss.server.rest;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Mends what Payara Micro 6.2025.10 writes at {@code /metrics}. Families of the scopes base and vendor come twice, the second time a moment later, and Prometheus then logs
 * "different value but same timestamp" at every scrape: each series leaves once. Quantiles of timers are nanoseconds under a name that ends in {@code _seconds}, whatever
 * unit is asked for: they do not leave; sum, count, mean and greatest are right. The whole answer is held for that; it is below 200 KB (TopicMetrics).
 */
public final class MetricsText implements Filter {
  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
    Held held = new Held((HttpServletResponse) response);
    chain.doFilter(request, held);
    String text = held.text();
    if (text.isEmpty()) return;
    byte[] mended = mended(text).getBytes(StandardCharsets.UTF_8);
    response.setContentLength(mended.length);
    response.getOutputStream().write(mended);
  }

  /** The first line of each series, and of each kind of comment of a family. */
  static String mended(String metrics) {
    Set<String> seen = new HashSet<>();
    StringBuilder mended = new StringBuilder(metrics.length());
    for (int begin = 0; begin < metrics.length();) {
      int found = metrics.indexOf('\n', begin);
      int end = found < 0 ? metrics.length() : found;
      String line = metrics.substring(begin, end);
      if (!quantileOfSeconds(line) && seen.add(subject(line))) mended.append(line).append('\n');
      begin = end + 1;
    }
    return mended.toString();
  }

  private static boolean quantileOfSeconds(String line) {
    int labels = line.indexOf('{');
    return labels > 0 && line.charAt(0) != '#' && line.startsWith("_seconds", labels - "_seconds".length()) && line.indexOf("quantile=\"", labels) > 0;
  }

  /** {@code # TYPE name}, or name and labels of a sample. */
  private static String subject(String line) {
    if (!line.startsWith("# ")) return line.substring(0, Math.max(0, line.lastIndexOf(' ')));
    int kind = line.indexOf(' ', 2);
    int name = kind < 0 ? -1 : line.indexOf(' ', kind + 1);
    return name < 0 ? line : line.substring(0, name);
  }

  /** Takes what is written, by either way, and all else is the response's. Written by the request's thread alone. */
  private static final class Held extends HttpServletResponseWrapper {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * 1_024);
    private final PrintWriter writer = new PrintWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8));

    Held(HttpServletResponse response) {
      super(response);
    }

    String text() {
      writer.flush();
      return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public PrintWriter getWriter() {
      return writer;
    }

    @Override
    public ServletOutputStream getOutputStream() {
      return new ServletOutputStream() {
        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
          throw new UnsupportedOperationException("the metrics are written at once");
        }

        @Override
        public void write(int value) {
          bytes.write(value);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
          bytes.write(from, offset, length);
        }
      };
    }

    /** What is written stays here until all of it is there. */
    @Override
    public void flushBuffer() {}
  }
}
