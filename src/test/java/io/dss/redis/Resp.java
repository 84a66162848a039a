package io.dss.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The smallest client of Redis there is (RESP 2): one command, one connection. So the test server needs no client library, least of all the tested one. */
final class Resp {
  private static final int TIMEOUT_MILLIS = 10_000;

  private Resp() {}

  /** An error that Redis answered. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String words) {
      super(words);
    }
  }

  /** Whether it is there and has loaded its data; with a password too. */
  static boolean answersPing(int port) {
    try {
      return "PONG".equals(command(port, "PING"));
    } catch (Refusal refusal) {
      return refusal.getMessage().startsWith("NOAUTH");
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  static Object command(int port, String... words) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request(words));
      return answer(new DataInputStream(new BufferedInputStream(socket.getInputStream())));
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", words) + " to port " + port + ": " + e.getMessage(), e);
    }
  }

  private static byte[] request(String... words) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(("*" + words.length + "\r\n").getBytes(StandardCharsets.UTF_8));
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      request.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
      request.write(bytes);
      request.write("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    return request.toByteArray();
  }

  private static Object answer(DataInputStream in) throws IOException {
    String line = line(in);
    String rest = line.substring(1);
    switch (line.charAt(0)) {
      case '+':
        return rest;
      case ':':
        return Long.parseLong(rest);
      case '-':
        throw new Refusal(rest);
      case '$':
        return bulk(in, Integer.parseInt(rest));
      case '*':
        int length = Integer.parseInt(rest);
        if (length < 0) return null;
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < length; i++) list.add(answer(in));
        return list;
      default:
        throw new IOException("no RESP: " + line);
    }
  }

  private static String bulk(DataInputStream in, int length) throws IOException {
    if (length < 0) return null;
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    line(in);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String line(DataInputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) line.write(b);
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }
}
