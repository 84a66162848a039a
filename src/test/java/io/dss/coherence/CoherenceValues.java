package io.dss.coherence;

import static io.dss.cache.CacheValues.ENTRIES;
import static io.dss.cache.CacheValues.LAST;
import static io.dss.cache.CacheValues.VERSION;

import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Messages of the protocol for tests: every kind, with every choice that it has. */
public final class CoherenceValues {
  public static final List<Message> MESSAGES = messages();

  private CoherenceValues() {}

  private static List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    for (Message.OfKey about : abouts()) messages.add(new Message.Keyed("USER_CONFIG_FILE", about));
    messages.add(new Message.Keyed("\u00e4".repeat(256), new Message.GetS()));
    messages.add(new Message.Reports(List.of(), true));
    messages.add(new Message.Reports(held(), false));
    messages.add(new Message.Resumes(List.of(), false));
    messages.add(new Message.Resumes(List.of(new Message.Resumed("a", Version.NONE, Optional.empty()),
        new Message.Resumed("b", LAST, Optional.of(new NodeId("[::1]:8021")))), true));
    return List.copyOf(messages);
  }

  private static List<Message.Held> held() {
    List<Message.Held> held = new ArrayList<>();
    for (LineState state : LineState.values()) {
      Entry entry = ENTRIES.get(held.size() % ENTRIES.size());
      Optional<Entry> backup = held.size() % 3 == 0 ? Optional.of(ENTRIES.get(1)) : Optional.empty();
      held.add(new Message.Held("k" + held.size(), state, held.size() % 2 == 0, entry, backup));
    }
    return held;
  }

  private static List<Message.OfKey> abouts() {
    List<Message.OfKey> abouts = new ArrayList<>(List.of(new Message.GetS(), new Message.GetM(true), new Message.GetM(false),
        new Message.PutM(ENTRIES.get(1), true), new Message.PutM(ENTRIES.get(5), false), new Message.PutS(),
        new Message.InvAck(), new Message.DataAck(),
        new Message.Fetch(true), new Message.Fetch(false), new Message.Inv(), new Message.Release(), new Message.PutAck(VERSION),
        new Message.Backup(ENTRIES.get(2), true), new Message.Backup(ENTRIES.get(4), false), new Message.Forget(LAST)));
    for (Message.Fetched fetched : Message.Fetched.values()) abouts.add(new Message.FetchAck(fetched, ENTRIES.get(3)));
    for (Message.Granted granted : Message.Granted.values()) abouts.add(new Message.Data(granted, VERSION, Optional.of(ENTRIES.get(1)), true));
    abouts.add(new Message.Data(Message.Granted.M, LAST, Optional.empty(), false));
    for (Message.Safe safe : Message.Safe.values()) abouts.add(new Message.BackupAck(VERSION, safe));
    return abouts;
  }
}
