package io.dss.server.rest;

import io.dss.node.cache.Caches;
import io.dss.node.cluster.Draining;
import io.dss.node.lock.Locks;
import io.dss.node.queue.Queues;
import io.dss.server.config.DssConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** Ties the calls to the engine, whose beans and configuration the wiring produces. */
@ApplicationScoped
public class CallsProducer {
  @Produces
  @Singleton
  LockCalls lockCalls(Locks locks, DssConfig config) {
    return new LockCalls(locks, new Intake(config.http().maxBodyBytes()));
  }

  @Produces
  @Singleton
  QueueCalls queueCalls(Queues queues, DssConfig config, AnswerThreads threads) {
    SecureRandom random = new SecureRandom();
    Intake intake = new Intake(config.http().maxBodyBytes());
    return new QueueCalls(queues, intake, config.queues().maxMessageBytes(), random::nextLong, new LongAnswers(threads));
  }

  @Produces
  @Singleton
  TopicCalls topicCalls(Queues queues, DssConfig config, AnswerThreads threads) {
    Intake intake = new Intake(config.http().maxBodyBytes());
    return new TopicCalls(queues, intake, new LongAnswers(threads), System::currentTimeMillis);
  }

  @Produces
  @Singleton
  CacheCalls cacheCalls(Caches caches, DssConfig config, AnswerThreads threads) {
    return new CacheCalls(caches, new Intake(config.http().maxBodyBytes()), new CacheFields(config.caches().maxValueBytes()), new LongAnswers(threads));
  }

  @Produces
  @Singleton
  CacheListCalls cacheListCalls(Caches caches, DssConfig config, AnswerThreads threads) {
    return new CacheListCalls(caches, new Intake(config.http().maxBodyBytes()), new CacheFields(config.caches().maxValueBytes()), new LongAnswers(threads));
  }

  @Produces
  @Singleton
  LineCalls lineCalls(Caches caches, DssConfig config, AnswerThreads threads) {
    return new LineCalls(caches, new Intake(config.http().maxBodyBytes()), new LongAnswers(threads));
  }

  @Produces
  @Singleton
  EventCalls eventCalls(Caches caches, DssConfig config) {
    return new EventCalls(caches, new Intake(config.http().maxBodyBytes()));
  }

  @Produces
  @Singleton
  StatusCalls statusCalls(StatusSource source, DssConfig config) {
    return new StatusCalls(source, new Intake(config.http().maxBodyBytes()));
  }

  @Produces
  @Singleton
  DrainCalls drainCalls(Draining draining, DssConfig config) {
    return new DrainCalls(config.topology().self(), draining, new Intake(config.http().maxBodyBytes()));
  }
}
