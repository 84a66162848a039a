package io.dss.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchOptionsTest {
  private static BenchOptions with(String name, String value) {
    Properties properties = new Properties();
    properties.setProperty("dss.war", "somewhere");
    properties.setProperty(name, value);
    return BenchOptions.parse(properties);
  }

  @Test
  void withoutOptionsItIsTheWholeRun() {
    assertEquals(new BenchOptions(5, 3, 30_000, 600, 10, 256, EnumSet.of(Part.LOCKS, Part.QUEUES, Part.CACHE), List.of(BenchStore.Kind.RAFT, BenchStore.Kind.REDIS), 1_024, 2_048,
        200_000, 1_000_000, 1_000_000), BenchOptions.parse(new Properties()));
  }

  @Test
  void eachCanBeChosen() {
    assertEquals(3, with("dss.bench.kills", "3").kills());
    assertEquals(512, with("dss.bench.heap", " 512 ").heapMegabytes());
    assertEquals(EnumSet.of(Part.SCALE), with("dss.bench.only", "scale").parts());
    assertEquals(List.of(BenchStore.Kind.REDIS), with("dss.bench.stores", "redis").stores());
  }

  @ParameterizedTest
  @CsvSource({"rounds,0", "rounds,51", "seconds,x", "kills,-1", "kills,99999999999", "heap,63", "warmup,''", "only,locks;queues", "stores,mysql", "raft-messages,5"})
  void aValueOutOfRangeIsRefusedByName(String name, String value) {
    String said = assertThrows(IllegalArgumentException.class, () -> with("dss.bench." + name, value)).getMessage();
    assertTrue(said.startsWith("-Ddss.bench." + name + "=" + value), said);
  }

  @Test
  void aSlipOfThePenIsNoDefault() {
    assertTrue(assertThrows(IllegalArgumentException.class, () -> with("dss.bench.kill", "3")).getMessage().contains("-Ddss.bench.kills"));
  }
}
