package io.dss.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page and the code say the same: the table of the docs is what {@link Key} is, row by row. */
class ConfigurationPageTest {
  @Test
  void theTableOfTheDocsIsTheKeys() throws Exception {
    String page = Files.readString(Path.of("src/docs/configuration.md"));
    String section = page.substring(page.indexOf("\n## Keys\n"), page.indexOf("\n## Nodes\n"));
    List<String> rows = section.lines().filter(line -> line.startsWith("| `")).toList();
    assertEquals(String.join("\n", Arrays.stream(Key.values()).map(ConfigurationPageTest::row).toList()), String.join("\n", rows));
  }

  private static String row(Key key) {
    String unit = key.type().unit();
    List<String> cells =
        List.of("`" + key.property() + "`", "`" + key.environment() + "`", key.type().words(), unit, key.range().orElse(""), key.defaultText().orElse(""), key.meaning());
    return "| " + String.join(" | ", cells).replace("  ", " ") + " |";
  }
}
