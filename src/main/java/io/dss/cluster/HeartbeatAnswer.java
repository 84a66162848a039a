package io.dss.cluster;

import io.dss.kernel.Incarnation;
import java.util.Optional;

/**
 * The leader's answer to one heartbeat.
 *
 * @param to who sent it
 * @param sequence which one
 * @param newerView the newest view the leader has applied, if the sender's is older
 */
public record HeartbeatAnswer(Incarnation to, long sequence, Standing standing, Optional<View> newerView) {}
