package io.dss.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the house, held against everything in {@code src/main}. That each of them can fail is shown in {@link HouseRulesBrokenTest}. */
class HouseRulesTest {
  private static List<ClassFile> classes;
  private static SortedMap<String, String> sources;

  @BeforeAll
  static void read() throws IOException {
    classes = Code.ofThisBuild();
    sources = SourceRules.sources(Path.of("src", "main", "java"));
  }

  private static void assertNone(List<String> violations) {
    assertTrue(violations.isEmpty(), () -> String.join("\n", violations));
  }

  @Test
  void everySourceFileWasReadAsClassesToo() {
    assertEquals(withoutPackageInfo(sources.keySet().stream()),
        withoutPackageInfo(classes.stream().map(file -> file.topLevel().replace('.', '/') + ".java")));
  }

  private static List<String> withoutPackageInfo(Stream<String> paths) {
    return paths.filter(path -> !path.endsWith("package-info.java")).distinct().sorted().toList();
  }

  @Test
  void packagesImportOnlyWhatTheDesignAllows() {
    assertNone(ImportTable.violations(classes));
  }

  @Test
  void noPackagesUseEachOtherInACircle() {
    assertNone(Packages.cycles(classes));
  }

  @Test
  void coresHaveNoClockThreadRandomSourceFileSocketLoggerOrHashOrder() {
    assertNone(CoreRules.violations(classes));
  }

  @Test
  void jakartaAndMicroProfileLiveInTheServerOnly() {
    assertNone(UseRules.enterprise(classes));
  }

  @Test
  void theLauncherUsesTheJdkOnly() {
    assertNone(UseRules.jdkOnlyInLaunch(classes));
  }

  @Test
  void onlyCommandLineProgramsPrint() {
    assertNone(UseRules.console(classes));
  }

  @Test
  void nothingSleeps() {
    assertNone(UseRules.sleeping(classes));
  }

  @Test
  void threadsAreMadeWhereTheyAreDecided() {
    assertNone(UseRules.threads(classes));
  }

  @Test
  void nothingPrintsAStackTrace() {
    assertNone(UseRules.stackTraces(classes));
  }

  @Test
  void theAssertKeywordIsNotUsed() {
    assertNone(UseRules.asserts(classes));
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    assertNone(SourceRules.withoutPackageInfo(sources));
  }

  @Test
  void noFileIsLongerThanFourHundredLines() {
    assertNone(SourceRules.tooLong(sources));
  }

  @Test
  void nothingIsLeftForLaterInTheSource() {
    assertNone(SourceRules.leftovers(sources));
  }
}
