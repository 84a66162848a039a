package io.dss.coherence.link;

/** A message on its way. @param number from 1 in each view @param bytes as they are in a frame; nobody writes to them */
record Numbered(long number, byte[] bytes) {}
