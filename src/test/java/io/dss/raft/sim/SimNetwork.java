package io.dss.raft.sim;

import io.dss.kernel.NodeId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Carries frames between nodes and loses, doubles, delays and reorders them by its menu. Frames are bytes under a channel number, so Raft and whatever
 * is built upon it share the same bad network.
 */
public final class SimNetwork {
  /** Takes what arrives at a node. */
  @FunctionalInterface
  public interface Port {
    void arrived(NodeId from, int channel, byte[] frame);
  }

  private record Link(NodeId from, NodeId to) implements Comparable<Link> {
    @Override
    public int compareTo(Link other) {
      int byFrom = from.compareTo(other.from);
      return byFrom != 0 ? byFrom : to.compareTo(other.to);
    }
  }

  private final EventQueue queue;
  private final SimEntropy entropy;
  private final Map<NodeId, Port> ports = new TreeMap<>();
  private final Set<Link> cut = new TreeSet<>();
  /** Of each link, the number of the youngest frame that has arrived. */
  private final Map<Link, Long> arrived = new TreeMap<>();
  private FaultMenu menu;
  private long sent;
  private long lost;
  private long doubled;
  private long overtaken;
  private long cutOff;

  public SimNetwork(EventQueue queue, SimEntropy entropy, FaultMenu menu) {
    this.queue = queue;
    this.entropy = entropy;
    this.menu = menu;
  }

  public void attach(NodeId node, Port port) {
    ports.put(node, port);
  }

  public void menu(FaultMenu next) {
    menu = next;
  }

  /** Nothing gets from {@code from} to {@code to} until healed; what is under way is lost too. */
  public void cut(NodeId from, NodeId to) {
    cut.add(new Link(from, to));
  }

  public void heal() {
    cut.clear();
  }

  public void send(NodeId from, NodeId to, int channel, byte[] frame) {
    sent++;
    if (entropy.chance(menu.lossPerMille())) {
      lost++;
      return;
    }
    carry(from, to, channel, frame);
    if (entropy.chance(menu.duplicatePerMille())) {
      doubled++;
      carry(from, to, channel, frame);
    }
  }

  private void carry(NodeId from, NodeId to, int channel, byte[] frame) {
    int most = entropy.chance(menu.stragglePerMille()) ? menu.straggleMicros() : menu.delayMicros();
    long number = sent;
    queue.after(100 + entropy.below(most), () -> {
      Link link = new Link(from, to);
      if (cut.contains(link)) {
        cutOff++;
      } else if (ports.containsKey(to)) {
        if (number < arrived.merge(link, number, Math::max)) overtaken++;
        ports.get(to).arrived(from, channel, frame);
      }
    });
  }

  /** Frames that were lost, doubled, overtaken by younger ones, and sent where nothing got through. */
  public record Mishaps(long lost, long doubled, long overtaken, long cutOff) {}

  public Mishaps mishaps() {
    return new Mishaps(lost, doubled, overtaken, cutOff);
  }
}
