package io.dss.storage.journal;

import java.nio.file.Path;

/** A segment that is full: it ends with its last batch and is not written again. {@code highestIndex} is 0 when it has no entry. */
record SealedSegment(Path file, long sizeBytes, long highestIndex) {}
