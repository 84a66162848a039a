package io.dss.bench;

import io.dss.bench.HttpConnection.Response;
import java.io.IOException;
import java.util.List;

/** What one connection does again and again, and is timed as one. */
@FunctionalInterface
interface Work {
  /** How a connection's work is made; its number tells it from the others. */
  @FunctionalInterface
  interface Kind {
    Work on(HttpConnection connection, int number);
  }

  /** @return whether the node did what was asked; what it refused is counted apart */
  boolean once() throws IOException;

  /** Whether the last {@link #once} found nothing left to do: it does not count, and the connection is done with this round. */
  default boolean isOver() {
    return false;
  }

  static Work inTurn(List<Work> works) {
    return new Work() {
      private int turn = -1;

      @Override
      public boolean once() throws IOException {
        turn = (turn + 1) % works.size();
        return works.get(turn).once();
      }

      @Override
      public boolean isOver() {
        return works.get(turn).isOver();
      }
    };
  }

  /** {@link EmptyPost}. */
  static Work emptyPost(HttpConnection connection, int number) {
    byte[] request = connection.request(EmptyPost.PATH, EmptyPost.ANSWER);
    return () -> {
      Response response = connection.exchange(request);
      if (response.status() != 200 || !response.body().equals(EmptyPost.ANSWER)) throw new IOException("the empty POST was answered " + response);
      return true;
    };
  }

  /** Takes a lock that nobody else wants and gives it back. */
  static Work lockPair(HttpConnection connection, int number) {
    String names = "{\"lock_name\":\"bench-" + number + "\",\"client_id\":\"client-" + number + "\"";
    byte[] acquire = connection.request("/lock/acquire", names + ",\"lock_type\":\"exclusive\",\"timeout\":30}");
    byte[] release = connection.request("/lock/release", names + "}");
    return () -> done(connection.exchange(acquire)) && done(connection.exchange(release));
  }

  /** A 503 is a refusal, and may happen on a machine that is out of breath; anything else but success is a mistake of somebody's, and ends the run. */
  private static boolean done(Response response) throws IOException {
    if (response.status() == 503) return false;
    if (response.status() != 200 || !response.body().contains("\"success\":true")) throw new IOException("a free lock's call was answered " + response);
    return true;
  }
}
