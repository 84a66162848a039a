package io.dss.node.embedded;

import io.dss.node.raft.SteppedNode;
import io.dss.queue.table.TableLimits;
import io.dss.spi.MessageStore;
import io.dss.spi.MessageStoreContract;

/** The contract of the port, from a voter that follows. */
class EmbeddedStoreOnVoterTest extends MessageStoreContract {
  private final StoreGroup group = new StoreGroup(TableLimits.DEFAULT, 100);

  @Override
  protected MessageStore open() {
    SteppedNode leader = group.group.leader();
    return group.driven(group.onVoter(group.group.other(leader)).store());
  }
}
