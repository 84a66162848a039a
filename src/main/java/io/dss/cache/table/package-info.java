/**
 * The embedded main memory of the cache as a replicated table: {@code MemoryTable} is a pure function of the log. A key's entry is replaced only by a later
 * version, a bucket takes nothing under an epoch below the one it was fenced with, and all of it is capped in bytes.
 *
 * <p>Must not know Raft, nodes or disks. Imports {@code kernel} and {@code cache}.
 */
package io.dss.cache.table;
