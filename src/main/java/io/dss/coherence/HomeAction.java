package io.dss.coherence;

/** What the home does. */
enum HomeAction {
  QUEUE("wait its turn"),
  READ_STORE("read main memory"),
  FETCH_TO_SHARE("Fetch(share) to the owner"),
  FETCH_TO_OWN("Fetch(invalidate) to the owner"),
  INVALIDATE("Inv to the other sharers"),
  COUNT("count it"),
  GRANT_S("Data(S); one more sharer"),
  GRANT_E("Data(E), a new grant"),
  GRANT_M("Data(M), a new grant"),
  UPGRADE("Data(M) without the value, a new grant"),
  SHARE_CLEAN("Data(S); owner and asker share"),
  WRITE_BACK("write to main memory"),
  SHARE_WRITTEN("Release; Data(S); owner and asker share"),
  HAND_CLEAN("Data(M), a new grant"),
  HAND_DIRTY("keep it as backup; Data(M, dirty), a new grant"),
  BACK_UP("Backup to the next node"),
  HAND_BACKED("Data(M, dirty), a new grant"),
  HANDED("Release of the old owner"),
  PUT_WRITTEN("PutAck"),
  TOO_LATE("PutAck: too late"),
  LEAVE("forget the sender"),
  NOTHING("nothing"),
  WRITE_THROUGH("write to main memory"),
  THROUGH_LATER("write it afterwards"),
  THROUGH_WRITTEN("BackupAck(stored)"),
  THROUGH_REFUSED("BackupAck(refused)"),
  SETTLE_WRITE("write the newest to main memory"),
  SETTLED("Release and Forget to all that keep copies"),
  SETTLED_BACKUP("Release and Forget to all that keep copies; BackupAck to the owner");

  private final String words;

  HomeAction(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
