package io.dss.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * One keep-alive connection that posts JSON and reads what comes back: HTTP/1.1 as far as a node's answers need it, which is a {@code Content-Length} or, for
 * large ones, chunks. Anything else (trailers, a status below 200) is refused loudly and not guessed at. When the node closes the connection after an answer, or it was
 * idle for long, the next request opens another. For one thread.
 */
final class HttpConnection implements AutoCloseable {
  private static final int FIRST_BYTES = 16 * 1024;
  /** A consume of a batch brings a megabyte of bodies and what is written around each. */
  private static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final int CONNECT_LIMIT_MILLIS = 5_000;
  private static final int READ_LIMIT_MILLIS = 90_000;
  /** A node closes a connection that was idle for 30 s, perhaps just while the next request is sent. */
  private static final long IDLE_LIMIT_NANOS = 20_000_000_000L;

  record Response(int status, String body) {}

  private final InetSocketAddress address;
  private final String host;
  private byte[] buffer = new byte[FIRST_BYTES];
  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private int filled;
  private int closedByNode;
  private long usedNanos;

  HttpConnection(String url) {
    URI uri = URI.create(url);
    address = new InetSocketAddress(uri.getHost(), uri.getPort());
    host = uri.getAuthority();
  }

  boolean isTo(String url) {
    return URI.create(url).getAuthority().equals(host);
  }

  /** The bytes of a request to {@code path}, to be sent any number of times. */
  byte[] request(String path, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String text = "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n" + json;
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Response exchange(byte[] request) throws IOException {
    if (socket != null && System.nanoTime() - usedNanos > IDLE_LIMIT_NANOS) close();
    if (socket == null) open();
    try {
      out.write(request);
      Response response = read();
      usedNanos = System.nanoTime();
      return response;
    } catch (IOException broken) {
      close();
      throw broken;
    }
  }

  /** How often the node has closed the connection after an answer. */
  int closedByNode() {
    return closedByNode;
  }

  private void open() throws IOException {
    Socket fresh = new Socket();
    try {
      fresh.setTcpNoDelay(true);
      fresh.setSoTimeout(READ_LIMIT_MILLIS);
      fresh.connect(address, CONNECT_LIMIT_MILLIS);
      in = fresh.getInputStream();
      out = fresh.getOutputStream();
    } catch (IOException failed) {
      fresh.close();
      throw failed;
    }
    socket = fresh;
    filled = 0;
  }

  private Response read() throws IOException {
    int headEnd = headEnd();
    String head = new String(buffer, 0, headEnd, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    int status = Integer.parseInt(head.substring(9, 12));
    String body = head.contains("\r\ntransfer-encoding: chunked") ? chunks(headEnd) : sized(headEnd, Integer.parseInt(header(head, "content-length")));
    filled = 0;
    if (head.contains("\r\nconnection: close")) {
      closedByNode++;
      close();
    }
    return new Response(status, body);
  }

  private String sized(int from, int length) throws IOException {
    await(from + length);
    mustEndAt(from + length);
    return new String(buffer, from, length, StandardCharsets.UTF_8);
  }

  /** Without trailers, which no node sends. */
  private String chunks(int from) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int at = from;
    while (true) {
      int lineEnd = lineEnd(at);
      int length = Integer.parseInt(new String(buffer, at, lineEnd - at, StandardCharsets.US_ASCII).strip(), 16);
      int begin = lineEnd + 2;
      await(begin + length + 2);
      body.write(buffer, begin, length);
      at = begin + length + 2;
      if (length == 0) break;
    }
    mustEndAt(at);
    return body.toString(StandardCharsets.UTF_8);
  }

  private int lineEnd(int from) throws IOException {
    for (int at = from; ; at++) {
      await(at + 2);
      if (buffer[at] == '\r' && buffer[at + 1] == '\n') return at;
    }
  }

  private void await(int end) throws IOException {
    while (filled < end) fill();
  }

  private void mustEndAt(int end) throws IOException {
    if (filled > end) throw new IOException((filled - end) + " bytes follow an answer that nobody asked for");
  }

  /** Reads until the blank line is there; the index after it. */
  private int headEnd() throws IOException {
    int at = 0;
    while (true) {
      for (; at + 3 < filled; at++) {
        if (buffer[at] == '\r' && buffer[at + 1] == '\n' && buffer[at + 2] == '\r' && buffer[at + 3] == '\n') return at + 4;
      }
      fill();
    }
  }

  private void fill() throws IOException {
    if (filled == MOST_BYTES) throw new IOException("an answer of more than " + MOST_BYTES + " bytes");
    if (filled == buffer.length) buffer = Arrays.copyOf(buffer, Math.min(MOST_BYTES, 2 * buffer.length));
    int read = in.read(buffer, filled, buffer.length - filled);
    if (read < 0) throw new EOFException("the node closed the connection after " + filled + " bytes of an answer");
    filled += read;
  }

  private static String header(String head, String name) throws IOException {
    int at = head.indexOf("\r\n" + name + ":");
    if (at < 0) throw new IOException("no " + name + " in: " + head);
    int begin = at + name.length() + 3;
    return head.substring(begin, head.indexOf("\r\n", begin)).strip();
  }

  @Override
  public void close() throws IOException {
    if (socket != null) socket.close();
    socket = null;
  }
}
