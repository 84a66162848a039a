package io.dss.sim;

import io.dss.kernel.BinaryReader;
import io.dss.kernel.BinaryWriter;
import io.dss.kernel.NodeId;
import io.dss.raft.sim.SimNetwork;
import io.dss.spi.PeerTransport;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The transport of one process over the simulated network. It promises less than the real one: frames overtake each other and arrive twice. Whether
 * there is a connection is found out as it is in production, by whether the other end answers; when it is lost, so are the requests on it.
 */
public final class SimTransport implements PeerTransport {
  private static final int ONE_WAY = 0;
  private static final int REQUEST = 100;
  private static final int ANSWER = 200;
  private static final int PING = 201;
  private static final int PONG = 202;
  private static final long PING_MICROS = 100_000;
  private static final long SILENT_MICROS = 350_000;

  /** The other end of a connection. */
  private static final class Link {
    private long heardMicros = Long.MIN_VALUE / 2;
    private long life;
    private boolean up;
  }

  private record Asked(NodeId to, CompletableFuture<byte[]> answer) {}

  private final SimLife process;
  private final SimNetwork network;
  private final Function<NodeId, Peer> identities;
  private final Map<NodeId, Link> links = new TreeMap<>();
  private final Map<Channel, Receiver> receivers = new EnumMap<>(Channel.class);
  private final Map<Channel, Responder> responders = new EnumMap<>(Channel.class);
  private final TreeMap<Long, Asked> asked = new TreeMap<>();
  /** Requests that arrived, where a copy of one is not to be carried out. */
  private final Set<Long> known = new HashSet<>();
  private boolean withoutCopies;
  private long lastId;

  /** @param identities what the handshake proves of a node */
  public SimTransport(SimLife process, SimNetwork network, List<NodeId> others, Function<NodeId, Peer> identities) {
    this.process = process;
    this.network = network;
    this.identities = identities;
    others.forEach(node -> links.put(node, new Link()));
    lastId = process.life() << 32;
  }

  /** As the real transport promises: a request arrives once or not at all. Their ids are of no two lives. */
  public void withoutCopies() {
    withoutCopies = true;
  }

  /** Keeps looking who is there; to be called once. */
  public void ping() {
    links.keySet().forEach(node -> network.send(process.node(), node, PING, new BinaryWriter().i64(process.life()).toBytes()));
    links.forEach((node, link) -> {
      if (link.up && process.nowMicros() - link.heardMicros > SILENT_MICROS) lost(node, link);
    });
    process.later(PING_MICROS, this::ping);
  }

  private void lost(NodeId node, Link link) {
    link.up = false;
    List<Asked> unanswered = asked.values().stream().filter(request -> request.to().equals(node)).toList();
    asked.values().removeAll(unanswered);
    unanswered.forEach(request -> request.answer().completeExceptionally(new Failure.Unanswered("the connection was lost")));
  }

  private void heard(NodeId node, long life) {
    Link link = links.get(node);
    if (life < link.life) return;
    if (link.up && life > link.life) lost(node, link);
    link.life = life;
    link.up = true;
    link.heardMicros = process.nowMicros();
  }

  public void arrived(NodeId from, int kind, byte[] frame) {
    if (kind == PING) network.send(process.node(), from, PONG, new BinaryWriter().i64(process.life()).toBytes());
    else if (kind == PONG) heard(from, new BinaryReader(frame).i64());
    else if (kind == ANSWER) answered(frame);
    else if (kind >= REQUEST) asks(from, kind - REQUEST, frame);
    else receivers.getOrDefault(channel(kind - ONE_WAY), (peer, bytes) -> {}).receive(identities.apply(from), frame);
  }

  private static Channel channel(int number) {
    for (Channel channel : Channel.values()) if (channel.number() == number) return channel;
    throw new AssertionError("channel " + number);
  }

  private void asks(NodeId from, int number, byte[] frame) {
    BinaryReader in = new BinaryReader(frame);
    long id = in.i64();
    if (withoutCopies && !known.add(id)) return;
    Responder responder = responders.get(channel(number));
    if (responder == null) return;
    responder.respond(identities.apply(from), in.bytes()).whenComplete((answer, failure) -> {
      if (process.isAlive()) {
        byte[] body = failure == null ? answer : new byte[0];
        network.send(process.node(), from, ANSWER, new BinaryWriter().i64(id).bool(failure == null).bytes(body).toBytes());
      }
    });
  }

  private void answered(byte[] frame) {
    BinaryReader in = new BinaryReader(frame);
    Asked request = asked.remove(in.i64());
    if (request == null) return;
    if (in.bool()) request.answer().complete(in.bytes());
    else request.answer().completeExceptionally(new Failure.Refused("the responder failed"));
  }

  @Override
  public boolean send(NodeId to, Channel channel, byte[] frame) {
    if (!links.get(to).up) return false;
    network.send(process.node(), to, ONE_WAY + channel.number(), frame);
    return true;
  }

  @Override
  public CompletionStage<byte[]> request(NodeId to, Channel channel, byte[] request, long timeoutNanos) {
    if (!links.get(to).up) return CompletableFuture.failedFuture(new Failure.NotSent("there is no connection to " + to));
    long id = ++lastId;
    Asked question = new Asked(to, new CompletableFuture<>());
    asked.put(id, question);
    network.send(process.node(), to, REQUEST + channel.number(), new BinaryWriter().i64(id).bytes(request).toBytes());
    process.after(timeoutNanos, () -> {
      if (asked.remove(id) != null) question.answer().completeExceptionally(new Failure.Unanswered("no answer came in time"));
    });
    return question.answer();
  }

  @Override
  public void receive(Channel channel, Receiver receiver) {
    receivers.put(channel, receiver);
  }

  @Override
  public void respond(Channel channel, Responder responder) {
    responders.put(channel, responder);
  }

  @Override
  public Set<NodeId> unreachable() {
    Set<NodeId> unreachable = new TreeSet<>();
    links.forEach((node, link) -> {
      if (!link.up) unreachable.add(node);
    });
    return unreachable;
  }

  @Override
  public void close() {}
}
