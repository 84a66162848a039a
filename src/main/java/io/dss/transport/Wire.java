package io.dss.transport;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * The bytes of one upgraded connection, whoever made it.
 *
 * @param cut ends it: blocked readers and writers fail sooner or later. Any thread, any number of times; throws nothing. May wait for a flush, so it is
 *     never called where nothing may block; a dialed one's returns at once and is
 */
public record Wire(InputStream in, OutputStream out, Runnable cut) {}
