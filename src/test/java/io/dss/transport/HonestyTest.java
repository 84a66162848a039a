package io.dss.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dss.kernel.NodeId;
import io.dss.spi.PeerTransport.Channel;
import io.dss.spi.PeerTransport.Failure;
import io.dss.transport.TransportCounters.Count;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the transport may only say when it is true: "not sent", and "this is my peer". */
@Timeout(30)
class HonestyTest {
  @Test
  void aRequestThatEndedWhileItWasQueuedIsNeverWritten() throws Exception {
    try (TestNode node = TestNode.start("node_a")) {
      TransportEnvironment environment = new TransportEnvironment(
          () -> node.self, TestNode.SECRET, TestNode.QUICK, node.counters, Thread::new, null, TestNode.CLOCK, () -> 0, TestNode.defaultTls());
      CountDownLatch stuck = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      ByteArrayOutputStream wire = new ByteArrayOutputStream();
      Outbox outbox = new Outbox(environment, new Wire(new ByteArrayInputStream(new byte[0]), gate(wire, stuck, go), () -> {}), List.of(),
          new Outbox.Beat(Frame.PING, () -> false));
      outbox.offer(Frame.oneWay(Channel.RAFT, new byte[FrameReader.BUFFER_BYTES]));
      Thread writer = new Thread(outbox);
      writer.start();
      stuck.await();
      PendingRequests pending = new PendingRequests(10);
      PendingRequest request = pending.add(Channel.LOCK, new byte[5], 0).orElseThrow();
      outbox.offer(request);
      pending.expire(1);
      ExecutionException ended = assertThrows(ExecutionException.class, () -> request.answer().get());
      assertInstanceOf(Failure.NotSent.class, ended.getCause());
      outbox.offer(Frame.PING);
      go.countDown();
      outbox.finish(System.nanoTime() + 20_000_000_000L, () -> true);
      writer.join();
      assertEquals(List.of(Frame.Kind.ONE_WAY, Frame.Kind.PING), kinds(wire.toByteArray()));
    }
  }

  /** Of a run of the whole suite: the last answer was offered, and counted as given, between the look into the queue and the question. */
  @Test
  void whatIsOfferedBeforeItIsSaidThatNothingIsLeftIsWritten() throws Exception {
    try (TestNode node = TestNode.start("node_a")) {
      TransportEnvironment environment = new TransportEnvironment(
          () -> node.self, TestNode.SECRET, TestNode.QUICK, node.counters, Thread::new, null, TestNode.CLOCK, () -> 0, TestNode.defaultTls());
      ByteArrayOutputStream wire = new ByteArrayOutputStream();
      Outbox outbox = new Outbox(environment, new Wire(new ByteArrayInputStream(new byte[0]), wire, () -> {}), List.of(),
          new Outbox.Beat(Frame.PING, () -> false));
      AtomicBoolean given = new AtomicBoolean();
      outbox.finish(System.nanoTime() + 20_000_000_000L, () -> {
        if (!given.getAndSet(true)) outbox.offer(Frame.oneWay(Channel.RAFT, new byte[1]));
        return true;
      });
      outbox.run();
      assertEquals(List.of(Frame.Kind.ONE_WAY), kinds(wire.toByteArray()));
    }
  }

  @Test
  void whoAnswersWithoutKnowingTheSecretIsNotTakenForThePeerNorSentAnything() throws Exception {
    ClusterSecret guessed = new ClusterSecret("guessed by an impostor");
    try (TestNode a = TestNode.start("node_a"); ServerSocket impostor = UpgradeServer.loopback(0)) {
      a.transport.addresses(Map.of(new NodeId("node_b"), new PeerAddress("127.0.0.1", impostor.getLocalPort(), false)));
      try (Socket socket = impostor.accept()) {
        Handshake.Call call = Handshake.Call.read(HttpHead.read(socket.getInputStream()).headers()::get);
        Hello hello = new Hello(TestNode.peer("node_b", 1, TestNode.CLUSTER), Handshake.nonce());
        socket.getOutputStream().write(HttpHead.write("HTTP/1.1 101 Web Socket Protocol Handshake", new Handshake(call, hello).answerHeaders(guessed)));
        assertEquals(-1, socket.getInputStream().read(), "nothing is sent to it");
      }
      TestNode.await("it is counted", () -> a.refused(RefusalCause.WRONG_SECRET) == 1);
      assertEquals(0, a.count(Count.CONNECTIONS_OPENED));
      assertFalse(a.transport.send(new NodeId("node_b"), Channel.RAFT, new byte[1]));
    }
  }

  private static OutputStream gate(OutputStream behind, CountDownLatch stuck, CountDownLatch go) {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        stuck.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        behind.write(bytes, from, count);
      }
    };
  }

  private static List<Frame.Kind> kinds(byte[] bytes) throws IOException {
    FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes), TestNode.CLOCK, new TransportCounters());
    List<Frame.Kind> kinds = new ArrayList<>();
    try {
      while (true) kinds.add(reader.read(1 << 20).kind());
    } catch (EOFException e) {
      return kinds;
    }
  }
}
