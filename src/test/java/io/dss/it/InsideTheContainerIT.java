package io.dss.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.cluster.Role;
import io.dss.coherence.Buckets;
import io.dss.lock.LockChange;
import io.dss.lock.LockMode;
import io.dss.lock.LockReply;
import io.dss.node.cache.Caches;
import io.dss.node.cluster.Cluster;
import io.dss.node.cluster.NodeHealth;
import io.dss.node.cluster.Rings;
import io.dss.node.lock.Locks;
import io.dss.node.raft.RaftMember;
import io.dss.server.config.DssConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.io.File;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The WAR on a Payara Micro of its own, looked at from within: the engine's parts are application-scoped beans that work. */
@ExtendWith(ArquillianExtension.class)
class InsideTheContainerIT {
  @Deployment
  static WebArchive war() {
    return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("dss.war")));
  }

  @Inject private BeanManager beans;
  @Inject private DssConfig config;
  @Inject private NodeHealth health;
  @Inject private Locks locks;
  @Inject private RaftMember raft;
  @Inject private Cluster cluster;
  @Inject private Rings rings;

  @Test
  void aNodeWithoutPeersFormsAClusterOfItsOwnAndItsBeansWork() throws Exception {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (health.notReadyBecause().isPresent() && System.nanoTime() - deadlineNanos < 0) TimeUnit.MILLISECONDS.sleep(50);
    assertEquals(Optional.empty(), health.notReadyBecause());
    assertEquals(Optional.empty(), health.failedBecause());
    for (Class<?> bean : new Class<?>[] {Locks.class, Caches.class, RaftMember.class, Cluster.class, Rings.class, NodeHealth.class}) {
      assertEquals(ApplicationScoped.class, beans.resolve(beans.getBeans(bean)).getScope(), bean.getName());
    }
    assertTrue(raft.view().orElseThrow().leads());
    assertTrue(cluster.id().isPresent());
    assertEquals(config.topology().self(), rings.ring(Role.CACHE).orElseThrow().ring().owner(Buckets.ringName(0)).orElseThrow());
    LockChange.Acquire acquire = new LockChange.Acquire("inside", "client", LockMode.EXCLUSIVE, 30_000, 0);
    assertInstanceOf(LockReply.Granted.class, locks.change(acquire, Optional.empty()).toCompletableFuture().get(10, TimeUnit.SECONDS));
  }
}
