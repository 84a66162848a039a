package io.dss.node.cache;

/** Hears what the cache of a node does, for logs. Called on the cache loop; must not block or throw. */
public interface CacheListener {
  CacheListener NONE = new CacheListener() {};

  /** Another node writes it: the line here is gone. */
  default void invalidated(String key) {}

  /** Main memory could not be asked, did not answer, or refused; it is asked again. */
  default void storeFailed(int bucket, String what) {}

  default void storeFull(int bucket, String limit) {}

  /** Every bucket is open again. @param millis since the view was known here */
  default void open(String view, long millis) {}

  /** This life of the node was taken out: its lines are void. @param dirty of which main memory did not know */
  default void discarded(int lines, int dirty) {}

  /** A peer said what cannot be said. */
  default void unlisted(String from, String what) {}
}
