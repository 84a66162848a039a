package io.dss.queue;

/** A topic as it is asked for: {@code NAME.dead} is the dead-letter lane of {@code NAME} and lives where {@code NAME} does. */
public record TopicName(String topic, boolean dead) {
  public static final String DEAD_SUFFIX = ".dead";

  public static TopicName of(String asked) {
    boolean dead = asked.length() > DEAD_SUFFIX.length() && asked.endsWith(DEAD_SUFFIX);
    return new TopicName(dead ? asked.substring(0, asked.length() - DEAD_SUFFIX.length()) : asked, dead);
  }
}
