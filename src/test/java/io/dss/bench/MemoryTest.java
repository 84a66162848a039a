package io.dss.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryTest {
  @Test
  void residentIsReadFromTheStatusOfTheProcess() {
    assertEquals(300, Memory.resident(List.of("Name:\tjava", "VmHWM:\t  409600 kB", "VmRSS:\t  307200 kB")));
    assertThrows(IllegalArgumentException.class, () -> Memory.resident(List.of("Name:\tjava")));
  }

  @Test
  void theUsedHeapIsFoundUnderEitherOfItsNames() {
    assertEquals(2, Memory.heap("# TYPE memory_usedHeap_bytes gauge\nmemory_usedHeap_bytes{mp_scope=\"base\",} 2097152.0\n"));
    assertEquals(1, Memory.heap("base_memory_usedHeap_bytes 1048576\n"));
    assertThrows(IllegalArgumentException.class, () -> Memory.heap("memory_maxHeap_bytes 1\n"));
  }
}
