package io.dss.node.memory;

import io.dss.cache.Entry;
import io.dss.cache.table.KeyPage;
import io.dss.cache.table.TableReply;
import java.util.List;

/** What the leader answers. */
sealed interface MemoryAnswer {
  /** To a fence or a write. */
  record Decided(TableReply reply) implements MemoryAnswer {}

  /** Of the keys that were asked for, from the first, as many as one frame holds; at least one. */
  record Entries(List<Entry> entries) implements MemoryAnswer {
    public Entries {
      entries = List.copyOf(entries);
    }
  }

  record Keys(KeyPage page) implements MemoryAnswer {}
}
