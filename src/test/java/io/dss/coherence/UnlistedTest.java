package io.dss.coherence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cache.Content;
import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.cache.WriteSafety;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the tables do not list is counted, and changes nothing. The home is node 1, the lines are on node 3. */
class UnlistedTest {
  private static final String KEY = "k";
  private static final Version OTHER = new Version(7, 7, 7, 7);
  private static final Entry ENTRY = new Entry(OTHER, new Content.Present(new byte[] {'9'}), Entry.NEVER, List.of());

  private static BucketNetwork owned(LineState state) {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 4);
    if (state == LineState.S) net.read(4, KEY);
    net.drain();
    if (state == LineState.M) net.write(3, KEY, "1");
    if (state != LineState.M) net.read(3, KEY);
    net.drain();
    return net;
  }

  private static BucketNetwork fetched(Runnable other, BucketNetwork net) {
    other.run();
    while (net.states(KEY).get(net.node(3)) == LineState.M) net.deliver(net.deliverable().get(0));
    return net;
  }

  private static BucketNetwork in(LineState state) {
    BucketNetwork idle = new BucketNetwork(WriteSafety.BACKUP, 4);
    BucketNetwork modified = owned(LineState.M);
    return switch (state) {
      case I -> idle;
      case S, E, M -> owned(state);
      case IS -> with(idle, () -> idle.read(3, KEY));
      case IM -> with(idle, () -> idle.write(3, KEY, "1"));
      case SM -> writing(owned(LineState.S));
      case MB -> writing(owned(LineState.E));
      case MI -> with(modified, () -> modified.did(modified.node(3), modified.bucket(3).evict(KEY, modified.now)));
      case MS -> fetched(() -> modified.read(4, KEY), modified);
      case W -> fetched(() -> modified.write(4, KEY, "2"), modified);
    };
  }

  private static BucketNetwork with(BucketNetwork net, Runnable step) {
    step.run();
    return net;
  }

  private static BucketNetwork writing(BucketNetwork net) {
    net.write(3, KEY, "2");
    return net;
  }

  private static Map<CacheEvent, Message.ToCache> messages(Version version) {
    Map<CacheEvent, Message.ToCache> all = new LinkedHashMap<>();
    all.put(CacheEvent.DATA_S, new Message.Data(Message.Granted.S, Version.NONE, Optional.of(ENTRY), false));
    all.put(CacheEvent.DATA_E, new Message.Data(Message.Granted.E, OTHER, Optional.of(ENTRY), false));
    all.put(CacheEvent.DATA_M, new Message.Data(Message.Granted.M, OTHER, Optional.of(ENTRY), false));
    all.put(CacheEvent.DATA_M_BARE, new Message.Data(Message.Granted.M, OTHER, Optional.empty(), false));
    all.put(CacheEvent.DATA_M_DIRTY, new Message.Data(Message.Granted.M_DIRTY, OTHER, Optional.of(ENTRY), true));
    all.put(CacheEvent.FETCH_SHARE, new Message.Fetch(false));
    all.put(CacheEvent.FETCH_INVALIDATE, new Message.Fetch(true));
    all.put(CacheEvent.INV, new Message.Inv());
    all.put(CacheEvent.RELEASE, new Message.Release());
    all.put(CacheEvent.PUT_ACK, new Message.PutAck(version));
    all.put(CacheEvent.PUT_ACK_OTHER, new Message.PutAck(OTHER));
    all.put(CacheEvent.KEPT, new Message.BackupAck(version, Message.Safe.KEPT));
    all.put(CacheEvent.STORED, new Message.BackupAck(version, Message.Safe.STORED));
    all.put(CacheEvent.REFUSED, new Message.BackupAck(version, Message.Safe.REFUSED));
    all.put(CacheEvent.BACKUP_ACK_OTHER, new Message.BackupAck(OTHER, Message.Safe.KEPT));
    return all;
  }

  private static List<Effect> unlisted(List<Effect> effects) {
    return effects.stream().filter(Effect.Unlisted.class::isInstance).toList();
  }

  @Test
  void aLineHearsWhatItsTableListsAndNothingElse() {
    int strays = 0;
    for (LineState state : LineState.values()) {
      BucketNetwork net = in(state);
      Bucket bucket = net.bucket(3);
      assertEquals(state, bucket.line(KEY).map(Bucket.Line::state).orElse(LineState.I));
      Version version = bucket.line(KEY).map(line -> line.entry().version()).orElse(Version.NONE);
      for (Map.Entry<CacheEvent, Message.ToCache> said : messages(version).entrySet()) {
        Bucket copy = bucket.copy();
        List<Effect> effects = copy.received(net.node(1), new Message.Keyed(KEY, said.getValue()), net.now);
        Optional<Row<LineState, CacheEvent, CacheAction>> row = CacheTable.table().row(state, said.getKey());
        String where = state + " / " + said.getKey();
        if (row.isEmpty()) {
          assertEquals(List.of(new Effect.Unlisted(net.node(1), where + " of " + KEY)), effects);
          assertEquals(bucket.describe(), copy.describe(), where);
          strays++;
        } else {
          assertEquals(List.of(), unlisted(effects), where);
        }
      }
    }
    assertTrue(strays > 80, strays + " strays");
  }

  /** What the home is in, when nothing is delivered but what leads there. */
  private static List<BucketNetwork> homes() {
    List<BucketNetwork> all = new ArrayList<>();
    for (LineState state : LineState.values()) {
      BucketNetwork net = in(state);
      all.add(net);
      for (int i = 0; i < 6 && !net.deliverable().isEmpty(); i++) {
        BucketNetwork later = in(state);
        for (int j = 0; j <= i && !later.deliverable().isEmpty(); j++) later.deliver(later.deliverable().get(0));
        all.add(later);
      }
    }
    return all;
  }

  @Test
  void aHomeHearsNothingFromWhoIsNotAskedAndHasNothing() {
    List<Message.ToHome> said = List.of(new Message.PutM(ENTRY, false), new Message.PutM(ENTRY, true), new Message.PutS(), new Message.InvAck(), new Message.DataAck(),
        new Message.FetchAck(Message.Fetched.ABSENT, Entry.NONE), new Message.FetchAck(Message.Fetched.CLEAN, ENTRY), new Message.FetchAck(Message.Fetched.DIRTY, ENTRY));
    NodeId stranger = new NodeId("n2");
    for (BucketNetwork net : homes()) {
      Bucket home = net.bucket(1);
      for (Message.ToHome one : said) {
        Bucket copy = home.copy();
        assertEquals(1, unlisted(copy.received(stranger, new Message.Keyed(KEY, one), net.now)).size(), () -> one + " at " + home.describe());
        assertEquals(home.describe(), copy.describe());
      }
    }
  }

  @Test
  void whoHasALineDoesNotAskForIt() {
    for (LineState state : List.of(LineState.S, LineState.E, LineState.M)) {
      BucketNetwork net = owned(state);
      assertEquals(1, unlisted(net.bucket(1).received(net.node(3), new Message.Keyed(KEY, new Message.GetS()), net.now)).size());
      assertEquals(1, unlisted(net.bucket(1).received(net.node(3), new Message.Keyed(KEY, new Message.GetM(false)), net.now)).size());
    }
  }

  @Test
  void mainMemoryAnswersOnlyWhatItWasAsked() {
    BucketNetwork net = owned(LineState.M);
    assertEquals(1, unlisted(net.bucket(1).storeWritten(net.view.id(), KEY, OTHER, net.now)).size());
    assertEquals(1, unlisted(net.bucket(1).storeRefused(net.view.id(), KEY, OTHER, net.now)).size());
    assertEquals(1, unlisted(net.bucket(1).storeRead(net.view.id(), KEY, ENTRY, net.now)).size());
  }

  @Test
  void reportsAndResumesComeOnlyWhenTheyAreDue() {
    BucketNetwork net = new BucketNetwork(WriteSafety.BACKUP, 3);
    assertEquals(1, unlisted(net.bucket(1).received(net.node(2), new Message.Reports(List.of(), true), net.now)).size());
    assertEquals(1, unlisted(net.bucket(2).received(net.node(1), new Message.Resumes(List.of(), true), net.now)).size());
    net.changeView(net.nodes, 0);
    net.install(net.node(1));
    assertEquals(1, unlisted(net.bucket(1).received(net.node(2), new Message.Keyed(KEY, new Message.GetS()), net.now)).size(), "the home is not open");
  }
}
