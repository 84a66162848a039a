package io.dss.queue.table;

/**
 * How many bytes of memory each thing in the table is counted as: its objects, its tree node and its arrays, on a 64-bit machine with compressed pointers,
 * rounded up. A rule of the log and not a measurement: every replica must count the same, whatever its machine.
 */
final class Footprint {
  private static final long TOPIC = 480;
  /** Tree node 40, its key 24, the message 24, the headers of two arrays 32. */
  private static final long MESSAGE = 120;
  private static final long NOTE = 112;

  private Footprint() {}

  static long ofTopic(String name) {
    return TOPIC + 2L * name.length();
  }

  static long of(Message message) {
    return MESSAGE + array(message.envelope()) + array(message.body());
  }

  static long ofNote(String name, byte[] value) {
    return NOTE + 2L * name.length() + array(value);
  }

  private static long array(byte[] bytes) {
    return bytes.length + 7 & ~7;
  }
}
