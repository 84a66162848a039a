package io.dss.storage.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dss.kernel.ClusterId;
import io.dss.kernel.Entropy;
import io.dss.kernel.Invariant;
import io.dss.kernel.NodeId;
import io.dss.raft.log.HardState;
import io.dss.spi.NoSpaceLeft;
import io.dss.spi.StoreFailed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  private static final NodeId NODE = new NodeId("a:1");
  private static final ClusterId CLUSTER = new ClusterId("5".repeat(32));
  private static final Path DATA = Path.of("data");
  private static final Path IDENTITY = DATA.resolve("identity");

  private static DataDirectory open(Disk disk, long seed) {
    Entropy entropy = new Random(seed)::nextLong;
    return DataDirectory.open(disk, DATA, NODE, entropy, JournalContractTest.SMALL);
  }

  @Test
  void aNewDirectoryDrawsItsDiskIdOnceAndCountsItsOpenings(@TempDir Path directory) {
    DataDirectory first = DataDirectory.open(directory.resolve("deep/down"), NODE, new Random(1)::nextLong);
    assertEquals(1, first.incarnation());
    assertEquals(Optional.empty(), first.cluster());
    first.joined(CLUSTER);
    first.joined(CLUSTER);
    first.close();
    DataDirectory second = DataDirectory.open(directory.resolve("deep/down"), NODE, new Random(2)::nextLong);
    assertEquals(first.diskId(), second.diskId());
    assertEquals(2, second.incarnation());
    assertEquals(Optional.of(CLUSTER), second.cluster());
    assertEquals(NODE, second.node());
    second.close();
    DataDirectory other = DataDirectory.open(directory.resolve("other"), NODE, new Random(2)::nextLong);
    assertNotEquals(first.diskId(), other.diskId());
    other.close();
  }

  @Test
  void aDiskJoinsOneClusterOnly() {
    DataDirectory directory = open(new SimulatedDisk(), 1);
    directory.joined(CLUSTER);
    assertThrows(Invariant.Violated.class, () -> directory.joined(new ClusterId("6".repeat(32))));
  }

  @Test
  void theIncarnationIsRaisedForGoodAndNeverLowered() {
    SimulatedDisk disk = new SimulatedDisk();
    DataDirectory directory = open(disk, 1);
    directory.raiseIncarnation(40);
    directory.raiseIncarnation(7);
    assertEquals(40, directory.incarnation());
    disk.crash(new Random(1), SimulatedDisk.Loss.PREFIX);
    assertEquals(41, open(disk, 1).incarnation());
  }

  @Test
  void aSecondOpeningInThisProcessIsRefused(@TempDir Path directory) {
    DataDirectory open = DataDirectory.open(directory, NODE, () -> 1L);
    StoreFailed refused = assertThrows(StoreFailed.class, () -> DataDirectory.open(directory, NODE, () -> 1L));
    assertTrue(refused.getMessage().contains(directory + " is in use by another process"), refused.getMessage());
    open.close();
    DataDirectory.open(directory, NODE, () -> 1L).close();
  }

  /** The other process of {@link #aSecondProcessIsRefused}: opens the directory and says how it went. */
  public static final class OtherProcess {
    public static void main(String[] arguments) {
      try {
        DataDirectory.open(Path.of(arguments[0]), NODE, () -> 1L).close();
        System.out.println("opened");
      } catch (StoreFailed e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static String inAnotherProcess(Path directory) throws Exception {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp",
        System.getProperty("java.class.path"), OtherProcess.class.getName(), directory.toString()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return said.strip();
  }

  @Test
  void aSecondProcessIsRefused(@TempDir Path directory) throws Exception {
    DataDirectory open = DataDirectory.open(directory, NODE, () -> 1L);
    assertTrue(inAnotherProcess(directory).contains("is in use by another process"));
    open.close();
    assertEquals("opened", inAnotherProcess(directory));
  }

  @Test
  void anotherNodesDirectoryIsRefusedByName() {
    SimulatedDisk disk = new SimulatedDisk();
    open(disk, 1).close();
    StoreFailed refused = assertThrows(StoreFailed.class,
        () -> DataDirectory.open(disk, DATA, new NodeId("b:2"), () -> 1L, JournalContractTest.SMALL));
    assertEquals("data is the data directory of node a:1, this is node b:2: give this node its own directory, or its old name", refused.getMessage());
    assertEquals(2, open(disk, 1).incarnation());
  }

  @Test
  void anyFlippedBitOrCutOfTheIdentityIsRefused() {
    SimulatedDisk synced = new SimulatedDisk();
    open(synced, 1).close();
    byte[] content = synced.content(IDENTITY);
    for (int offset = 0; offset < content.length; offset++) {
      for (int bit = 0; bit < 8; bit++) {
        SimulatedDisk disk = synced.copy();
        disk.flip(IDENTITY, offset, bit);
        StoreFailed refused = assertThrows(StoreFailed.class, () -> open(disk, 1));
        assertTrue(refused.getMessage().startsWith("data/identity is damaged at offset"), refused.getMessage());
      }
      SimulatedDisk disk = synced.copy();
      disk.replace(IDENTITY, Arrays.copyOf(content, offset));
      assertThrows(StoreFailed.class, () -> open(disk, 1));
    }
  }

  @Test
  void aLostIdentityOrALostLogIsDamageAndNotANewNode() throws Exception {
    SimulatedDisk synced = new SimulatedDisk();
    open(synced, 1).close();
    SimulatedDisk nameless = synced.copy();
    nameless.delete(IDENTITY);
    StoreFailed refused = assertThrows(StoreFailed.class, () -> open(nameless, 1));
    assertTrue(refused.getMessage().contains("identity is damaged") && refused.getMessage().contains("missing"), refused.getMessage());
    SimulatedDisk logless = synced.copy();
    logless.delete(DATA.resolve("log/00000000000000000001.seg"));
    DataDirectory opened = open(logless, 1);
    assertThrows(StoreFailed.class, () -> opened.log().recover());
  }

  @Test
  void aPowerCutAtAnyStepOfAnOpeningLosesNoIncarnation() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      SimulatedDisk disk = new SimulatedDisk();
      long reached = 0;
      for (int life = 0; life < 6; life++) {
        disk.stepsLeft = random.nextInt(25);
        try {
          DataDirectory directory = open(disk, 1);
          assertTrue(directory.incarnation() > reached, "seed " + seed + ": " + directory.incarnation() + " after " + reached);
          reached = directory.incarnation();
          directory.log().recover();
          directory.raiseIncarnation(reached + 3);
          reached += 3;
        } catch (StoreFailed e) {
          assertInstanceOf(SimulatedDisk.PowerLoss.class, e.getCause());
        }
        disk.crash(random, random.nextBoolean() ? SimulatedDisk.Loss.PREFIX : SimulatedDisk.Loss.SECTORS);
      }
      DataDirectory last = open(disk, 1);
      assertTrue(last.incarnation() > reached);
      assertEquals(HardState.INITIAL, last.log().recover().hardState());
    }
  }

  @Test
  void aFullDiskIsToldAtOpeningToo() {
    SimulatedDisk disk = new SimulatedDisk();
    disk.capacityBytes = 20;
    assertInstanceOf(NoSpaceLeft.class, assertThrows(StoreFailed.class, () -> open(disk, 1)).getCause());
  }
}
