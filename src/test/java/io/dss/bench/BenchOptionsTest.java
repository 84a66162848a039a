package io.dss.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    assertEquals(new BenchOptions(5, 3, 30_000, 600, 10, 256), BenchOptions.parse(new Properties()));
  }

  @Test
  void eachCanBeChosen() {
    assertEquals(3, with("dss.bench.kills", "3").kills());
    assertEquals(512, with("dss.bench.heap", " 512 ").heapMegabytes());
  }

  @ParameterizedTest
  @CsvSource({"rounds,0", "rounds,51", "seconds,x", "kills,-1", "kills,99999999999", "heap,63", "warmup,''"})
  void aValueOutOfRangeIsRefusedByName(String name, String value) {
    String said = assertThrows(IllegalArgumentException.class, () -> with("dss.bench." + name, value)).getMessage();
    assertTrue(said.startsWith("-Ddss.bench." + name + "=" + value), said);
  }

  @Test
  void aSlipOfThePenIsNoDefault() {
    assertTrue(assertThrows(IllegalArgumentException.class, () -> with("dss.bench.kill", "3")).getMessage().contains("-Ddss.bench.kills"));
  }
}
