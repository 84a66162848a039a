package io.dss.node.route;

import io.dss.kernel.NodeId;

/**
 * An answer, and how it came about.
 *
 * @param from who gave it
 * @param repeated another attempt than the answered one may have been carried out, so what it found may be that one's doing
 * @param <R> what is answered
 */
public record Answered<R>(R reply, NodeId from, boolean repeated) {}
