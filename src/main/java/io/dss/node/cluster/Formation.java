package io.dss.node.cluster;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.ClusterId;
import io.dss.kernel.DiskId;
import io.dss.kernel.Entropy;
import io.dss.kernel.MalformedBinary;
import io.dss.kernel.NodeId;
import io.dss.raft.log.Configuration;
import io.dss.spi.PeerTransport;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * First formation: how nodes with empty disks become one cluster, once, before the first election. Every unformed node asks every named voter. The
 * voter with the lowest id forms: once all other named voters have answered that their disks are empty and that they name the same voters, it draws the
 * cluster id, writes the configuration (each voter's disk id in it) to its own disk, and only then answers with it. The others adopt what a formed
 * node answers if it names <em>their</em> disk.
 *
 * <p>One node decides, and persists before it tells; so there is never a second configuration among disks that took part in the first. A voter whose
 * disk was wiped later finds its old disk id in the configuration, not its own: it stays out and says so. A node that is no voter only learns the
 * cluster id. No quorum is enough here: with a majority, two halves of a list of nodes brought up apart would make two clusters.
 *
 * <p>Thread-safe. Nothing blocks; {@link #tick} asks again.
 */
public final class Formation {
  private static final int VERSION = 1;
  private static final long ASK_TIMEOUT_NANOS = 1_000_000_000L;

  /** Who this node is; {@code voters} are the ones its configuration names. */
  public record Self(NodeId node, DiskId disk, SortedSet<NodeId> voters) {
    boolean isVoter() {
      return voters.contains(node);
    }
  }

  /** What is known so far, for the log and for {@code ready}. */
  public sealed interface State {
    /** Voters that have not answered yet. */
    record Waiting(SortedSet<NodeId> missing) implements State {}

    /** Something is wrong that time does not mend; the text says what, and what to do. */
    record Stuck(String why) implements State {}

    record Formed(ClusterId cluster) implements State {}
  }

  private final Self self;
  private final PeerTransport transport;
  private final Entropy entropy;
  private final Consumer<Configuration> persist;
  private final Consumer<Configuration> formed;
  /** Runs what may wait for the disk; in turn or not. */
  private final Executor worker;
  private final SortedMap<NodeId, DiskId> empty = new TreeMap<>();
  /** What is wrong, by who showed it; a good answer of the same node mends it. */
  private final SortedMap<NodeId, String> troubles = new TreeMap<>();
  /** Set once it is durable. */
  private volatile Optional<Configuration> configuration;
  private boolean ended;

  /**
   * @param known what this node's disk says, empty for an empty disk
   * @param persist writes the configuration to disk; has returned when it is durable
   * @param formed told once, after that, also when {@code known} was there from the beginning and {@link #begin} is called
   * @param worker takes what peers answer off their connections' threads, as it may lead to {@code persist}
   */
  public Formation(Self self, Optional<Configuration> known, PeerTransport transport, Entropy entropy, Consumer<Configuration> persist,
      Consumer<Configuration> formed, Executor worker) {
    this.self = self;
    this.configuration = known;
    this.transport = transport;
    this.entropy = entropy;
    this.persist = persist;
    this.formed = formed;
    this.worker = worker;
    transport.respond(PeerTransport.Channel.FORMATION, this::respond);
  }

  /** Forms at once where there is nobody to ask: a single voter, or a disk that has been formed. */
  public void begin() {
    Configuration known;
    synchronized (this) {
      known = configuration.orElse(null);
      ended |= known != null;
    }
    if (known != null) formed.accept(known);
    else if (self.isVoter() && self.voters().size() == 1) decide(new TreeMap<>());
  }

  /** Asks every named voter, as long as this node is not formed. Called several times a second. */
  public void tick() {
    synchronized (this) {
      if (ended) return;
    }
    byte[] question = new BinaryWriter().u8(VERSION).toBytes();
    for (NodeId voter : self.voters()) {
      if (voter.equals(self.node())) continue;
      transport.request(voter, PeerTransport.Channel.FORMATION, question, ASK_TIMEOUT_NANOS)
          .whenComplete((answer, failure) -> worker.execute(() -> {
            if (failure == null) answered(voter, answer);
            else forget(voter);
          }));
    }
  }

  public synchronized State state() {
    if (configuration.isPresent() && ended) return new State.Formed(configuration.get().cluster());
    if (!troubles.isEmpty()) return new State.Stuck(troubles.get(troubles.firstKey()));
    SortedSet<NodeId> missing = new TreeSet<>(self.voters());
    missing.removeAll(empty.keySet());
    missing.remove(self.node());
    return new State.Waiting(Collections.unmodifiableSortedSet(missing));
  }

  /** Answer: the configuration if formed, else (0, disk, voters named). */
  private CompletionStage<byte[]> respond(PeerTransport.Peer from, byte[] question) {
    Optional<Configuration> decided = configuration;
    BinaryWriter out = new BinaryWriter().u8(VERSION).bool(decided.isPresent());
    if (decided.isPresent()) {
      out.bytes(decided.get().encoded());
    } else {
      out.string(self.disk().value()).count(self.voters().size());
      self.voters().forEach(out::node);
    }
    return CompletableFuture.completedFuture(out.toBytes());
  }

  private synchronized void forget(NodeId voter) {
    empty.remove(voter);
  }

  private void answered(NodeId voter, byte[] answer) {
    try {
      BinaryReader in = new BinaryReader(answer);
      in.version(VERSION, "formation answer");
      if (in.bool()) {
        adopt(voter, Configuration.decoded(in.bytes()));
      } else {
        emptyDisk(voter, disk(in.string()), voters(in));
      }
    } catch (MalformedBinary malformed) {
      stuck(voter, voter + " answers the formation call with what this build cannot read (" + malformed.getMessage() + "); run the same version everywhere");
    }
  }

  private static DiskId disk(String text) {
    try {
      return new DiskId(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedBinary(e.getMessage());
    }
  }

  private static SortedSet<NodeId> voters(BinaryReader in) {
    SortedSet<NodeId> named = new TreeSet<>();
    for (int left = in.size(2); left > 0; left--) named.add(in.node());
    return named;
  }

  private void adopt(NodeId from, Configuration theirs) {
    DiskId admitted = theirs.voters().get(self.node());
    if (self.isVoter() && !self.disk().equals(admitted)) {
      stuck(from, admitted == null
          ? "cluster " + theirs.cluster() + " (told by " + from + ") was formed with the voters " + theirs.voters().keySet() + ", and " + self.node()
              + " is none of them; take it out of RAFT_PEERS here, or admit it there"
          : "the disk of " + self.node() + " is not the one that cluster " + theirs.cluster() + " admitted (" + admitted + ", told by " + from
              + "): it was wiped or exchanged. It does not vote; bring the old data directory back");
      return;
    }
    settle(theirs);
  }

  private void emptyDisk(NodeId voter, DiskId disk, SortedSet<NodeId> named) {
    if (!named.equals(self.voters())) {
      stuck(voter, voter + " names the voters " + named + ", " + self.node() + " names " + self.voters() + ": RAFT_PEERS must be the same everywhere");
      return;
    }
    SortedMap<NodeId, DiskId> others;
    synchronized (this) {
      troubles.remove(voter);
      empty.put(voter, disk);
      others = new TreeMap<>(empty);
    }
    // Of one moment: another answer may take a node out again while this one is looked at.
    boolean all = others.size() == self.voters().size() - 1;
    if (all && self.isVoter() && self.node().equals(self.voters().first())) decide(others);
  }

  private void decide(SortedMap<NodeId, DiskId> others) {
    SortedMap<NodeId, DiskId> voters = new TreeMap<>(others);
    voters.put(self.node(), self.disk());
    settle(new Configuration(ClusterId.draw(entropy), voters, new TreeMap<>()));
  }

  private void settle(Configuration decided) {
    synchronized (this) {
      if (ended) return;
      ended = true;
      try {
        persist.accept(decided);
      } catch (RuntimeException failed) {
        // Whether it is on the disk is not known, so it must not be told, nor another one decided; the next start reads what there is.
        troubles.clear();
        troubles.put(self.node(), self.node() + " could not write down that it belongs to cluster " + decided.cluster() + ": " + failed.getMessage());
        throw failed;
      }
      configuration = Optional.of(decided);
      troubles.clear();
    }
    formed.accept(decided);
  }

  /** What {@code from} said before does not count any more. */
  private synchronized void stuck(NodeId from, String why) {
    empty.remove(from);
    if (!ended) troubles.put(from, why);
  }
}
