package io.dss.coherence;

/** What can befall a key at its home. */
enum HomeEvent {
  GET_S("GetS"),
  GET_M("GetM"),
  GET_M_ALONE("GetM(have) of the only sharer"),
  ASKED_AGAIN("GetS or GetM of who has it"),
  PUT_M("PutM of the owner"),
  PUT_M_KEEP("PutM(keep) of the owner"),
  PUT_BY_OTHER("PutM of another"),
  PUT_S("PutS, and others have it"),
  PUT_S_LAST("PutS of the last that has it"),
  PUT_S_BY_OTHER("PutS of who does not have it"),
  FETCH_ABSENT("FetchAck(absent)"),
  FETCH_CLEAN("FetchAck(clean)"),
  FETCH_DIRTY("FetchAck(dirty)"),
  FETCH_DIRTY_FOR_HOME("FetchAck(dirty), for the home itself"),
  INV_ACK("InvAck, more to come"),
  INV_ACK_LAST("the last InvAck"),
  INV_ACK_LAST_HAVE("the last InvAck, for a sharer"),
  DATA_ACK("DataAck"),
  THROUGH("Backup(through)"),
  READ("main memory has read"),
  READ_SHARED("main memory has read, and others have it"),
  READ_BELOW("main memory has read an older version"),
  WRITTEN("main memory has written"),
  WRITTEN_SHARED("main memory has written, and some read it"),
  REFUSED("main memory is full"),
  BACKED("BackupAck of the next node");

  private final String words;

  HomeEvent(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
