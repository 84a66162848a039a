package io.dss.coherence;

import static io.dss.coherence.LineState.E;
import static io.dss.coherence.LineState.I;
import static io.dss.coherence.LineState.IM;
import static io.dss.coherence.LineState.IS;
import static io.dss.coherence.LineState.M;
import static io.dss.coherence.LineState.MB;
import static io.dss.coherence.LineState.MI;
import static io.dss.coherence.LineState.MS;
import static io.dss.coherence.LineState.S;
import static io.dss.coherence.LineState.SM;
import static io.dss.coherence.LineState.W;

import java.util.List;
import java.util.Optional;

/** What a line does, as data. {@link CacheSide} carries it out. A line that has no row for {@link CacheEvent#EVICT} is left alone. */
final class CacheTable {
  private static final Table<LineState, CacheEvent, CacheAction> TABLE = new Table<>(LineState.class, CacheEvent.class);

  private CacheTable() {}

  static Table<LineState, CacheEvent, CacheAction> table() {
    return TABLE;
  }

  static {
    calls();
    data();
    fetches();
    ends();
    views();
  }

  private static void calls() {
    TABLE.stay(List.of(S, E, M, SM, MS), CacheEvent.READ, CacheAction.ANSWER, "the lease is checked after the read")
        .add(I, CacheEvent.READ, CacheAction.GET_S, IS, "nobody else may have it, and then it comes exclusively")
        .stay(List.of(IS, IM, MB, MI, W), CacheEvent.READ, CacheAction.WAIT, "served when the line is here or the copy is gone");
    for (CacheEvent write : List.of(CacheEvent.WRITE, CacheEvent.WRITE_LOCAL)) {
      TABLE.add(I, write, CacheAction.GET_M, IM, "only an exclusive line is written")
          .add(S, write, CacheAction.UPGRADE, SM, "the value is here and need not be moved")
          .stay(List.of(IS, IM, SM, MI, MS, W), write, CacheAction.WAIT, "served when the line is here or the copy is gone");
    }
    TABLE.add(MB, CacheEvent.WRITE, CacheAction.WAIT, MB, "made with all that come meanwhile, when the one before is safe");
    TABLE.add(E, CacheEvent.WRITE, CacheAction.WRITE, MB, "nobody is asked for leave, but the write must be safe before it is answered")
        .add(M, CacheEvent.WRITE, CacheAction.WRITE, MB, "as in E")
        .add(E, CacheEvent.WRITE_LOCAL, CacheAction.WRITE_AT_ONCE, M, "silent: nobody is told")
        .add(M, CacheEvent.WRITE_LOCAL, CacheAction.WRITE_AT_ONCE, M, "in place");
    TABLE.add(S, CacheEvent.EVICT, CacheAction.DROP, I, "told, so that the directory names exactly who may have it")
        .add(E, CacheEvent.EVICT, CacheAction.DROP, I, "told, and a key that nobody has leaves the directory")
        .add(M, CacheEvent.EVICT, CacheAction.PUT, MI, "kept until main memory has it: the home may crash");
  }

  private static void data() {
    TABLE.add(IS, CacheEvent.DATA_S, CacheAction.FILL, S, "others have it too")
        .add(IS, CacheEvent.DATA_E, CacheAction.FILL, E, "nobody had it")
        .add(IM, CacheEvent.DATA_M, CacheAction.FILL, E, "main memory has it, and nobody else any more")
        .add(SM, CacheEvent.DATA_M_BARE, CacheAction.FILL, E, "the value that was shared is the newest")
        .add(IM, CacheEvent.DATA_M_DIRTY, CacheAction.FILL_DIRTY, M, "main memory does not have it; the old owner keeps it until DataAck");
  }

  private static void fetches() {
    TABLE.add(E, CacheEvent.FETCH_SHARE, CacheAction.GIVE_CLEAN, S, "main memory has it")
        .add(E, CacheEvent.FETCH_INVALIDATE, CacheAction.GIVE_CLEAN, I, "main memory has it")
        .add(M, CacheEvent.FETCH_SHARE, CacheAction.GIVE_DIRTY, MS, "kept until main memory has it")
        .add(M, CacheEvent.FETCH_INVALIDATE, CacheAction.GIVE_DIRTY, W, "kept until two others have it");
    for (CacheEvent fetch : List.of(CacheEvent.FETCH_SHARE, CacheEvent.FETCH_INVALIDATE)) {
      TABLE.add(MI, fetch, CacheAction.GIVE_DIRTY, W, "the home asked before it saw PutM; its PutAck will be of no account")
          .add(MB, fetch, CacheAction.DEFER, MB, "the write is neither answered nor undone yet")
          .stay(List.of(I, IS, IM), fetch, CacheAction.GIVE_NOTHING, "it was dropped, and PutS is on its way");
    }
    TABLE.add(S, CacheEvent.INV, CacheAction.INVALIDATED, I, "another writes")
        .add(SM, CacheEvent.INV, CacheAction.INVALIDATED, IM, "another's upgrade came first: the line will come with its value")
        .stay(List.of(I, IS, IM), CacheEvent.INV, CacheAction.INVALIDATED, "it was dropped, and PutS is on its way");
  }

  private static void ends() {
    TABLE.add(MS, CacheEvent.RELEASE, CacheAction.SETTLE, S, "main memory has it")
        .add(W, CacheEvent.RELEASE, CacheAction.SETTLE, I, "two others have it");
    TABLE.add(MI, CacheEvent.PUT_ACK, CacheAction.SETTLE, I, "main memory has it")
        .add(M, CacheEvent.PUT_ACK, CacheAction.SETTLE, E, "flushed; the line stays")
        .stay(List.of(E, MS, W), CacheEvent.PUT_ACK, CacheAction.SETTLE, "the line was asked for first, or was stored otherwise")
        .stay(List.of(E, M, MB, MS, W), CacheEvent.PUT_ACK_OTHER, CacheAction.SETTLE, "written again since");
    TABLE.add(MB, CacheEvent.KEPT, CacheAction.SAFE, M, "two have it")
        .add(MB, CacheEvent.STORED, CacheAction.SAFE, E, "main memory has it")
        .add(M, CacheEvent.STORED, CacheAction.SETTLE, E, "the new home stored a line of which no other node could keep a backup")
        .add(new Row<>(MB, CacheEvent.REFUSED, CacheAction.UNDO, Optional.empty(), "main memory is full; the version is not used again"))
        .stay(List.of(MB), CacheEvent.BACKUP_ACK_OTHER, CacheAction.NOTHING, "of a line that the new home had made safe; written again since")
        .stay(List.of(MI), CacheEvent.STORED, CacheAction.NOTHING, "of a line that the new home had made safe; its PutAck follows");
  }

  private static void views() {
    TABLE.add(IS, CacheEvent.VIEW, CacheAction.RESTART, I, "asked again when the bucket is open")
        .add(IM, CacheEvent.VIEW, CacheAction.RESTART, I, "asked again when the bucket is open")
        .add(SM, CacheEvent.VIEW, CacheAction.RESTART, S, "asked again when the bucket is open")
        .add(MI, CacheEvent.VIEW, CacheAction.RESTART, W, "not owner any more: the old home may have stored it and handed the line on")
        .stay(List.of(S, E, M, MB, MS, W), CacheEvent.VIEW, CacheAction.RESTART, "reported to the new home");
    TABLE.add(MB, CacheEvent.RESUMED_SAFE, CacheAction.SAFE, M, "the report brought the write to its backup")
        .stay(List.of(M, W), CacheEvent.RESUMED, CacheAction.NOTHING, "only its backup is concerned")
        .stay(List.of(I, W), CacheEvent.RESUMED_NEWER, CacheAction.NOTHING, "only its backup is concerned");
  }
}
