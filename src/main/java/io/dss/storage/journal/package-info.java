/**
 * The data directory of a node: its identity ({@link io.dss.storage.journal.DataDirectory}), the segmented log with group commit and the
 * snapshots, as the {@code spi} ports want them. The bytes and the reasons are in {@code src/docs/design/journal.md}.
 *
 * <p>Must not know Raft's rules, only its values; neither threads nor clocks. Imports {@code spi}, {@code kernel} and {@code raft.log}.
 *
 * <p>Torn write against damage: Alagappan et al., "Protocol-Aware Recovery for Consensus-Based Storage" (FAST 2018). Why a failed fsync is final:
 * Rebello et al., "Can Applications Recover from fsync Failures?" (USENIX ATC 2020).
 */
package io.dss.storage.journal;
