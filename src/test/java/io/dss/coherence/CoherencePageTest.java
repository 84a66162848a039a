package io.dss.coherence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page about the protocol has the tables that run. If it has not, the page as it should be is in {@code target/coherence.md}. */
class CoherencePageTest {
  private static final Path PAGE = Path.of("src", "docs", "design", "coherence.md");
  private static final Path EXPECTED = Path.of("target", "coherence.md");

  @Test
  void thePageHasTheTablesThatRun() throws IOException {
    String page = Files.readString(PAGE);
    String expected = page;
    for (Map.Entry<String, String> part : CoherencePage.parts().entrySet()) expected = with(expected, part.getKey(), part.getValue());
    if (!expected.equals(page)) {
      Files.createDirectories(EXPECTED.getParent());
      Files.writeString(EXPECTED, expected);
    }
    assertEquals(expected, page, "the page as it should be is in " + EXPECTED);
  }

  private static String with(String page, String name, String text) {
    String begin = "<!-- generated: " + name + " -->\n";
    String end = "<!-- end -->";
    int from = page.indexOf(begin);
    int to = page.indexOf(end, from);
    if (from < 0 || to < 0) throw new AssertionError("no place for the " + name + " on the page");
    return page.substring(0, from + begin.length()) + text + page.substring(to);
  }
}
