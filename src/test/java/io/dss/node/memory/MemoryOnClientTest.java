package io.dss.node.memory;

import io.dss.cache.table.TableLimits;

import io.dss.spi.BackingStore;
import io.dss.spi.BackingStoreContract;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The contract of main memory, from a node that is no voter. */
class MemoryOnClientTest extends BackingStoreContract {
  private final MemoryGroup group = new MemoryGroup(new TableLimits(8 << 20), 100);

  @Override
  protected BackingStore open() {
    return group.driven(group.onClient().store());
  }

  @Override
  protected Optional<CompletionStage<BackingStore.Writing>> writtenWhenFull(List<BackingStore.Item> items) {
    for (int bytes = 1 << 20; bytes > 1 << 14; bytes /= 2) {
      for (int i = 0; i < 10; i++) store.write(BUCKET, FIRST, List.of(item(bytes + " " + i, value(version(1), "x".repeat(bytes)))));
    }
    return Optional.of(store.write(BUCKET, FIRST, items));
  }
}
