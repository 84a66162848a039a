package io.dss.coherence.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheValues;
import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.coherence.Message;
import io.dss.coherence.ViewId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Two ends over a network that loses, delays, reorders and copies frames, is cut in one direction now and then, and while views change at each end at
 * its own time. Every message says its view and its number, and what arrives at an end must be 1, 2, 3... of the view that the end has. After the
 * last change the network is whole, and everything must arrive.
 */
final class LinkSimulation {
  private static final int STEPS = 4_000;
  private static final int QUIET_STEPS = 20_000;
  private static final long RESEND_MILLIS = 60;
  private static final int BUCKETS = 256;

  record Result(int delivered, int lost, int copied, int viewChanges, int framesOfOtherViews, int frames, List<String> history) {}

  private record InFlight(long atMillis, int to, byte[] frame) {}

  private final Random random;
  private final End[] ends = {new End(0), new End(1)};
  private final List<InFlight> network = new ArrayList<>();
  private final List<String> history = new ArrayList<>();
  private final double loss;
  private final double copies;
  private final int delayMillis;
  private final boolean[] cut = new boolean[2];
  private long nowMillis;
  private long epoch = 1;
  private boolean quiet;
  private int delivered;
  private int lost;
  private int copied;
  private int viewChanges;
  private int framesOfOtherViews;
  private int frames;

  private LinkSimulation(long seed) {
    random = new Random(seed);
    loss = random.nextInt(3) * 0.15;
    copies = random.nextInt(3) * 0.1;
    delayMillis = 1 + random.nextInt(80);
  }

  static Result run(long seed) {
    return new LinkSimulation(seed).run();
  }

  private final class End {
    final int index;
    final PeerLink link = new PeerLink(RESEND_MILLIS);
    long epoch;
    long sent;
    long received;

    End(int index) {
      this.index = index;
    }

    void install(long next) {
      epoch = next;
      sent = 0;
      received = 0;
      link.view(new ViewId(1, next), nowMillis);
      viewChanges++;
    }

    void send() {
      sent++;
      link.send((int) (sent % BUCKETS), labelled(epoch + "/" + sent));
    }

    void receive(byte[] frame) {
      List<PeerLink.Arrived> arrived = link.received(frame, nowMillis);
      if (!LinkFrame.decoded(frame, ViewId.NONE).view().equals(new ViewId(1, epoch))) {
        framesOfOtherViews++;
        assertEquals(List.of(), arrived, "a frame of another view");
      }
      for (PeerLink.Arrived one : arrived) {
        received++;
        delivered++;
        assertEquals(epoch + "/" + received, ((Message.Keyed) one.message()).key(), "at end " + index);
        assertEquals(received % BUCKETS, one.bucket());
        history.add(nowMillis + " " + index + " " + epoch + "/" + received);
      }
    }
  }

  private Message labelled(String label) {
    if (random.nextInt(10) > 0) return new Message.Keyed(label, new Message.GetS());
    Content value = new Content.Present(new byte[random.nextInt(3_000)]);
    return new Message.Keyed(label, new Message.PutM(new Entry(CacheValues.VERSION, value, 1, List.of()), true));
  }

  private Result run() {
    for (int step = 0; step < STEPS; step++) step();
    quiet = true;
    for (End end : ends) if (end.epoch < epoch) end.install(epoch);
    for (int step = 0; step < QUIET_STEPS && !settled(); step++) step();
    assertTrue(settled(),
        () -> "not everything arrived: " + ends[0].sent + " to " + ends[1].received + ", " + ends[1].sent + " to " + ends[0].received);
    return new Result(delivered, lost, copied, viewChanges, framesOfOtherViews, frames, history);
  }

  private boolean settled() {
    boolean arrived = ends[0].received == ends[1].sent && ends[1].received == ends[0].sent;
    return arrived && ends[0].link.pendingBytes() == 0 && ends[1].link.pendingBytes() == 0;
  }

  private void step() {
    nowMillis += random.nextInt(8);
    if (!quiet) disturb();
    deliverDue();
    for (End end : ends) {
      if (random.nextInt(3) > 0) leave(end);
    }
  }

  private void disturb() {
    if (random.nextInt(400) == 0) epoch++;
    if (random.nextInt(150) == 0) cut[random.nextInt(2)] = true;
    if (random.nextInt(60) == 0) cut[random.nextInt(2)] = false;
    End end = ends[random.nextInt(2)];
    if (end.epoch < epoch && random.nextInt(30) == 0) end.install(epoch);
    for (int i = random.nextInt(4); i > 0 && end.epoch > 0; i--) end.send();
  }

  private void leave(End end) {
    int maxBytes = 100 + random.nextInt(2_000);
    for (byte[] frame : end.link.take(nowMillis, maxBytes)) {
      frames++;
      boolean drop = !quiet && (cut[end.index] || random.nextDouble() < loss);
      if (drop) lost++;
      else enter(end, frame);
      if (!drop && !quiet && random.nextDouble() < copies) {
        copied++;
        enter(end, frame);
      }
    }
  }

  private void enter(End from, byte[] frame) {
    network.add(new InFlight(nowMillis + random.nextInt(delayMillis), 1 - from.index, frame));
  }

  private void deliverDue() {
    for (InFlight one : List.copyOf(network)) {
      if (one.atMillis > nowMillis) continue;
      network.remove(one);
      ends[one.to].receive(one.frame);
    }
  }
}
