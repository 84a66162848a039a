package io.dss.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir
  private Path directory;
  private NodeHome home;

  @BeforeEach
  void makeHome() throws Exception {
    home = new NodeHome(directory.toAbsolutePath());
    Files.createDirectories(home.logs());
  }

  @Test
  void theDeepestCauseSaysMoreThanTheErrorAndTheErrorMoreThanTheLastLine() throws Exception {
    Files.writeString(home.log(), "t INFO    a: up\n");
    assertEquals("t INFO    a: up", words(0));
    Files.writeString(home.log(), "t SEVERE  b: cannot\nt INFO    a: bye\n");
    assertEquals("t SEVERE  b: cannot", words(0));
    Files.writeString(home.log(), "t SEVERE  b: cannot\njava.lang.X: outer\n\tat y\nCaused by: java.lang.Y: the disk is full\n\tat z\n\t... 3 more\n");
    assertEquals("Caused by: java.lang.Y: the disk is full", words(0));
  }

  @Test
  void whatAnEarlierStartLoggedIsNotTakenForThisOne() throws Exception {
    Files.writeString(home.log(), "t SEVERE  javax.enterprise.system.core: old\n");
    long from = Files.size(home.log());
    Files.writeString(home.console(), "Error: new\n");
    assertEquals("Error: new", words(from));
    assertFalse(LogTail.saysNotLoaded(home, from));
    assertTrue(LogTail.saysNotLoaded(home, 0));
  }

  @Test
  void aLogThatIsShorterThanItWasHasBeenRotated() throws Exception {
    Files.writeString(home.log(), "t INFO    a: first of the new file\n");
    assertEquals(List.of("t INFO    a: first of the new file"), LogTail.lines(home.log(), 10_000));
  }

  @Test
  void aNodeThatLeftNothingLeavesNoWord() {
    assertEquals("", words(0));
  }

  @Test
  void exitCodesAreExplained() {
    assertEquals("exit code 3", Exit.inWords(3));
    assertTrue(Exit.inWords(137).contains("SIGKILL"));
    assertTrue(Exit.inWords(143).contains("SIGTERM"));
  }

  @Test
  void theLeaderIsReadFromTheRaftDocument() {
    assertEquals(Optional.of("node_2"), NodeProbe.leaderIn("{\"id\":\"node_1\", \"role\":\"follower\", \"leader\" : \"node_2\"}"));
    assertEquals(Optional.empty(), NodeProbe.leaderIn("{\"id\":\"node_1\",\"leader\":null}"));
  }

  private String words(long from) {
    return LogTail.lastWords(home, from);
  }
}
