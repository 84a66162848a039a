package io.dss.coherence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.CacheCommand;
import io.dss.cache.CacheReply;
import io.dss.cache.Content;
import io.dss.cache.Version;
import io.dss.cache.WriteSafety;
import io.dss.kernel.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What becomes of calls: loads, refused and cancelled ones, ends of values, and what is told of writes. */
class BucketCallsTest {
  private static final String KEY = "k";
  private static final long LOAD_MILLIS = 500;

  private static long load(BucketNetwork net, int node) {
    return net.call(net.node(node), KEY, new CacheCommand.Read(OptionalLong.of(LOAD_MILLIS)));
  }

  private static long loaded(BucketNetwork net, int node, String token) {
    Content content = new Content.Present(new byte[] {'7'});
    return net.call(net.node(node), KEY, new CacheCommand.Write(content, OptionalLong.empty(), Optional.empty(), Optional.of(token)));
  }

  private static CacheCommand shortLived() {
    return new CacheCommand.Write(new Content.Present(new byte[] {'1'}), OptionalLong.of(100), Optional.empty(), Optional.empty());
  }

  private static String token(BucketNetwork net, long call) {
    return ((CacheReply.Load) net.reply(call)).token();
  }

  private static void tick(BucketNetwork net, long millis) {
    net.now += millis;
    for (NodeId node : net.nodes) net.did(node, net.buckets.get(node).tick(net.now));
    net.drain();
  }

  private static <T extends Effect> List<T> told(BucketNetwork net, int node, Class<T> kind) {
    return net.log.get(net.node(node)).stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void oneOfManyLoadsAndAllOthersAreAnsweredByWhatItWrites() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 4);
    long first = load(net, 3);
    net.drain();
    long[] others = {load(net, 3), load(net, 4), load(net, 2), load(net, 1), load(net, 4)};
    net.drain();
    String token = token(net, first);
    for (long other : others) assertFalse(net.answers.containsKey(other), "waits for the load");
    loaded(net, 3, token);
    net.drain();
    for (long other : others) assertEquals("7", BucketNetwork.json(net.reply(other)));
  }

  @Test
  void aLoadThatIsOverIsGivenToExactlyOneOfThoseThatWait() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 4);
    long first = load(net, 3);
    net.drain();
    long[] others = {load(net, 3), load(net, 4), load(net, 4), load(net, 1)};
    net.drain();
    tick(net, LOAD_MILLIS - 1);
    for (long other : others) assertFalse(net.answers.containsKey(other), "its time is not over");
    tick(net, 1);
    List<Long> loaders = java.util.Arrays.stream(others).boxed().filter(net.answers::containsKey).toList();
    assertEquals(1, loaders.size());
    assertFalse(token(net, loaders.get(0)).equals(token(net, first)));
  }

  @Test
  void aLoadThatIsGivenUpIsGivenToAnother() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 4);
    long first = load(net, 3);
    net.drain();
    long second = load(net, 4);
    net.drain();
    net.call(net.node(3), KEY, new CacheCommand.Delete(Optional.empty(), Optional.of(token(net, first))));
    net.drain();
    assertInstanceOf(CacheReply.Load.class, net.reply(second));
  }

  @Test
  void whoMeetsALoadInTheVeryGoThatEndsItIsAnswered() {
    for (WriteSafety safety : WriteSafety.values()) {
      BucketNetwork net = new BucketNetwork(safety, 4);
      String token = token(net, loadedMarker(net));
      net.read(4, KEY);
      net.drain();
      net.call(net.node(3), KEY, new CacheCommand.Increment(1, OptionalLong.empty(), OptionalLong.empty()));
      long waits = load(net, 3);
      loaded(net, 3, token);
      net.drain();
      assertEquals("7", BucketNetwork.json(net.reply(waits)), () -> "in mode " + safety);
      assertTrue(net.states(KEY).get(net.node(3)).writable());
    }
  }

  private static long loadedMarker(BucketNetwork net) {
    long first = load(net, 3);
    net.drain();
    return first;
  }

  @Test
  void aTickReturnsNothingAsLongAsNobodyWaitsForALoad() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 3);
    net.read(3, KEY);
    assertEquals(List.of(), net.bucket(3).tick(net.now + LOAD_MILLIS));
  }

  @Test
  void aLineThatCallsWaitForIsNotEvicted() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 4);
    load(net, 3);
    net.drain();
    load(net, 3);
    net.drain();
    assertEquals(List.of(), net.bucket(3).evict(KEY, net.now));
  }

  @Test
  void aWriteThatMainMemoryRefusesIsUndoneAndItsVersionIsNotUsedAgain() {
    BucketNetwork net = new BucketNetwork(WriteSafety.STORE, 4);
    net.write(3, KEY, "1");
    net.drain();
    Version stored = net.store.get(KEY).version();
    net.full = true;
    long refused = net.write(3, KEY, "2");
    assertEquals(LineState.MB, net.states(KEY).get(net.node(3)));
    long behind = net.read(3, KEY);
    net.drain();
    assertEquals(List.of(refused), net.refused);
    assertEquals("1", BucketNetwork.json(net.reply(behind)));
    assertEquals(LineState.E, net.states(KEY).get(net.node(3)));
    net.full = false;
    net.write(3, KEY, "3");
    net.drain();
    assertEquals(stored.next().next(), net.store.get(KEY).version());
    assertEquals(2, told(net, 3, Effect.Changed.class).size());
  }

  @Test
  void theVersionOfAWriteThatWasRefusedIsNotUsedByTheNextOwnerEither() {
    BucketNetwork net = new BucketNetwork(WriteSafety.STORE, 4);
    net.write(3, KEY, "1");
    net.drain();
    net.full = true;
    net.write(3, KEY, "2");
    Version undone = net.bucket(3).line(KEY).orElseThrow().entry().version();
    net.drain();
    net.full = false;
    net.write(4, KEY, "3");
    net.drain();
    assertTrue(net.store.get(KEY).version().isAfter(undone));
  }

  @Test
  void aReadOfWhatHasExpiredIsMissingThoughMainMemoryIsFull() {
    BucketNetwork net = new BucketNetwork(WriteSafety.STORE, 4);
    net.call(net.node(3), KEY, shortLived());
    net.drain();
    net.full = true;
    net.now += 100;
    long read = net.read(3, KEY);
    net.drain();
    assertInstanceOf(CacheReply.Missing.class, net.reply(read));
    assertEquals(List.of(), net.refused);
  }

  @Test
  void whatExpiresEndsInAWriteThatEveryNodeSees() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 4);
    net.call(net.node(3), KEY, shortLived());
    net.drain();
    net.read(4, KEY);
    net.drain();
    net.now += 100;
    long read = net.read(4, KEY);
    net.drain();
    assertInstanceOf(CacheReply.Missing.class, net.reply(read));
    assertEquals(Effect.Change.EXPIRED, told(net, 4, Effect.Changed.class).get(0).change());
    assertEquals(LineState.M, net.states(KEY).get(net.node(4)));
  }

  @Test
  void aCallThatWaitsCanBeCancelledAndOneThatIsMadeCannot() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 4);
    long waits = net.write(3, KEY, "1");
    assertTrue(net.bucket(3).cancel(KEY, waits), "the line is on its way");
    net.drain();
    assertEquals(LineState.E, net.states(KEY).get(net.node(3)));
    long made = net.write(3, KEY, "2");
    assertFalse(net.bucket(3).cancel(KEY, made), "the backup is on its way");
    net.drain();
    assertTrue(net.answers.isEmpty());
    assertEquals(1, told(net, 3, Effect.Changed.class).size());
    assertFalse(net.bucket(3).cancel(KEY, made), "nothing is known of it any more");
  }

  @Test
  void aReadIsServedByTheLineThatACancelledWriteHadAskedFor() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 4);
    long write = net.write(3, KEY, "1");
    net.bucket(3).cancel(KEY, write);
    long read = net.read(3, KEY);
    net.drain();
    assertInstanceOf(CacheReply.Missing.class, net.reply(read));
    assertTrue(net.used.contains(CacheTable.table().row(LineState.IM, CacheEvent.READ).orElseThrow()));
  }

  @Test
  void answersSayWhereTheyComeFrom() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 4);
    long store = net.read(3, KEY);
    net.drain();
    long local = net.read(3, KEY);
    net.write(3, KEY, "1");
    net.drain();
    long peer = net.read(4, KEY);
    net.drain();
    assertEquals(List.of(Effect.Source.STORE, Effect.Source.LOCAL, Effect.Source.PEER),
        List.of(net.answers.get(store).source(), net.answers.get(local).source(), net.answers.get(peer).source()));
    assertEquals(List.of(LineState.E, LineState.E, LineState.S),
        List.of(net.answers.get(store).state(), net.answers.get(local).state(), net.answers.get(peer).state()));
  }

  @Test
  void whatWatchersAreTold() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 3);
    net.write(3, KEY, "1");
    net.drain();
    net.write(3, KEY, "2");
    net.drain();
    net.call(net.node(3), KEY, new CacheCommand.Delete(Optional.empty(), Optional.empty()));
    net.drain();
    load(net, 3);
    net.drain();
    List<Effect.Change> changes = told(net, 3, Effect.Changed.class).stream().map(Effect.Changed::change).toList();
    assertEquals(List.of(Effect.Change.CREATED, Effect.Change.UPDATED, Effect.Change.REMOVED), changes);
  }

  @Test
  void aSharerIsToldOfTheWriteBeforeItIsAnswered() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 4);
    net.read(3, KEY);
    net.drain();
    net.read(4, KEY);
    net.drain();
    net.write(4, KEY, "1");
    net.drain();
    List<Effect> log = net.log.get(net.node(3));
    List<Effect> last = log.subList(log.size() - 3, log.size());
    assertEquals(LineState.I, ((Effect.Show) last.get(0)).state(), "readers first");
    assertEquals(new Effect.Invalidated(KEY), last.get(1));
    assertInstanceOf(Message.InvAck.class, ((Message.Keyed) ((Effect.Send) last.get(2)).message()).about());
  }

  @Test
  void aFlushIsDoneWhenMainMemoryHasTheVersionAlsoIfItIsWrittenAgainMeanwhile() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 3);
    net.write(3, KEY, "1");
    net.drain();
    Version first = net.bucket(3).line(KEY).orElseThrow().entry().version();
    net.did(net.node(3), net.bucket(3).flush(KEY, net.now));
    net.write(3, KEY, "2");
    net.drain();
    assertEquals(List.of(new Effect.Flushed(KEY, first)), told(net, 3, Effect.Flushed.class));
    assertEquals(LineState.M, net.states(KEY).get(net.node(3)));
    assertEquals(List.of(), net.bucket(3).evict("other", net.now));
  }

  @Test
  void aFlushOfALineThatIsCleanDoesNothing() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 3);
    net.read(3, KEY);
    net.drain();
    assertEquals(List.of(), net.bucket(3).flush(KEY, net.now));
  }
}
