package io.dss.containers;

import io.dss.it.Api;
import io.dss.it.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Does what the contract tells clients to do: repeats what is retryable, and what was not answered, at another node and under the same {@code Idempotency-Key}. Each call is another node's, in
 * their order: what one node was told is asked of the next, and every node has work when its turn to be restarted comes.
 */
final class PatientClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(15);
  private static final long PAUSE_MILLIS = 100;

  private final Api api = new Api();
  private final List<String> services;
  private final AtomicLong repeated = new AtomicLong();
  private int next;

  PatientClient(List<String> services) {
    this.services = services;
  }

  /** Calls that were sent again. */
  long repeated() {
    return repeated.get();
  }

  /** While a node starts, and for the last tenth of a second of a stop, the container answers for itself, and not with a problem document: that is no answer. */
  private static boolean fromDss(Reply reply) {
    return reply.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json");
  }

  /** @return the answer; empty if there was none that is final within a minute: lost */
  Optional<Reply> call(String path, String format, Object... values) throws InterruptedException {
    String json = String.format(Locale.ROOT, format.replace('\'', '"'), values);
    String key = UUID.randomUUID().toString();
    long untilNanos = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - untilNanos < 0) {
      String node = services.get(next);
      next = (next + 1) % services.size();
      try {
        Reply reply = api.send(HttpRequest.newBuilder(URI.create(Stack.url(node) + path)).timeout(CALL)
            .header("Content-Type", "application/json").header("Idempotency-Key", key).POST(HttpRequest.BodyPublishers.ofString(json)).build());
        if (reply.status() == 200 || fromDss(reply) && !reply.json().getBoolean("retryable", false)) return Optional.of(reply);
      } catch (IOException notAnswered) {
        // The connection was refused or is lost: what may have happened is repeated under the same key.
      }
      repeated.incrementAndGet();
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return Optional.empty();
  }
}
