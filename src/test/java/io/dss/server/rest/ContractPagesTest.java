package io.dss.server.rest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.protocol.ProblemCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The pages that promise what the code does: a call or a code that is missing there is missing for its users. */
class ContractPagesTest {
  /** Codes of calls that are not there yet; whoever adds the call takes its code out here. */
  private static final Set<ProblemCode> LATER = EnumSet.of(ProblemCode.DISK_FULL);

  @Test
  void openApiHasEveryCallAndEveryCode() throws Exception {
    String page = Files.readString(Path.of("src/main/resources/META-INF/openapi.yaml"));
    for (CallShapes.CallShape call : CallShapes.ALL) {
      String path = call.template().contains("{") ? "\"" + call.template() + "\"" : call.template();
      int at = page.indexOf("\n  " + path + ":\n");
      assertTrue(at > 0, path);
      int end = nextPath(page, at + 4);
      assertTrue(page.substring(at, end < 0 ? page.length() : end).contains("\n    " + call.method().toLowerCase(Locale.ROOT) + ":\n"), call::toString);
      for (CallShapes.Field field : call.fields()) assertTrue(page.contains(field.name() + ":"), field.name());
    }
    for (ProblemCode code : ProblemCode.values()) assertTrue(page.matches("(?s).*\\b" + code.text() + "\\b.*"), code.text());
  }

  @Test
  void theApiPageHasEveryCallAndEveryCodeThatAnyCallAnswersWith() throws Exception {
    String page = Files.readString(Path.of("src/docs/api.md"));
    for (CallShapes.CallShape call : CallShapes.ALL) {
      String path = call.template();
      assertTrue(page.contains("`" + call.method() + " " + path + "`") || page.contains("`" + call.method() + " " + path + "?"), call::toString);
      for (CallShapes.Field field : call.fields()) assertTrue(page.contains("`" + field.name() + "`"), field.name());
    }
    for (ProblemCode code : EnumSet.complementOf(EnumSet.copyOf(LATER))) assertTrue(page.contains("`" + code.text() + "` |") || page.contains("`" + code.text() + "`,"), code.text());
  }

  private static int nextPath(String page, int from) {
    int plain = page.indexOf("\n  /", from);
    int quoted = page.indexOf("\n  \"/", from);
    return plain < 0 || quoted < 0 ? Math.max(plain, quoted) : Math.min(plain, quoted);
  }
}
