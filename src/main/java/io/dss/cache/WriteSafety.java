package io.dss.cache;

/** Where a write must be before it is acknowledged. */
public enum WriteSafety {
  /** In the memory of two nodes: no crash of one loses it. */
  BACKUP,
  /** In the backing store. */
  STORE,
  /** In the memory of its owner alone: a crash loses it. Named unsafe. */
  LOCAL
}
