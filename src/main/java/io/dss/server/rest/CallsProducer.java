package io.dss.server.rest;

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
  StatusCalls statusCalls(StatusSource source, DssConfig config) {
    return new StatusCalls(source, new Intake(config.http().maxBodyBytes()));
  }
}
