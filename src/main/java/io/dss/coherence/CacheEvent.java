package io.dss.coherence;

/** What can befall a line. A read is a call that changes nothing, a write one that may. */
enum CacheEvent {
  READ("read"),
  WRITE("write"),
  WRITE_LOCAL("write (local)"),
  EVICT("evict"),
  DATA_S("Data(S)"),
  DATA_E("Data(E)"),
  DATA_M("Data(M)"),
  DATA_M_BARE("Data(M), no value"),
  DATA_M_DIRTY("Data(M, dirty)"),
  FETCH_SHARE("Fetch(share)"),
  FETCH_INVALIDATE("Fetch(invalidate)"),
  INV("Inv"),
  RELEASE("Release"),
  PUT_ACK("PutAck of this version"),
  PUT_ACK_OTHER("PutAck of another version"),
  KEPT("BackupAck(kept) of this version"),
  STORED("BackupAck(stored) of this version"),
  REFUSED("BackupAck(refused) of this version"),
  BACKUP_ACK_OTHER("BackupAck of another version"),
  VIEW("new view"),
  RESUMED_SAFE("Resume of this version, with a backup"),
  RESUMED("Resume of this version"),
  RESUMED_NEWER("Resume of a later version");

  private final String words;

  CacheEvent(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
