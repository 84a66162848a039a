package io.dss.coherence;

import io.dss.cache.Entry;
import io.dss.cache.Version;
import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The directory and what comes for it. What it does is in {@link HomeTable}; {@link HomeSteps} carries it out. */
final class HomeSide {
  private final Site site;
  private final Directory directory;
  private final HomeSteps steps;
  private final TreeMap<String, Turn> turns = new TreeMap<>();
  private boolean open;

  HomeSide(Site site, Backups backups) {
    this(site, new Directory(), new HomeSteps(site, backups));
  }

  private HomeSide(Site site, Directory directory, HomeSteps steps) {
    this.site = site;
    this.directory = directory;
    this.steps = steps;
    steps.over(directory);
  }

  HomeSide copy(Site ofSite, Backups ofBackups) {
    HomeSide copy = new HomeSide(ofSite, directory.copy(), steps.copy(ofSite, ofBackups));
    turns.forEach((key, turn) -> copy.turns.put(key, turn.copy()));
    copy.open = open;
    return copy;
  }

  Directory directory() {
    return directory;
  }

  /** A new view: this node is not home, or not yet. */
  void close() {
    directory.clear();
    turns.clear();
    steps.view();
    open = false;
  }

  void open() {
    open = true;
  }

  Turn turn(String key) {
    return turns.computeIfAbsent(key, none -> new Turn(directory.state(key)));
  }

  /** Turns that recovery left, in order of the keys. */
  void begin() {
    turns.forEach((key, turn) -> steps.begin(key, turn));
  }

  private HomeState state(String key) {
    Turn turn = turns.get(key);
    return turn == null || turn.state.base() ? directory.state(key) : turn.state;
  }

  void received(NodeId from, String key, Message.ToHome said) {
    step(from, key, event(from, key, said), said, Entry.NONE);
  }

  void through(NodeId from, String key, Entry entry) {
    step(from, key, HomeEvent.THROUGH, new Message.PutM(entry, true), entry);
  }

  /** An owner's write is kept here, so the home knows its version. */
  void noted(String key, Version version) {
    directory.written(key, version);
  }

  /** Whether the home, and not a line, waits for this. */
  boolean waitsForBackup(String key, Version version) {
    HomeState state = state(key);
    return (state == HomeState.GETM_BACKUP || state == HomeState.SETTLE_BACKUP) && turns.get(key).entry.version().equals(version);
  }

  void backedUp(NodeId from, String key) {
    step(from, key, HomeEvent.BACKED, new Message.DataAck(), Entry.NONE);
  }

  void read(String key, Entry entry) {
    boolean shared = directory.state(key) == HomeState.SHARED;
    boolean below = state(key) == HomeState.SETTLE_READ && turns.get(key).entry.version().isAfter(entry.version());
    step(site.self, key, below ? HomeEvent.READ_BELOW : shared ? HomeEvent.READ_SHARED : HomeEvent.READ, new Message.DataAck(), entry);
  }

  void written(String key, Version version) {
    if (!writes(key, version)) return;
    boolean shared = state(key) == HomeState.SETTLE_WRITE && directory.state(key) == HomeState.SHARED;
    step(site.self, key, shared ? HomeEvent.WRITTEN_SHARED : HomeEvent.WRITTEN, new Message.DataAck(), Entry.NONE);
  }

  void refused(String key, Version version) {
    if (writes(key, version)) step(site.self, key, HomeEvent.REFUSED, new Message.DataAck(), Entry.NONE);
  }

  private boolean writes(String key, Version version) {
    Turn turn = turns.get(key);
    boolean asked = turn != null && (turn.through.isPresent() ? turn.through.get() : turn.entry).version().equals(version);
    if (!asked) site.unlisted(site.self, state(key), HomeEvent.WRITTEN, key);
    return asked;
  }

  private void step(NodeId from, String key, HomeEvent event, Message.ToHome said, Entry entry) {
    one(from, key, event, said, entry);
    next(key);
  }

  private void one(NodeId from, String key, HomeEvent event, Message.ToHome said, Entry entry) {
    Optional<Row<HomeState, HomeEvent, HomeAction>> found = open ? HomeTable.table().row(state(key), event) : Optional.empty();
    if (found.isEmpty()) {
      site.unlisted(from, open ? state(key) : "closed", event, key);
      return;
    }
    Row<HomeState, HomeEvent, HomeAction> row = site.used(found.get());
    Turn turn = turn(key);
    steps.carryOut(row, from, key, turn, said, entry);
    HomeState next = row.next().orElseThrow();
    turn.state = next;
    if (!next.base()) return;
    turn.end();
    Invariant.check(directory.state(key) == next, "%s is %s in the directory after %s", key, directory.state(key), row);
  }

  /** Who waits comes next, as long as nobody is served. */
  private void next(String key) {
    while (turns.containsKey(key) && turns.get(key).state.base()) {
      Turn turn = turns.get(key);
      if (turn.later.isPresent()) {
        Entry entry = turn.later.get();
        turn.later = Optional.empty();
        one(directory.of(key).flatMap(Holders::exclusive).orElseThrow(), key, HomeEvent.THROUGH, new Message.PutM(entry, true), entry);
      } else if (turn.queue.isEmpty()) {
        turns.remove(key);
      } else {
        NodeId from = turn.queue.keySet().iterator().next();
        Message.ToHome said = turn.queue.remove(from);
        one(from, key, event(from, key, said), said, Entry.NONE);
      }
    }
  }

  private HomeEvent event(NodeId from, String key, Message.ToHome said) {
    Optional<Holders> holders = directory.of(key);
    boolean idle = state(key).base();
    if (said instanceof Message.GetS) return idle && has(holders, from) ? HomeEvent.ASKED_AGAIN : HomeEvent.GET_S;
    if (said instanceof Message.GetM get) return idle ? getM(from, holders, get) : HomeEvent.GET_M;
    if (said instanceof Message.PutM put) {
      if (holders.flatMap(Holders::exclusive).filter(from::equals).isEmpty()) return HomeEvent.PUT_BY_OTHER;
      return put.keep() ? HomeEvent.PUT_M_KEEP : HomeEvent.PUT_M;
    }
    if (said instanceof Message.PutS) {
      if (!has(holders, from)) return HomeEvent.PUT_S_BY_OTHER;
      return holders.get().sharers().size() > 1 ? HomeEvent.PUT_S : HomeEvent.PUT_S_LAST;
    }
    return answer(from, key, holders, said);
  }

  private static boolean has(Optional<Holders> holders, NodeId node) {
    return holders.filter(known -> known.includes(node)).isPresent();
  }

  private static HomeEvent getM(NodeId from, Optional<Holders> holders, Message.GetM get) {
    if (!has(holders, from)) return HomeEvent.GET_M;
    if (!get.have() || holders.get() instanceof Holders.Owned) return HomeEvent.ASKED_AGAIN;
    return holders.get().sharers().size() == 1 ? HomeEvent.GET_M_ALONE : HomeEvent.GET_M;
  }

  /** Of what the home has asked. What it has not asked of this node has no row. */
  private HomeEvent answer(NodeId from, String key, Optional<Holders> holders, Message.ToHome said) {
    Turn turn = turns.get(key);
    if (turn == null) return HomeEvent.ASKED_AGAIN;
    if (said instanceof Message.FetchAck ack && turn.old.filter(from::equals).isPresent()) return fetched(turn, ack);
    if (said instanceof Message.InvAck && turn.pending.contains(from)) {
      if (turn.pending.size() > 1) return HomeEvent.INV_ACK;
      return turn.have && has(holders, turn.asker.orElseThrow()) ? HomeEvent.INV_ACK_LAST_HAVE : HomeEvent.INV_ACK_LAST;
    }
    if (said instanceof Message.DataAck && turn.asker.filter(from::equals).isPresent()) return HomeEvent.DATA_ACK;
    return HomeEvent.ASKED_AGAIN;
  }

  private HomeEvent fetched(Turn turn, Message.FetchAck ack) {
    boolean forHome = turn.state == HomeState.GETM_FETCH && turn.asker.filter(site.self::equals).isPresent() && site.keeper(site.self).isPresent();
    return switch (ack.fetched()) {
      case ABSENT -> HomeEvent.FETCH_ABSENT;
      case CLEAN -> HomeEvent.FETCH_CLEAN;
      case DIRTY -> forHome ? HomeEvent.FETCH_DIRTY_FOR_HOME : HomeEvent.FETCH_DIRTY;
    };
  }

  String text() {
    List<String> all = new ArrayList<>();
    turns.forEach((key, turn) -> all.add(key + ": " + turn.text()));
    return "home " + open + " " + directory.text() + " turns " + all + " " + steps.text();
  }
}
