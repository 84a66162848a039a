package io.dss.queue;

/** What messages are looked for by, so that no search passes over those that are not meant. */
enum Mark {
  /** Not dead in every group it is in. */
  LIVE,
  /** Live, and in flight in no group: what a full topic may drop. */
  IDLE,
  /** Dead in some group. */
  DEAD,
  DEAD_OF_ATTEMPTS,
  DEAD_OF_AGE,
  DEAD_OF_REJECTION;

  private static final Mark[] ALL = values();

  int bit() {
    return 1 << ordinal();
  }

  static int count() {
    return ALL.length;
  }

  static Mark of(String reason) {
    if (reason.equals(Death.MAX_ATTEMPTS)) return DEAD_OF_ATTEMPTS;
    return reason.equals(Death.EXPIRED) ? DEAD_OF_AGE : DEAD_OF_REJECTION;
  }

  /** All marks of a message, as bits. */
  static byte of(Message message) {
    boolean live = false;
    boolean inFlight = false;
    int dead = 0;
    for (Place place = message.places; place != null; place = place.nextOfMessage) {
      if (place.standing.dead()) dead |= DEAD.bit() | of(place.life.fatal.orElseThrow().reason()).bit();
      else live = true;
      inFlight |= place.standing == Place.Standing.IN_FLIGHT;
    }
    return (byte) (dead | (live ? LIVE.bit() : 0) | (live && !inFlight ? IDLE.bit() : 0));
  }
}
