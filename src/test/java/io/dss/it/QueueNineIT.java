package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.launch.NodePlan;
import io.dss.launch.Topology;
import io.dss.payara.ClusterPlan;
import io.dss.payara.PayaraCluster;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The nine nodes of the full topology on the ports that the documents name, 8001-8003, 8011-8013, 8021-8023. They take minutes to start, so they are asked
 * for: {@code mvn verify -Ddss.it.nine=true -Dit.test=QueueNineIT -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@EnabledIfSystemProperty(named = "dss.it.nine", matches = "true", disabledReason = "nine nodes: by hand, see QueueNineIT")
class QueueNineIT {
  private static final int FIRST_PORT = 8001;
  private static final int QUEUE_PORT = 8011;
  private static final int FIRST_QUEUE_NODE = 3;
  private static final Duration START = Duration.ofSeconds(400);

  @Test
  void theQueueNodesServeTheirTopicsAndTakeThemOverFromEachOther() throws Exception {
    List<NodePlan> nodes = Topology.NINE.nodes(FIRST_PORT);
    ClusterPlan usual = ClusterPlan.of(Topology.NINE);
    Topic invoices = new Topic(new Api(), IntStream.range(0, 3).mapToObj(i -> "http://127.0.0.1:" + (QUEUE_PORT + i)).toList(), "INVOICE_PROCESS");
    try (PayaraCluster cluster = PayaraCluster.start(new ClusterPlan(nodes, usual.war(), usual.heapMegabytes(), usual.overrides()))) {
      cluster.awaitAllReady(START);
      Invoice.taken(invoices, 0, 1).comesAgainOnTimeAndNeverAfterItsAck(2, 0);
      TreeSet<String> due = new TreeSet<>(invoices.publishedBatch(1, 0, 1_000));
      var taken = invoices.takenUpTo(2, 300, "'visibility':8");
      invoices.ackedAll(0, taken.subList(0, 200));
      due.removeAll(Topic.ids(taken.subList(0, 200)));
      int owner = IntStream.range(0, nodes.size()).filter(node -> TopicWatch.isOwner(invoices, 0, cluster.id(node))).findFirst().orElseThrow();
      assertTrue(owner >= FIRST_QUEUE_NODE && owner < FIRST_QUEUE_NODE + 3, cluster.id(owner) + " is no queue node");
      int asked = (owner - FIRST_QUEUE_NODE + 1) % 3;
      cluster.kill9(owner);
      cluster.await("the topic is answered for", Duration.ofSeconds(30), () -> TopicWatch.answers(invoices, asked));
      assertEquals(due, QueueStories.drained(invoices, asked, due.size(), Duration.ofSeconds(60)));
      assertEquals(0, invoices.counts(asked).all());
      // A node without the role carries the call to one that has it.
      Topic throughLockNode = new Topic(invoices.api(), List.of("http://127.0.0.1:" + FIRST_PORT), invoices.name());
      throughLockNode.published(0, "'data':1");
      throughLockNode.acked(0, throughLockNode.taken(0, "'wait':5"));
    }
  }
}
