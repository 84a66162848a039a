package io.dss.it;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics of the embedded store change their owners. */
@ExtendWith(Trio.Given.class)
class QueueMovesIT {
  @Test
  void theOwnerIsKilledAndAllThatWasNotAcknowledgedComesAgainFromAnother(Trio trio) throws Exception {
    QueueStories.theOwnerIsKilled(trio, false, "KILLED-");
  }

  @Test
  void theOwnerIsKilledAndWasTheRaftLeaderToo(Trio trio) throws Exception {
    QueueStories.theOwnerIsKilled(trio, true, "LEADER-KILLED-");
  }

  @Test
  void theOwnerIsAskedToStopAndHandsOverWithoutARedeliveryStorm(Trio trio) throws Exception {
    QueueStories.theOwnerIsAskedToStop(trio, "STOPPED-");
  }

  @Test
  void theOwnerSleepsPastItsRemovalAndAnswersNothingFromThePastWhenItWakes(Trio trio) throws Exception {
    QueueStories.theOwnerSleepsAndWakes(trio, "ASLEEP-");
  }

  @Test
  void allNodesAreKilledAtOnceAndNothingIsMissing(Trio trio) throws Exception {
    QueueStories.allAreKilledAtOnce(trio, "ALL-KILLED-");
  }
}
