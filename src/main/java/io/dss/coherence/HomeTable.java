package io.dss.coherence;

import static io.dss.coherence.HomeState.GETM_ACK;
import static io.dss.coherence.HomeState.GETM_BACKUP;
import static io.dss.coherence.HomeState.GETM_FETCH;
import static io.dss.coherence.HomeState.GETM_INV;
import static io.dss.coherence.HomeState.GETM_READ;
import static io.dss.coherence.HomeState.GETS_FETCH;
import static io.dss.coherence.HomeState.GETS_READ;
import static io.dss.coherence.HomeState.GETS_WRITE;
import static io.dss.coherence.HomeState.KEEP_WRITE;
import static io.dss.coherence.HomeState.NOBODY;
import static io.dss.coherence.HomeState.OWNED;
import static io.dss.coherence.HomeState.PUTM_WRITE;
import static io.dss.coherence.HomeState.SETTLE_BACKUP;
import static io.dss.coherence.HomeState.SETTLE_READ;
import static io.dss.coherence.HomeState.SETTLE_WRITE;
import static io.dss.coherence.HomeState.SHARED;
import static io.dss.coherence.HomeState.THROUGH_WRITE;

import java.util.List;

/** What the home of a key does, as data. {@link HomeSide} carries it out. */
final class HomeTable {
  private static final Table<HomeState, HomeEvent, HomeAction> TABLE = new Table<>(HomeState.class, HomeEvent.class);

  private HomeTable() {}

  static Table<HomeState, HomeEvent, HomeAction> table() {
    return TABLE;
  }

  static {
    requests();
    reader();
    writer();
    puts();
    through();
    recovery();
  }

  private static void requests() {
    List<HomeState> busy = List.of(GETS_FETCH, GETS_READ, GETS_WRITE, GETM_INV, GETM_FETCH, GETM_READ, GETM_BACKUP, GETM_ACK, PUTM_WRITE, KEEP_WRITE,
        THROUGH_WRITE, SETTLE_READ, SETTLE_WRITE, SETTLE_BACKUP);
    TABLE.stay(busy, HomeEvent.GET_S, HomeAction.QUEUE, "one request of a key is served at a time")
        .stay(busy, HomeEvent.GET_M, HomeAction.QUEUE, "one request of a key is served at a time");
    TABLE.add(NOBODY, HomeEvent.GET_S, HomeAction.READ_STORE, GETS_READ, "only main memory has it")
        .add(SHARED, HomeEvent.GET_S, HomeAction.READ_STORE, GETS_READ, "a shared line is in main memory too")
        .add(OWNED, HomeEvent.GET_S, HomeAction.FETCH_TO_SHARE, GETS_FETCH, "the owner may have written, without a word")
        .add(NOBODY, HomeEvent.GET_M, HomeAction.READ_STORE, GETM_READ, "only main memory has it")
        .add(SHARED, HomeEvent.GET_M, HomeAction.INVALIDATE, GETM_INV, "nobody may read what another writes")
        .add(SHARED, HomeEvent.GET_M_ALONE, HomeAction.UPGRADE, OWNED, "nobody is to be told")
        .add(OWNED, HomeEvent.GET_M, HomeAction.FETCH_TO_OWN, GETM_FETCH, "two owners would be two writers");
  }

  private static void reader() {
    TABLE.add(GETS_READ, HomeEvent.READ, HomeAction.GRANT_E, OWNED, "nobody else has it: the first write will need no leave")
        .add(GETS_READ, HomeEvent.READ_SHARED, HomeAction.GRANT_S, SHARED, "others have it too")
        .add(GETS_FETCH, HomeEvent.FETCH_ABSENT, HomeAction.READ_STORE, GETS_READ, "the owner had dropped a clean line")
        .add(GETS_FETCH, HomeEvent.FETCH_CLEAN, HomeAction.SHARE_CLEAN, SHARED, "main memory has it")
        .add(GETS_FETCH, HomeEvent.FETCH_DIRTY, HomeAction.WRITE_BACK, GETS_WRITE, "a shared line may be dropped at any time: first main memory must have it")
        .add(GETS_WRITE, HomeEvent.WRITTEN, HomeAction.SHARE_WRITTEN, SHARED, "now it may be read by all, and dropped");
  }

  private static void writer() {
    TABLE.add(GETM_INV, HomeEvent.INV_ACK, HomeAction.COUNT, GETM_INV, "all must have said it")
        .add(GETM_INV, HomeEvent.INV_ACK_LAST, HomeAction.READ_STORE, GETM_READ, "what was shared is in main memory")
        .add(GETM_INV, HomeEvent.INV_ACK_LAST_HAVE, HomeAction.UPGRADE, OWNED, "the asker has the value")
        .add(GETM_READ, HomeEvent.READ, HomeAction.GRANT_M, OWNED, "nobody else has it")
        .add(GETM_FETCH, HomeEvent.FETCH_ABSENT, HomeAction.READ_STORE, GETM_READ, "the owner had dropped a clean line")
        .add(GETM_FETCH, HomeEvent.FETCH_CLEAN, HomeAction.HAND_CLEAN, OWNED, "main memory has it")
        .add(GETM_FETCH, HomeEvent.FETCH_DIRTY, HomeAction.HAND_DIRTY, GETM_ACK, "the home is the backup of the new owner")
        .add(GETM_FETCH, HomeEvent.FETCH_DIRTY_FOR_HOME, HomeAction.BACK_UP, GETM_BACKUP, "the home cannot be the backup of itself")
        .add(GETM_BACKUP, HomeEvent.BACKED, HomeAction.HAND_BACKED, GETM_ACK, "the next node is the backup of the home")
        .add(GETM_ACK, HomeEvent.DATA_ACK, HomeAction.HANDED, OWNED, "two others have it: the old owner need not keep it");
  }

  private static void puts() {
    TABLE.add(OWNED, HomeEvent.PUT_M, HomeAction.WRITE_BACK, PUTM_WRITE, "main memory is to have what leaves")
        .add(PUTM_WRITE, HomeEvent.WRITTEN, HomeAction.PUT_WRITTEN, NOBODY, "nobody has it any more")
        .add(OWNED, HomeEvent.PUT_M_KEEP, HomeAction.WRITE_BACK, KEEP_WRITE, "flushed; the owner stays")
        .add(KEEP_WRITE, HomeEvent.WRITTEN, HomeAction.PUT_WRITTEN, OWNED, "flushed; the owner stays");
    for (HomeEvent put : List.of(HomeEvent.PUT_M, HomeEvent.PUT_M_KEEP)) {
      TABLE.stay(List.of(GETS_FETCH, GETM_FETCH), put, HomeAction.TOO_LATE,
              "sent before it saw the Fetch, and that it answers with the same; if it evicts it will not be a sharer")
          .stay(List.of(THROUGH_WRITE, SETTLE_BACKUP), put, HomeAction.QUEUE, "one write of a key is under way at a time");
    }
    TABLE.add(SHARED, HomeEvent.PUT_S, HomeAction.LEAVE, SHARED, "others have it still")
        .add(SHARED, HomeEvent.PUT_S_LAST, HomeAction.LEAVE, NOBODY, "the key leaves the directory")
        .add(OWNED, HomeEvent.PUT_S_LAST, HomeAction.LEAVE, NOBODY, "a clean exclusive line was dropped")
        .stay(List.of(GETS_READ, GETM_INV), HomeEvent.PUT_S, HomeAction.LEAVE, "a sharer less; if it has got an Inv it answers that too")
        .stay(List.of(GETS_READ, GETM_INV), HomeEvent.PUT_S_LAST, HomeAction.LEAVE, "no sharer is left; if it has got an Inv it answers that too")
        .stay(List.of(GETS_FETCH, GETM_FETCH), HomeEvent.PUT_S_LAST, HomeAction.NOTHING, "its FetchAck will say that it has nothing");
  }

  private static void through() {
    TABLE.add(OWNED, HomeEvent.THROUGH, HomeAction.WRITE_THROUGH, THROUGH_WRITE, "the write is answered when main memory has it")
        .stay(List.of(GETS_FETCH, GETM_FETCH), HomeEvent.THROUGH, HomeAction.WRITE_THROUGH, "the owner wrote before it saw the Fetch, which waits there")
        .stay(List.of(KEEP_WRITE, THROUGH_WRITE), HomeEvent.THROUGH, HomeAction.THROUGH_LATER, "one write of a key is under way at a time")
        .add(THROUGH_WRITE, HomeEvent.WRITTEN, HomeAction.THROUGH_WRITTEN, OWNED, "safe")
        .add(THROUGH_WRITE, HomeEvent.REFUSED, HomeAction.THROUGH_REFUSED, OWNED, "the owner undoes it")
        .stay(List.of(GETS_FETCH, GETM_FETCH), HomeEvent.WRITTEN, HomeAction.THROUGH_WRITTEN, "safe; now the owner answers the Fetch")
        .stay(List.of(GETS_FETCH, GETM_FETCH), HomeEvent.REFUSED, HomeAction.THROUGH_REFUSED, "the owner undoes it; now it answers the Fetch");
  }

  private static void recovery() {
    TABLE.add(SETTLE_READ, HomeEvent.READ_BELOW, HomeAction.SETTLE_WRITE, SETTLE_WRITE, "a copy or a backup is all that is left of the newest write")
        .add(SETTLE_READ, HomeEvent.READ, HomeAction.SETTLED, NOBODY, "main memory has the newest")
        .add(SETTLE_READ, HomeEvent.READ_SHARED, HomeAction.SETTLED, SHARED, "main memory has the newest, and so have some nodes")
        .add(SETTLE_WRITE, HomeEvent.WRITTEN, HomeAction.SETTLED, NOBODY, "main memory has the newest")
        .add(SETTLE_WRITE, HomeEvent.WRITTEN_SHARED, HomeAction.SETTLED, SHARED, "main memory has the newest, and so have some nodes")
        .add(SETTLE_BACKUP, HomeEvent.BACKED, HomeAction.SETTLED_BACKUP, OWNED, "two have it");
  }
}
