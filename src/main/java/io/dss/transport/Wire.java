package io.dss.transport;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * The bytes of one upgraded connection, whoever made it.
 *
 * @param cut ends it: blocked readers and writers fail soon. Any thread, any number of times; returns at once and throws nothing
 */
public record Wire(InputStream in, OutputStream out, Runnable cut) {}
