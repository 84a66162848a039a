package io.dss.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Thousands of consumers that long-poll, a connection each and one thread for all of them. Whoever's poll ends without a message polls again; whoever got one
 * is done.
 */
final class ParkedConsumers implements AutoCloseable {
  private static final int ANSWER_BYTES = 4_096;

  private final Selector selector = Selector.open();
  private final Set<String> taken = new ConcurrentSkipListSet<>();
  private final byte[] call;
  private final Thread thread;
  private volatile Optional<Exception> failure = Optional.empty();
  private volatile boolean stopped;

  private ParkedConsumers(int port, Topic topic, int count) throws IOException {
    byte[] body = ("{\"topic\":\"" + topic.name() + "\",\"wait\":20,\"visibility\":120}").getBytes(StandardCharsets.UTF_8);
    String head = "POST /queue/consume HTTP/1.1\r\nHost: node\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
    call = (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(ANSWER_BYTES));
      send(channel);
    }
    thread = new Thread(this::run, "parked-consumers");
    thread.start();
  }

  static ParkedConsumers start(int port, Topic topic, int count) throws IOException {
    return new ParkedConsumers(port, topic, count);
  }

  /** Ids of the messages they got. */
  Set<String> taken() {
    failure.ifPresent(failed -> {
      throw new AssertionError("a parked consumer failed", failed);
    });
    return taken;
  }

  private void run() {
    try {
      while (!stopped) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) read(key);
        selector.selectedKeys().clear();
      }
    } catch (IOException | RuntimeException failed) {
      failure = Optional.of(failed);
    }
  }

  private void read(SelectionKey key) throws IOException {
    ByteBuffer buffer = (ByteBuffer) key.attachment();
    SocketChannel channel = (SocketChannel) key.channel();
    if (channel.read(buffer) < 0) throw new IOException("the node hung up");
    Optional<JsonObject> answer = answer(buffer);
    if (answer.isEmpty()) return;
    buffer.clear();
    if (answer.get().isNull("message")) {
      send(channel);
    } else {
      taken.add(answer.get().getJsonObject("message").getString("id"));
      channel.close();
    }
  }

  private static Optional<JsonObject> answer(ByteBuffer buffer) throws IOException {
    String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) return Optional.empty();
    if (!text.startsWith("HTTP/1.1 200 ")) throw new IOException("answered " + text);
    String head = text.substring(0, end).toLowerCase(Locale.ROOT);
    int at = head.indexOf("content-length:") + "content-length:".length();
    int length = Integer.parseInt(head.substring(at, head.indexOf("\r\n", at) < 0 ? head.length() : head.indexOf("\r\n", at)).strip());
    if (buffer.position() < end + 4 + length) return Optional.empty();
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(buffer.array(), end + 4, length))) {
      return Optional.of(reader.readObject());
    }
  }

  /** A call is far smaller than the buffer of a fresh socket. */
  private void send(SocketChannel channel) throws IOException {
    if (channel.write(ByteBuffer.wrap(call)) != call.length) throw new IOException("the socket took only a part of the call");
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (SelectionKey key : selector.keys()) key.channel().close();
    selector.close();
  }
}
