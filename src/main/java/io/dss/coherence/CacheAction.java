package io.dss.coherence;

/** What the cache side does. */
enum CacheAction {
  ANSWER("answer"),
  WAIT("wait"),
  GET_S("GetS"),
  GET_M("GetM"),
  UPGRADE("GetM(have)"),
  WRITE("new version; Backup"),
  WRITE_AT_ONCE("new version; answer"),
  DROP("PutS"),
  PUT("PutM"),
  FILL("take it; serve who waits"),
  FILL_DIRTY("take it; DataAck; serve who waits"),
  GIVE_CLEAN("FetchAck(clean)"),
  GIVE_DIRTY("FetchAck(dirty)"),
  GIVE_NOTHING("FetchAck(absent)"),
  DEFER("remember it"),
  INVALIDATED("InvAck"),
  SETTLE("go on"),
  SAFE("answer the writers; then the Fetch that waited"),
  UNDO("undo and refuse the writes; then the Fetch that waited"),
  RESTART("forget what was asked; ask again when the bucket is open"),
  NOTHING("nothing");

  private final String words;

  CacheAction(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
