package io.dss.node.embedded;

import io.dss.queue.table.TableLimits;
import io.dss.spi.MessageStore;
import io.dss.spi.MessageStoreContract;

/** The contract of the port, from a node that is no voter. */
class EmbeddedStoreOnClientTest extends MessageStoreContract {
  private final StoreGroup group = new StoreGroup(TableLimits.DEFAULT, 100);

  @Override
  protected MessageStore open() {
    return group.driven(group.onClient().store());
  }
}
