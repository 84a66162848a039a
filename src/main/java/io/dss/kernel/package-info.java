/**
 * What every core stands on: ids that get mixed up when they are plain strings and longs, always-on {@link io.dss.kernel.Invariant}s, the
 * {@link io.dss.kernel.Entropy} port, versioned binary forms ({@link io.dss.kernel.BinaryWriter}, {@link io.dss.kernel.BinaryReader}) and the
 * {@link io.dss.kernel.SortedTree} that makes a replicated table an immutable value.
 *
 * <p>Must not know: clocks, threads, sockets, files, loggers, or anything of Jakarta. Imports {@code java.lang}, {@code java.util},
 * {@code java.util.function}, {@code java.nio} buffers and {@code java.nio.charset} (for UTF-8, which {@code String} cannot do without).
 */
package io.dss.kernel;
